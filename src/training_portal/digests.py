"""The digests: what managers are told once a day, one letter of a kind, when there is something to say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from .application.digests import Span, digests_done, span_of
from .event_store.engine import writing
from .event_store.lists import Days
from .identity.rights import Right, has_right
from .portal import Portal
from .projections.companies import company
from .projections.managers import all_managers
from .projections.not_started import waits_since
from .projections.overdue import reminded
from .projections.training_to_renew import anything_reached
from .settings import Settings
from .values import add_months

_RHYTHMS = {"daily": (1, 0), "weekly": (7, 0), "monthly": (0, 1)}
"""Days and calendar months between two digests of what is not started."""


@dataclass(frozen=True, slots=True)
class Digest:
    """One kind of digest: the occasion of its letter (see `letters.LETTERS`), and who is told what.

    `compose` is asked with a manager's row, for the business days of a span; it answers the facts of the
    letter, plain JSON values without personal data that name the days, or None when there is nothing to say
    or the manager does not want it.
    """

    occasion: str
    compose: Callable[[sa.Connection, sa.RowMapping, Span], Mapping[str, Any] | None]


def _renewals_due(tx: sa.Connection, manager: sa.RowMapping, span: Span) -> Mapping[str, Any] | None:
    """What came within 6, 3 or 1 months of its renewal date in these days, or to it, if the manager wants."""
    wants = _follows(manager) and manager["notify_renewals"]
    if not wants or not anything_reached(tx, manager["company"], span.after, span.on):
        return None
    return {"after": span.after.isoformat(), "on": span.on.isoformat()}


DIGESTS = (Digest("renewals_due", _renewals_due),)


def digests_of(settings: Settings) -> tuple[Digest, ...]:
    """Every kind of digest; what the provider decides of it (zone, days of reminders) it knows."""
    return (
        *DIGESTS,
        Digest("not_started", partial(_not_started, settings.time_zone)),
        Digest("payment_reminder", partial(_payment_reminder, settings.reminder_days)),
    )


def _payment_reminder(
    days: Sequence[int], tx: sa.Connection, manager: sa.RowMapping, span: Span
) -> Mapping[str, Any] | None:
    """Unpaid invoices that came to a reminder, to each manager who may pay them."""
    if not manager["active"] or not has_right(manager["role"], Right.INVOICES):
        return None
    found = reminded(tx, manager["company"], span.after, span.on, days)
    if not found:
        return None
    return {"level": max(one.level for one in found), "invoices": [one.debt["id"] for one in found]}


def _not_started(
    zone: str, tx: sa.Connection, manager: sa.RowMapping, span: Span
) -> Mapping[str, Any] | None:
    """Registrations older than the manager's deadline, in the manager's own rhythm while there are any."""
    if not _follows(manager) or not _is_time(manager["notify_not_started"], span):
        return None
    last = span.on - timedelta(days=manager["deadline_days"])
    employer = company(tx, manager["company"])
    if employer is None or employer["state"] != "open":
        return None
    if not waits_since(tx, manager["company"], Days("registered_at", last=last, zone=zone)):
        return None
    return {"on": span.on.isoformat(), "registered_until": last.isoformat()}


def _follows(manager: sa.RowMapping) -> bool:
    """Whether somebody is a manager who may see trainees."""
    return bool(manager["active"]) and has_right(manager["role"], Right.READ)


def _is_time(frequency: str, span: Span) -> bool:
    """Whether a period of a rhythm is over since the last letter; the first comes at once."""
    if frequency not in _RHYTHMS:
        return False
    days, months = _RHYTHMS[frequency]
    return span.told_on is None or add_months(span.told_on, months) + timedelta(days=days) <= span.on


def queue_digests(portal: Portal, digests: Sequence[Digest] | None = None) -> int:
    """Queue every digest of today that was not queued yet. Answers how many letters were.

    Running twice, or in two processes, queues nothing twice. Days without a run are spoken for by the next.
    """
    queued = 0
    for digest in digests_of(portal.settings) if digests is None else digests:
        silent = []
        for manager, has_something_to_say in _looked_at(portal, digest):
            if has_something_to_say:
                queued += _queue(portal, digest, manager)
            else:
                silent.append(manager["id"])
        _note_silence(portal, digest.occasion, silent, portal.today)
    return queued


def _looked_at(portal: Portal, digest: Digest) -> Iterator[tuple[sa.RowMapping, bool]]:
    """The managers for whom today is not dealt with, each with whether there is something to say."""
    mine = sa.select(digests_done).where(digests_done.c.occasion == digest.occasion)
    with portal.reading() as tx:
        done = {row.manager: (row.done_on, row.told_on) for row in tx.execute(mine)}
        found = []
        for manager in all_managers(tx):
            span = span_of(*done.get(manager["id"], (None, None)), portal.today)
            if span is not None:
                found.append((manager, digest.compose(tx, manager, span) is not None))
    yield from found


def _queue(portal: Portal, digest: Digest, manager: sa.RowMapping) -> bool:
    command = f"digest/{digest.occasion}/{manager['id']}/{portal.today}"
    context = portal.context("system", manager["company"], command)
    return portal.application.queue_digest(
        context, digest.occasion, manager["id"], lambda tx, span: digest.compose(tx, manager, span)
    )


def _note_silence(portal: Portal, occasion: str, managers: Sequence[str], today: date) -> None:
    """Note the day for managers who have nothing to hear, without a command for each of them."""
    if not managers:
        return
    with writing(portal.store.engine) as tx:
        there = set(tx.scalars(sa.select(digests_done.c.manager).where(digests_done.c.occasion == occasion)))
        known = [{"known": manager} for manager in managers if manager in there]
        fresh = [
            {"occasion": occasion, "manager": manager, "done_on": today, "told_on": None}
            for manager in managers
            if manager not in there
        ]
        if known:
            later = sa.update(digests_done).where(
                digests_done.c.occasion == occasion,
                digests_done.c.manager == sa.bindparam("known"),
                digests_done.c.done_on < today,
            )
            tx.execute(later.values(done_on=today), known)
        if fresh:
            tx.execute(digests_done.insert(), fresh)
