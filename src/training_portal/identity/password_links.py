"""Forgotten passwords: what was asked at a door, and the link that lets a person set a new one.

Whoever asks waits for the same thing whether the account exists or not: one sealed row is written. The worker
looks later who is meant.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from limits import RateLimitItemPerHour
from limits.strategies import FixedWindowRateLimiter

from training_portal.event_store.keys import keyed_digest
from training_portal.identity.keys import identity_keys, seal, unseal
from training_portal.identity.refusals import TooManyAttempts
from training_portal.identity.sessions import digest_of
from training_portal.identity.tables import password_links, password_requests
from training_portal.identity.throttle import DatabaseStorage, network_of
from training_portal.values import folded

LINK_LIFE = timedelta(hours=1)
_PER_NAME = RateLimitItemPerHour(3, 1, "password-name")
"""Requests for one user name or e-mail address, whether anybody has it or not."""
_PER_ADDRESS = RateLimitItemPerHour(30, 1, "password-address")


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody forgot a password: at which door, and the user name or e-mail address that was typed."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that still works, and whose password it sets."""

    digest: str
    person_id: str
    kind: str
    company: str


class RequestThrottle:
    """Slows down whoever asks for links, for others or at random."""

    def __init__(self, engine: sa.Engine, master_key: bytes, clock: Callable[[], datetime]) -> None:
        self._limiter = FixedWindowRateLimiter(DatabaseStorage(engine, clock))
        self._key = identity_keys(master_key).password_requests

    def ask(self, name: str, address: str) -> None:
        """Count a request before it is looked at. Errors: TooManyAttempts."""
        by_address = self._limiter.hit(_PER_ADDRESS, network_of(address))
        if not by_address or not self._limiter.hit(_PER_NAME, keyed_digest(self._key, folded(name))):
            raise TooManyAttempts(minutes=60)


def request_row(master_key: bytes, kind: str, name: str, now: datetime) -> dict[str, Any]:
    """A row of `password_requests`: what was typed at a door, sealed."""
    id = uuid4().hex
    sealed = seal(identity_keys(master_key).password_requests, name, id)
    return {"id": id, "kind": kind, "sealed_name": sealed, "asked_at": now}


def waiting_requests(tx: sa.Connection, master_key: bytes, limit: int = 50) -> list[Asked]:
    """What was asked and not looked at yet, the oldest first."""
    key = identity_keys(master_key).password_requests
    rows = tx.execute(sa.select(password_requests).order_by(password_requests.c.asked_at).limit(limit))
    return [Asked(row.id, row.kind, unseal(key, row.sealed_name, row.id)) for row in rows]


def forget_request(id: str) -> sa.Delete:
    """What to write when a request was looked at."""
    return sa.delete(password_requests).where(password_requests.c.id == id)


def new_link(person_id: str, kind: str, company: str, now: datetime) -> tuple[str, dict[str, Any]]:
    """The token of a new link, and the row of `password_links` that knows it."""
    token = secrets.token_urlsafe(32)
    return token, {
        "token_digest": digest_of(token),
        "person_id": person_id,
        "kind": kind,
        "company": company,
        "expires_at": now + LINK_LIFE,
    }


def link_of(tx: sa.Connection, token: str, now: datetime) -> Link | None:
    """The link of a token, or None when it was used, is too old, or never was."""
    mine = sa.and_(password_links.c.token_digest == digest_of(token), password_links.c.expires_at > now)
    row = tx.execute(sa.select(password_links).where(mine)).one_or_none()
    return Link(row.token_digest, row.person_id, row.kind, row.company) if row else None


def forget_links(person_id: str) -> sa.Delete:
    """What to write when a person's password has changed: no link sets another."""
    return sa.delete(password_links).where(password_links.c.person_id == person_id)


def forget_old_links(now: datetime) -> sa.Delete:
    """What to write, every few minutes, to delete links whose hour is over."""
    return sa.delete(password_links).where(password_links.c.expires_at <= now)
