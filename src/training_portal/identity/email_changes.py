"""New e-mail addresses that wait until the link sent there is followed: one for each manager at most."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from training_portal.identity.keys import identity_keys, seal, unseal
from training_portal.identity.sessions import digest_of
from training_portal.identity.tables import email_changes

CHANGE_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class EmailChange:
    """A new address that waits. repr does not show it."""

    digest: str
    person_id: str
    address: str = field(repr=False)
    expires_at: datetime


def open_change(
    master_key: bytes, person_id: str, address: str, now: datetime
) -> tuple[str, tuple[sa.Delete, sa.Insert]]:
    """The token of a new link, and what to write: it takes the place of any that waited."""
    token = secrets.token_urlsafe(32)
    digest = digest_of(token)
    row = {
        "person_id": person_id,
        "token_digest": digest,
        "sealed_address": seal(identity_keys(master_key).email_changes, address, digest),
        "expires_at": now + CHANGE_LIFE,
    }
    return token, (forget_change(person_id), sa.insert(email_changes).values(row))


def change_with(tx: sa.Connection, master_key: bytes, token: str, now: datetime) -> EmailChange | None:
    """What a link's token would change; None when it was used, cancelled, replaced, or is too old."""
    return _one(tx, master_key, email_changes.c.token_digest == digest_of(token), now)


def change_of(tx: sa.Connection, master_key: bytes, person_id: str, now: datetime) -> EmailChange | None:
    """The new address that waits for a person's confirmation, or None."""
    return _one(tx, master_key, email_changes.c.person_id == person_id, now)


def finish_change(change: EmailChange) -> sa.Delete:
    """What to write when a link was followed: it works once. One that was asked for since stays open."""
    return sa.delete(email_changes).where(email_changes.c.token_digest == change.digest)


def forget_change(person_id: str) -> sa.Delete:
    """What to write when a new address is not wanted after all."""
    return sa.delete(email_changes).where(email_changes.c.person_id == person_id)


def forget_old_changes(now: datetime) -> sa.Delete:
    """What to write, every few minutes, to delete addresses that nobody confirmed in time."""
    return sa.delete(email_changes).where(email_changes.c.expires_at <= now)


def _one(
    tx: sa.Connection, master_key: bytes, condition: sa.ColumnElement[bool], now: datetime
) -> EmailChange | None:
    row = tx.execute(
        sa.select(email_changes).where(condition, email_changes.c.expires_at > now)
    ).one_or_none()
    if row is None:
        return None
    address = unseal(identity_keys(master_key).email_changes, row.sealed_address, row.token_digest)
    return EmailChange(row.token_digest, row.person_id, address, row.expires_at)
