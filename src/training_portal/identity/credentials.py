"""Credentials: how a person proves who they are, and what is written when that changes.

Changes are given as statements, so that a command writes them in its own transaction (`work.write`) and a
page in one of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.searching import among
from training_portal.identity.keys import identity_keys, username_digest
from training_portal.identity.passwords import (
    is_chosen,
    is_nobodys,
    is_temporary,
    new_temporary_password,
    temporary_digest,
)
from training_portal.identity.refusals import SignInRefused
from training_portal.identity.sessions import end_sessions
from training_portal.identity.tables import (
    api_tokens,
    credentials,
    email_changes,
    handovers,
    password_links,
    sessions,
)
from training_portal.identity.tokens import revoke_tokens

TEMPORARY_LIFE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Credential:
    """A person who may sign in: of which kind, of which company, and whether the password is temporary."""

    person_id: str
    kind: str
    company: str
    secret: str
    temporary_until: datetime | None
    active: bool
    totp_enrolled: bool

    @property
    def is_temporary(self) -> bool:
        """Whether the password is machine-made and must be changed first of all."""
        return self.temporary_until is not None


def new_credential(
    master_key: bytes, person_id: str, kind: str, company: str, username: str, now: datetime
) -> tuple[str, dict[str, Any]]:
    """A temporary password for a new person, and the row of `credentials` that knows it.

    `kind` is "manager", "trainee" or "staff"; `company` is "" for staff. Fast: 500 take a few milliseconds.
    Errors: ValueError when the user name holds a control character. A user name that is taken is refused
    by the table's unique digest; claim it or ask `taken_usernames` first.
    """
    temporary = new_temporary_password()
    return temporary, {
        "person_id": person_id,
        "kind": kind,
        "company": company,
        "username_digest": username_digest(master_key, username),
        "active": True,
        **_temporary_secret(master_key, temporary, now),
    }


def taken_usernames(tx: sa.Connection, master_key: bytes, usernames: list[str]) -> set[str]:
    """Which of these user names somebody of any kind has already, however they are spelled."""
    digests = {username_digest(master_key, username): username for username in usernames}
    found = tx.scalars(
        sa.select(credentials.c.username_digest).where(credentials.c.username_digest.in_(list(digests)))
    )
    return {digests[digest] for digest in found}


def credential_named(tx: sa.Connection, master_key: bytes, username: str) -> Credential | None:
    """The credential of a user name, however it is spelled, or None."""
    try:
        digest = username_digest(master_key, username)
    except ValueError:
        return None
    return _one(tx, credentials.c.username_digest == digest)


def recognise(
    master_key: bytes, found: Credential | None, kind: str, password: str, now: datetime
) -> Credential:
    """The person of a kind whose password this is; `found` is what the user name led to.

    Every way to fail takes one slow hash and gives the same answer, so that nobody learns which user names
    exist. It needs no transaction: none is held while it waits. Errors: SignInRefused; TryAgainLater.
    """
    if not proves(master_key, found, password, now) or found is None or found.kind != kind:
        raise SignInRefused
    return found


def proves(master_key: bytes, found: Credential | None, password: str, now: datetime) -> bool:
    """Whether this is the present password of somebody who may sign in. Always takes one slow hash."""
    if found is None:
        return is_nobodys(password)
    if found.temporary_until is None:
        return is_chosen(found.secret, password) and found.active
    key = identity_keys(master_key).temporary
    return is_temporary(key, found.secret, password) and found.active and now < found.temporary_until


def credential_of(tx: sa.Connection, person_id: str) -> Credential | None:
    """A person's credential, or None for somebody who never had one."""
    return _one(tx, credentials.c.person_id == person_id)


def without_credential(tx: sa.Connection, person_ids: Sequence[str]) -> set[str]:
    """Which of these people never had a log-in: those whom only a list of past certificates names."""
    some = sa.select(credentials.c.person_id).where(among(credentials.c.person_id, person_ids))
    return set(person_ids) - set(tx.scalars(some))


def change_password(person_id: str, hashed: str, now: datetime) -> tuple[sa.Update | sa.Delete, ...]:
    """What to write when a person has chosen a password, hashed by `hash_chosen`.

    The old one is dead from then on. Whoever writes this also ends the person's other sessions, and API
    tokens unless the old password was a temporary one, which ended them.
    """
    change = _update(person_id).values(secret=hashed, temporary_until=None, changed_at=now)
    return change, *_dies_with_password(person_id)


def reset_password(
    master_key: bytes, person_id: str, now: datetime
) -> tuple[str, tuple[sa.Update | sa.Delete, ...]]:
    """A new temporary password for a person, and what to write: the old one, sessions and tokens end."""
    temporary = new_temporary_password()
    change = _update(person_id).values(**_temporary_secret(master_key, temporary, now))
    ends = (end_sessions(person_id, now), revoke_tokens(person_id, now))
    return temporary, (change, *ends, *_dies_with_password(person_id))


def deactivate(person_id: str, now: datetime) -> tuple[sa.Update, ...]:
    """What to write when somebody may no longer sign in: the credential sleeps, all sessions end."""
    return _update(person_id).values(active=False, changed_at=now), end_sessions(person_id, now)


def reactivate(person_id: str, now: datetime) -> tuple[sa.Update, ...]:
    """What to write when somebody who was deactivated may sign in again."""
    return (_update(person_id).values(active=True, changed_at=now),)


def _temporary_secret(master_key: bytes, temporary: str, now: datetime) -> dict[str, Any]:
    return {
        "secret": temporary_digest(identity_keys(master_key).temporary, temporary),
        "temporary_until": now + TEMPORARY_LIFE,
        "changed_at": now,
    }


def _one(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> Credential | None:
    row = tx.execute(sa.select(credentials).where(condition)).one_or_none()
    if row is None:
        return None
    return Credential(
        person_id=row.person_id,
        kind=row.kind,
        company=row.company,
        secret=row.secret,
        temporary_until=row.temporary_until,
        active=row.active,
        totp_enrolled=row.totp_enrolled_at is not None,
    )


def _update(person_id: str) -> sa.Update:
    return sa.update(credentials).where(credentials.c.person_id == person_id)


def _dies_with_password(person_id: str) -> list[sa.Delete]:
    """The end of all that whoever knew the old password may have left behind to come back by.

    That is a handover not fetched, links that set another password, and a new e-mail address that waits.
    """
    ways = (handovers, password_links, email_changes)
    return [sa.delete(table).where(table.c.person_id == person_id) for table in ways]


def close_door(person: str) -> list[sa.Delete]:
    """The end of all by which a person (by id) can sign in, now or by a link or token under way."""
    doors = (credentials, sessions, api_tokens, handovers, password_links, email_changes)
    return [sa.delete(table).where(table.c.person_id == person) for table in doors]
