"""Workers that may be killed while they send mail, and two that make a mistake on purpose."""

import time
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from dsl import settings_for
from faults.telling import tell
from training_portal.aggregates.root import new_id
from training_portal.clock import Clock, system_clock
from training_portal.event_store.outbox import Letter, Outbox
from training_portal.letters import write_letter
from training_portal.mail.delivery import deliver_due
from training_portal.mail.post import FolderPost, Post, post_for
from training_portal.portal import Portal, build_portal
from training_portal.settings import Smtp
from training_portal.worker import run_worker, send_waiting_mail

_BEFORE_NOTING_SECONDS = 0.01
"""What a busy machine puts between a letter and the note of it: long enough to be hit by a kill."""
_LOOKING_SECONDS = 1.5


def deliver(url: str, folder: str, now: str, port: int = 0, mistake: str = "") -> None:
    """Send what is due at an instant (ISO), to the server on a port or else into the folder, then end."""
    instant = datetime.fromisoformat(now)
    portal = _opened(url, folder, port, lambda: instant)
    tell("ready")
    if mistake:
        MISTAKES[mistake](portal)
    else:
        send_waiting_mail(portal)


def stand_by(url: str, folder: str, port: int) -> None:
    """Be the worker process, as operators run it, until told to end."""
    portal = _opened(url, folder, port, system_clock)
    tell("ready")
    run_worker(portal)


class _TakesNothing(Outbox):
    """Reads what is due without keeping it from others."""

    def take_due(self, now: datetime, limit: int = 20, lease_seconds: int = 300) -> list[Letter]:
        """The messages due, which stay due; whoever else looks in the same second sees them too."""
        taken = super().take_due(now, limit, lease_seconds=0)
        if taken:
            time.sleep(_LOOKING_SECONDS)
        return taken


class _NewNameEachTime(FolderPost):
    """Writes each message into a file of a new name."""

    def send(self, message: EmailMessage, outbox_id: int) -> None:
        """Write a message, again if it was written before."""
        super().send(message, int(new_id(), 16))
        time.sleep(_BEFORE_NOTING_SECONDS)


def _leave_letters_to_others(portal: Portal) -> None:
    outbox = _TakesNothing(portal.store.engine, portal.settings.master_key)
    _send(portal, outbox, post_for(portal.settings))


def _forget_what_was_written(portal: Portal) -> None:
    post = _NewNameEachTime(portal.settings.mail_folder, portal.settings.mail_from)
    _send(portal, portal.store.outbox, post)


def _send(portal: Portal, outbox: Outbox, post: Post) -> None:
    while deliver_due(outbox, post, lambda letter: write_letter(portal, letter), portal.now):
        continue


MISTAKES: Mapping[str, Any] = {
    "leaves letters to others": _leave_letters_to_others,
    "forgets what was written": _forget_what_was_written,
}


def _opened(url: str, folder: str, port: int, clock: Clock) -> Portal:
    smtp = Smtp("127.0.0.1", port, starttls=False) if port else Smtp()
    return build_portal(settings_for(url, Path(folder), smtp=smtp), clock)
