"""The worker: one process that sends the mail and does the jobs, while others stand by to take over."""

import signal
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from types import FrameType

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from .digests import queue_digests
from .erasure import finish_erasures
from .event_store.engine import writing
from .event_store.lease import lease_on
from .forgotten_passwords import answer_forgotten_passwords
from .identity.email_changes import forget_old_changes
from .identity.handover import forget_old_handovers
from .identity.password_links import forget_old_links
from .identity.sessions import forget_old_sessions
from .identity.throttle import forget_old_hits
from .letters import write_letter
from .mail.delivery import deliver_due
from .mail.post import post_for
from .portal import Portal
from .projections.companies import company
from .projections.overdue import companies_to_suspend
from .till.round import settle_what_is_undecided

LEASE = "worker"
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again: what, and how many seconds lie between."""

    do: Callable[[Portal], None]
    every_seconds: float


def send_waiting_mail(portal: Portal) -> None:
    """Send what is due in the outbox, until nothing is."""
    post = post_for(portal.settings)
    while deliver_due(portal.store.outbox, post, lambda letter: write_letter(portal, letter), portal.now):
        continue


def forget_what_is_old(portal: Portal) -> None:
    """Delete sessions that are over, handovers nobody may see any more, and old counts of attempts."""
    now = portal.now
    old = (forget_old_changes, forget_old_handovers, forget_old_links, forget_old_sessions, forget_old_hits)
    with writing(portal.store.engine) as tx:
        for forget in old:
            tx.execute(forget(now))


def tell_managers_once_a_day(portal: Portal) -> None:
    """Queue today's digests, and the missed ones with them."""
    queue_digests(portal)


def suspend_accounts_with_old_invoices(portal: Portal) -> None:
    """Suspend every company that owes too long. Whoever comes twice, or ten days late, finds it done."""
    with portal.reading() as tx:
        owing = companies_to_suspend(tx, portal.today)
        still_open = [id for id in owing if (row := company(tx, id)) and row["state"] == "open"]
    for id in still_open:
        portal.application.review_account(portal.context("portal", id))


def erase_the_forgotten(portal: Portal) -> None:
    """Make the views anew where somebody was forgotten since the last time."""
    finish_erasures(portal)


def settle_money(portal: Portal) -> None:
    """Ask the payment provider about what stays undecided, and carry out refunds that were asked for."""
    settle_what_is_undecided(portal)


JOBS = (
    Job(suspend_accounts_with_old_invoices, every_seconds=300),
    Job(tell_managers_once_a_day, every_seconds=300),
    Job(answer_forgotten_passwords, every_seconds=2),
    Job(send_waiting_mail, every_seconds=2),
    Job(settle_money, every_seconds=30),
    Job(forget_what_is_old, every_seconds=300),
    Job(erase_the_forgotten, every_seconds=60),
)


def run_worker(portal: Portal, once: bool = False) -> None:
    """Do the jobs until the process is told to end; `once`: do each now, then stop.

    Only the process that holds the lease works. Whoever stands by takes over within seconds of its end.
    """
    lease = lease_on(portal.store.engine, LEASE)
    try:
        if once:
            if lease.held():
                for job in JOBS:
                    job.do(portal)
            return
        _run_until_told_to_end(portal, lease.held)
    finally:
        lease.release()


def _run_until_told_to_end(portal: Portal, is_ours: Callable[[], bool]) -> None:
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in JOBS:
        scheduler.add_job(
            _done_by_one,
            "interval",
            args=(job, portal, is_ours),
            seconds=job.every_seconds,
            coalesce=True,
            max_instances=1,
            next_run_time=portal.now,
        )
    ended = Event()

    def end(number: int, frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    scheduler.start()
    _log.info("worker started")
    ended.wait()
    scheduler.shutdown(wait=True)
    _log.info("worker stopped")


def _done_by_one(job: Job, portal: Portal, is_ours: Callable[[], bool]) -> None:
    """Do a job when the lease is ours; what fails is logged, and tried again at the next turn."""
    if not is_ours():
        return
    try:
        job.do(portal)
    except Exception:
        _log.exception("a job failed", job=job.do.__name__)
