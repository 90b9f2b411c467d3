"""Recognising a visitor: by the session cookie on pages, by the bearer token in the API, never both."""

import logging

import sqlalchemy as sa
from flask import request

from training_portal.errors import TryAgainLater
from training_portal.event_store.engine import reading, writing
from training_portal.http.cookies import session_token
from training_portal.http.current import now, portal
from training_portal.http.visitor import NOBODY, Kind, Visitor
from training_portal.identity.sessions import Session, is_worth_noting, note_request, session_of
from training_portal.identity.tokens import token_of

_log = logging.getLogger(__name__)


def who_knocks(*, by_token: bool) -> Visitor:
    """Who sends the present request; NOBODY when nothing proves anybody."""
    return _by_token() if by_token else _by_cookie()


def _by_cookie() -> Visitor:
    token = session_token()
    if not token:
        return NOBODY
    with reading(portal().store.engine) as tx:
        session = session_of(tx, token, now())
    if session is None:
        return NOBODY
    if is_worth_noting(session, now()):
        _note(session)
    return _visitor(Kind(session.kind), session.person_id, session.company, session)


def _by_token() -> Visitor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token:
        return NOBODY
    with reading(portal().store.engine) as tx:
        found = token_of(tx, token.strip(), now())
    return NOBODY if found is None else _visitor(Kind.API_TOKEN, found.person_id, found.company, None)


def _visitor(kind: Kind, person_id: str, company: str, session: Session | None) -> Visitor:
    """The visitor with what is shown of them; nobody when the person or the account is no more."""
    shown_as = Kind.MANAGER if kind is Kind.API_TOKEN else kind
    facts = portal().visitor_facts(shown_as.value, person_id)
    if facts is None or facts["account_state"] == "closed":
        return NOBODY
    if facts["account_state"] == "overdue":
        facts["account_state"] = _reviewed(company)
        facts["is_in_debt"] = facts["account_state"] == "suspended"
    return Visitor(
        kind=kind,
        person_id=person_id,
        company=company,
        name=facts["name"],
        company_name=facts["company_name"],
        role=facts["role"],
        language=(session.language if session else "") or facts["chosen_language"],
        mail_language=facts["language"],
        account_state=facts["account_state"],
        is_in_debt=facts["is_in_debt"],
        session=session,
    )


def _reviewed(company: str) -> str:
    """The state of an account that is due to be suspended, where the daily job has not come round yet.

    Its credit may have saved it. It counts as suspended also while the database takes no writes.
    """
    try:
        return portal().application.review_account(portal().context("portal", company))
    except (sa.exc.OperationalError, TryAgainLater):
        _log.warning("the database takes no writes; a suspension that is due was not recorded")
        return "suspended"


def _note(session: Session) -> None:
    """Remember the request. A page can be read even while the database takes no writes."""
    try:
        with writing(portal().store.engine) as tx:
            tx.execute(note_request(session.id, now()))
    except sa.exc.OperationalError:
        _log.warning("the database takes no writes; a session's last request was not noted")
