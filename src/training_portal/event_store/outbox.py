"""The outbox: mail that a command decided to send, kept with the decision until it has left."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from training_portal.event_store.context import Context
from training_portal.event_store.engine import writing
from training_portal.event_store.insertion import Insertion
from training_portal.event_store.keys import derive_key, keyed_digest
from training_portal.event_store.lists import Days, within
from training_portal.event_store.schema import outbox

_NONCE = 12
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=4)
_PATIENCE = timedelta(days=5)
_UNSEALED = (outbox.c.id, outbox.c.occasion, outbox.c.recipient, outbox.c.about, outbox.c.company)
_STATE = (outbox.c.queued_at, outbox.c.due_at, outbox.c.attempts, outbox.c.refused_at, outbox.c.fault)
_WAITING = outbox.c.due_at.is_not(None)
_REFUSED = outbox.c.refused_at.is_not(None)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to write and send. `recipient` is a person's id, `about` the id of what it tells about.

    `facts` are what was given to `Work.mail`. `attempts` counts this one. The secret is not shown by repr.
    """

    id: int
    occasion: str
    recipient: str
    about: str
    company: str
    facts: dict[str, Any]
    attempts: int
    queued_at: datetime
    secret: str = ""

    def __repr__(self) -> str:
        return f"Letter({self.id}, {self.occasion!r}, about {self.about!r}, attempt {self.attempts})"


class Outbox:
    """The mail that waits. Its secrets are sealed at rest, and gone once the message has left."""

    def __init__(self, engine: sa.Engine, master_key: bytes) -> None:
        self._engine = engine
        self._cipher = AESGCM(derive_key(master_key, "outbox"))
        self._digest_key = derive_key(master_key, "outbox-once")

    def row(
        self, context: Context, occasion: str, to: str, about: str, secret: str, facts: dict[str, Any]
    ) -> tuple[Any, ...]:
        """A message as the outbox keeps it; occasion, person, thing and facts tell it from others."""
        written = json.dumps(facts, sort_keys=True, ensure_ascii=False)
        once = keyed_digest(self._digest_key, json.dumps([occasion, to, about, written]))
        nonce = os.urandom(_NONCE)
        sealed = nonce + self._cipher.encrypt(nonce, secret.encode(), once.encode()) if secret else None
        return (once, occasion, to, about, context.company, written, sealed, context.now, context.now)

    def take_due(self, now: datetime, limit: int = 20, lease_seconds: int = 300) -> list[Letter]:
        """The messages to send now, oldest first. Nobody else is given them until the lease is over.

        Whoever dies while sending leaves them to be taken again after the lease.
        """
        due = sa.select(outbox.c.id).where(outbox.c.due_at <= now).order_by(outbox.c.due_at, outbox.c.id)
        taken = (
            sa.update(outbox)
            .where(outbox.c.id.in_(due.limit(limit).with_for_update(skip_locked=True)))
            .values(due_at=now + timedelta(seconds=lease_seconds), attempts=outbox.c.attempts + 1)
            .returning(outbox)
        )
        with writing(self._engine) as tx:
            return [self._letter(row) for row in sorted(tx.execute(taken), key=lambda row: row.id)]

    def mark_sent(self, letter_id: int, now: datetime) -> None:
        """The message was accepted by the mail server. Its secret is wiped."""
        self._change(letter_id, sent_at=now, due_at=None, secret=None, fault="")

    def mark_refused(self, letter_id: int, now: datetime, fault: str) -> None:
        """The message can never be sent. Its secret is wiped; `fault` says why, without personal data."""
        self._change(letter_id, refused_at=now, due_at=None, secret=None, fault=fault[:500])

    def retry_later(self, letter: Letter, now: datetime, fault: str) -> None:
        """The message could not be sent yet: try after 1, 2, 4, ... minutes, at most 4 hours, for 5 days."""
        if now - letter.queued_at > _PATIENCE:
            self.mark_refused(letter.id, now, fault)
            return
        wait = min(_FIRST_WAIT * 2 ** min(letter.attempts - 1, 12), _LONGEST_WAIT)
        self._change(letter.id, due_at=now + wait, fault=fault[:500])

    def _change(self, letter_id: int, **values: Any) -> None:
        with writing(self._engine) as tx:
            tx.execute(sa.update(outbox).where(outbox.c.id == letter_id).values(**values))

    def _letter(self, row: Any) -> Letter:
        secret = ""
        if row.secret is not None:
            sealed, bound_to = row.secret, row.once_key.encode()
            secret = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to).decode()
        parts = (row.id, row.occasion, row.recipient, row.about, row.company, json.loads(row.facts))
        return Letter(*parts, row.attempts, row.queued_at, secret)


def unsent(
    tx: sa.Connection,
    *,
    limit: int = 200,
    offset: int = 0,
    refused: bool | None = None,
    days: Days | None = None,
) -> Sequence[sa.RowMapping]:
    """Unsent mail, oldest first: what waits (`due_at`), and what was refused for good (`refused_at`).

    `refused` asks for one of the two only, `days` for what was written then.
    """
    chosen = _chosen(refused, days)
    question = sa.select(*_UNSEALED, *_STATE).where(chosen).order_by(outbox.c.id)
    return tx.execute(question.limit(limit).offset(offset)).mappings().all()


def unsent_total(tx: sa.Connection, refused: bool | None = None, days: Days | None = None) -> int:
    """How many rows `unsent` has in all."""
    return tx.execute(sa.select(sa.func.count()).where(_chosen(refused, days))).scalar_one()


def _chosen(refused: bool | None, days: Days | None) -> sa.ColumnElement[bool]:
    written = within(outbox.c.queued_at, days) if days else sa.true()
    return sa.and_({None: outbox.c.sent_at.is_(None), True: _REFUSED, False: _WAITING}[refused], written)


def unsent_counts(tx: sa.Connection) -> tuple[int, int]:
    """How many messages wait to be sent, and how many were refused for good."""
    refused = tx.execute(sa.select(sa.func.count()).where(_REFUSED)).scalar_one()
    return waiting(tx), refused


def waiting(tx: sa.Connection) -> int:
    """How many messages wait to be sent."""
    return tx.execute(sa.select(sa.func.count()).where(_WAITING)).scalar_one()


QUEUE = Insertion(
    outbox,
    ("once_key", "occasion", "recipient", "about", "company", "facts", "secret", "queued_at", "due_at"),
    passing_over=True,
)
"""Puts rows of `Outbox.row` into the outbox, each once however often it is queued."""
