"""API tokens: a manager's programs show them instead of signing in. Each is shown once, when it is made."""

import secrets
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from training_portal.errors import NotFound
from training_portal.identity.refusals import TokenNeedsAName
from training_portal.identity.sessions import digest_of
from training_portal.identity.tables import api_tokens, credentials

TOKEN_LIFE = timedelta(days=365)
_PREFIX = "tp_"
"""By which people and secret scanners recognise a token of the portal."""


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token as its manager sees it in a list: everything but the token."""

    id: str
    person_id: str
    company: str
    label: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


def make_token(
    tx: sa.Connection,
    manager: str,
    company: str,
    label: str,
    now: datetime,
    life: timedelta = TOKEN_LIFE,
    token_id: str = "",
) -> str:
    """A new token for a manager's programs; the answer is the only copy. Errors: TokenNeedsAName.

    With the `token_id` of a token that was made before nothing is made, and the answer is "".
    """
    if not label.strip():
        raise TokenNeedsAName
    token = _PREFIX + secrets.token_urlsafe(32)
    row = {
        "id": token_id or uuid4().hex,
        "token_digest": digest_of(token),
        "person_id": manager,
        "company": company,
        "label": label.strip(),
        "created_at": now,
        "expires_at": now + life,
    }
    insert = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    once = insert(api_tokens).values(row).on_conflict_do_nothing(index_elements=["id"])
    return token if tx.scalar(once.returning(api_tokens.c.id)) else ""


def token_of(tx: sa.Connection, token: str, now: datetime) -> ApiToken | None:
    """The living token that was shown, or None: unknown, revoked, expired, or of a former manager."""
    row = tx.execute(
        _tokens()
        .join(credentials, credentials.c.person_id == api_tokens.c.person_id)
        .where(api_tokens.c.token_digest == digest_of(token), credentials.c.active)
    ).one_or_none()
    if row is None or row.revoked_at is not None or now >= row.expires_at:
        return None
    return _as_token(row)


def tokens_of(tx: sa.Connection, manager: str) -> list[ApiToken]:
    """A manager's tokens, newest first, the revoked and expired ones too."""
    chosen = _tokens().where(api_tokens.c.person_id == manager).order_by(api_tokens.c.created_at.desc())
    return [_as_token(row) for row in tx.execute(chosen)]


def revoke_token(tx: sa.Connection, manager: str, token_id: str, now: datetime) -> None:
    """Make a token of the manager's useless from now on. Errors: NotFound when it is not theirs."""
    own = (api_tokens.c.id == token_id) & (api_tokens.c.person_id == manager)
    if tx.scalar(sa.select(sa.func.count()).select_from(api_tokens).where(own)) == 0:
        raise NotFound
    living = own & api_tokens.c.revoked_at.is_(None)
    tx.execute(sa.update(api_tokens).where(living).values(revoked_at=now))


def revoke_tokens(manager: str, now: datetime) -> sa.Update:
    """What to write to make all tokens of a manager useless from now on."""
    living = (api_tokens.c.person_id == manager) & api_tokens.c.revoked_at.is_(None)
    return sa.update(api_tokens).where(living).values(revoked_at=now)


def _tokens() -> sa.Select[tuple[object, ...]]:
    return sa.select(*(api_tokens.c[field.name] for field in fields(ApiToken)))


def _as_token(row: sa.Row[*tuple[Any, ...]]) -> ApiToken:
    return ApiToken(**row._mapping)
