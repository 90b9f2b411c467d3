"""Sessions: who is signed in, since when, and how far the sign-in has come.

The browser holds a random token of 256 bits; the database holds its digest only.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from training_portal.identity.refusals import SignInRefused
from training_portal.identity.tables import sessions

ABSOLUTE_LIMIT = timedelta(hours=12)
IDLE_LIMIT = {"staff": timedelta(minutes=30)}
_IDLE_LIMIT_OF_OTHERS = timedelta(hours=2)
_SEEN_AGAIN_AFTER = timedelta(minutes=1)
"""How exactly the last request is remembered: one write a minute, not one a request."""


class Stage(StrEnum):
    """How far a sign-in has come. Only an open session reaches the portal."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105
    ENROLMENT = "enrolment"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in. `id` is the token's digest; `language` is "" until one is chosen."""

    id: str
    person_id: str
    kind: str
    company: str
    stage: Stage
    language: str
    created_at: datetime
    last_seen_at: datetime


def stage_of(*, enrolled: bool, proved: bool, temporary: bool, must_enrol: bool) -> Stage:
    """What a person who gave the right password has to do next.

    `enrolled`: has a second factor; `proved`: has just shown it; `temporary`: the password is machine-made;
    `must_enrol`: a second factor is compulsory for the person's kind, and not there yet.
    """
    if enrolled and not proved:
        return Stage.CODE
    if temporary:
        return Stage.PASSWORD
    return Stage.ENROLMENT if must_enrol else Stage.OPEN


def begin_session(
    tx: sa.Connection, person_id: str, kind: str, company: str, stage: Stage, language: str, now: datetime
) -> str:
    """Sign a person in; the answer is the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    row = {
        "token_digest": digest_of(token),
        "person_id": person_id,
        "kind": kind,
        "company": company,
        "stage": stage.value,
        "language": language,
        "created_at": now,
        "last_seen_at": now,
    }
    tx.execute(sa.insert(sessions).values(row))
    return token


def renew_session(tx: sa.Connection, old: Session, stage: Stage, now: datetime) -> str:
    """Go on at another stage under a new token; the old one is dead. The absolute limit starts again.

    Errors: SignInRefused when the session ended meanwhile: it opens nothing, and cannot be renewed.
    """
    if tx.execute(end_session(old.id, now)).rowcount != 1:
        raise SignInRefused
    return begin_session(tx, old.person_id, old.kind, old.company, stage, old.language, now)


def session_of(tx: sa.Connection, token: str, now: datetime) -> Session | None:
    """The living session that a token opens, or None: unknown, ended, idle too long, or too old."""
    row = tx.execute(sa.select(sessions).where(sessions.c.token_digest == digest_of(token))).one_or_none()
    return _session(row) if row is not None and _lives(row, now) else None


def _lives(row: sa.Row[Any], now: datetime) -> bool:
    idle = IDLE_LIMIT.get(row.kind, _IDLE_LIMIT_OF_OTHERS)
    is_young = now - row.last_seen_at < idle and now - row.created_at < ABSOLUTE_LIMIT
    return row.ended_at is None and is_young


def _session(row: sa.Row[Any]) -> Session:
    return Session(
        id=row.token_digest,
        person_id=row.person_id,
        kind=row.kind,
        company=row.company,
        stage=Stage(row.stage),
        language=row.language,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
    )


def sessions_of(tx: sa.Connection, person_id: str, now: datetime) -> list[Session]:
    """The living sessions of a person, the one last used first."""
    mine = sa.select(sessions).where(sessions.c.person_id == person_id, sessions.c.ended_at.is_(None))
    rows = tx.execute(mine.order_by(sessions.c.last_seen_at.desc(), sessions.c.token_digest)).all()
    return [_session(row) for row in rows if _lives(row, now)]


def is_worth_noting(session: Session, now: datetime) -> bool:
    """Whether the present request should be remembered as the last one."""
    return now - session.last_seen_at >= _SEEN_AGAIN_AFTER


def note_request(session_id: str, now: datetime) -> sa.Update:
    """What to write so that a session in use does not count as idle."""
    return sa.update(sessions).where(sessions.c.token_digest == session_id).values(last_seen_at=now)


def speak(session_id: str, language: str) -> sa.Update:
    """What to write when a person chose another language for this session."""
    return sa.update(sessions).where(sessions.c.token_digest == session_id).values(language=language)


def end_session(session_id: str, now: datetime) -> sa.Update:
    """What to write at sign-out."""
    condition = (sessions.c.token_digest == session_id) & sessions.c.ended_at.is_(None)
    return sa.update(sessions).where(condition).values(ended_at=now)


def end_sessions(person_id: str, now: datetime, but: str = "") -> sa.Update:
    """What to write to sign a person out everywhere, but for the session of that id."""
    condition = (sessions.c.person_id == person_id) & sessions.c.ended_at.is_(None)
    return sa.update(sessions).where(condition, sessions.c.token_digest != but).values(ended_at=now)


def forget_old_sessions(now: datetime) -> sa.Delete:
    """What to write, daily, to delete sessions that no token can open any more."""
    return sa.delete(sessions).where(sessions.c.created_at < now - ABSOLUTE_LIMIT)


def digest_of(token: str) -> str:
    """How a token of 256 random bits is kept: nothing but a digest, which cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()
