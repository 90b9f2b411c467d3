"""Notices of the payment provider: kept raw first, then judged, then acted on, once each in any order."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from ..errors import Conflict, Refusal, TryAgainLater
from ..event_store.engine import writing
from ..language import marked
from ..payments import notices
from ..payments.gateway import Notice, Session, SessionState
from ..portal import Portal
from ..projections.payments import checkout as checkout_row

_log = structlog.get_logger(__name__)


class CheckoutIsUnknown(Refusal):
    """A notice is about a checkout of ours."""

    words = marked("The notice names no checkout of this portal.")


class AccountDiffers(Refusal):
    """A notice comes from the account at the provider that is ours, for real money or for tests."""

    words = marked("The notice comes from another account at the payment provider, or from its other mode.")


class ProviderSaysOtherwise(Refusal):
    """What a notice tells of a session that we did not know is what the provider answers about it."""

    words = marked("Asked about it, the payment provider says something else than the notice.")


def take_notice(portal: Portal, body: bytes, signature: str) -> bool:
    """Keep a notice, and act on it if it is to be believed. Answers whether it is.

    Errors: TryAgainLater when it is kept but could not be acted on yet: it may be sent again.
    """
    now = portal.now
    try:
        with writing(portal.store.engine) as tx:
            id = notices.keep_notice(tx, body, signature, now)
        return _judge(portal, id, body, signature, now)
    except sa.exc.IntegrityError:  # the same notice came in by another process at the same moment
        raise TryAgainLater from None


def judge_waiting(portal: Portal, before: datetime) -> None:
    """Act on the notices that were kept by a process that died then, or while nobody could be asked."""
    with portal.reading() as tx:
        waiting = notices.notices_waiting(tx, before)
    for row in waiting:
        try:
            _judge(portal, row["id"], bytes(row["body"]), row["signature"], row["received_at"])
        except TryAgainLater:
            _log.warning("a notice of payment waits", notice=row["id"])


def _judge(portal: Portal, id: str, body: bytes, signature: str, received_at: datetime) -> bool:
    """Whether a delivery is to be believed; what it says is done then. Errors: TryAgainLater."""
    try:
        notice = portal.gateway.read_notice(body, signature, received_at)
    except Refusal as refusal:
        _refuse(portal, id, refusal)
        return False
    with writing(portal.store.engine) as tx:
        checkout = notice.session.checkout if notice.session else ""
        id = notices.note_believed(tx, id, notice.event, notice.kind, checkout[:100])
        known = notices.notice(tx, id)
    if known is None or known["state"] != "applied":
        _act(portal, id, notice)
    return True


def _act(portal: Portal, id: str, notice: Notice) -> None:
    """Do what a believed notice says, or keep it with the reason why not. Errors: TryAgainLater."""
    try:
        company = _checked(portal, notice)
        if notice.session is None or notice.session.state in (SessionState.OPEN, SessionState.PENDING):
            _write(portal, notices.note_applied(id, company, portal.now))
            return
        context = portal.context("system", company, f"notice/{notice.event}")
        portal.application.take_session(context, notice.session, id)
    except Conflict:
        raise TryAgainLater from None
    except TryAgainLater:
        raise
    except Refusal as refusal:
        _refuse(portal, id, refusal)


def _checked(portal: Portal, notice: Notice) -> str:
    """The company whose checkout a notice is about, "" when it is about none.

    A session that we never heard of (we died before we noted it) is asked for at the provider.
    Errors: AccountDiffers, CheckoutIsUnknown, ProviderSaysOtherwise, TryAgainLater.
    """
    ours = portal.settings.card_payments
    if notice.account != ours.account or notice.live != ours.live:
        raise AccountDiffers
    if notice.session is None:
        return ""
    with portal.reading() as tx:
        row = checkout_row(tx, notice.session.checkout)
    if row is None:
        raise CheckoutIsUnknown
    if not row["session"]:
        _note_unknown_session(portal, row, notice.session)
    return str(row["company"])


def _note_unknown_session(portal: Portal, row: sa.RowMapping, told: Session) -> None:
    asked = portal.gateway.session(told.id)
    if replace(asked, **_passing(told)) != told:
        raise ProviderSaysOtherwise
    portal.application.note_session(portal.context("system", row["company"]), asked)


def _passing(told: Session) -> dict[str, Any]:
    """What may differ between a notice and an answer that is given later."""
    names = ("address", "state", "payment", "paid_at", "declined")
    return {name: getattr(told, name) for name in names}


def _refuse(portal: Portal, id: str, refusal: Refusal) -> None:
    _log.warning("a notice of payment was refused", notice=id, why=type(refusal).__name__)
    _write(portal, notices.note_refused(id, type(refusal).__name__, portal.now))


def _write(portal: Portal, statement: sa.Update) -> None:
    with writing(portal.store.engine) as tx:
        tx.execute(statement)
