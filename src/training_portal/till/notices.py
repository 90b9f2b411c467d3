"""Notices of the payment provider: kept raw first, then judged, then acted on, once each in any order."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from ..errors import Conflict, NotFound, Refusal, TryAgainLater
from ..event_store.conflicts import is_outage
from ..event_store.engine import writing
from ..language import marked
from ..payments import notices
from ..payments.gateway import (
    Notice,
    NoticeCannotBeRead,
    NoticeIsForged,
    NoticeIsTooOld,
    Session,
    SessionState,
)
from ..portal import Portal
from ..projections.payments import checkout as checkout_row
from .reversals import LeftToStaff, check_turn

_LONGEST_WAIT = timedelta(days=3)
"""So long a notice is tried; the provider sends it for as long."""

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


class NoticeStaysUndone(LeftToStaff):
    """A notice is acted on within some days."""

    words = marked("It was tried for three days, and could not be acted on.")


def take_notice(
    portal: Portal, body: bytes, signature: str, brake: Callable[[], None] = lambda: None
) -> bool:
    """Keep a notice, and act on it if it is to be believed. Answers whether it is.

    `brake` is called before a forged one is kept, and may refuse it. Errors: those of `brake`; TryAgainLater
    when it is kept but could not be acted on yet: it may be sent again.
    """
    now = portal.now
    bad = _what_is_bad(portal, body, signature, now)
    if isinstance(bad, NoticeIsForged):
        brake()
    try:
        with writing(portal.store.engine) as tx:
            if bad:
                notices.keep_unbelieved(tx, body, signature, now, type(bad).__name__)
                return False
            id = notices.keep_notice(tx, body, signature, now)
    except sa.exc.IntegrityError:  # the same notice came in by another process at the same moment
        raise TryAgainLater from None
    return _judge(portal, id, body)


def judge_waiting(portal: Portal, before: datetime) -> None:
    """Act on the notices that were kept by a process that died then, or while nobody could be asked.

    One that waits for more than three days is left to staff.
    """
    with portal.reading() as tx:
        waiting = notices.notices_waiting(tx, before)
    for row in waiting:
        try:
            _judge_kept(portal, row)
        except TryAgainLater:
            _log.warning("a notice of payment waits", notice=row["id"])
            is_over = portal.now - row["received_at"] >= _LONGEST_WAIT
            why = NoticeStaysUndone.__name__ if is_over else ""
            _write(portal, notices.note_tried(row["id"], why, portal.now))


def mark_handled(portal: Portal, id: str) -> None:
    """Note that staff did what a notice that was left to them asks for. Errors: NotFound."""
    with writing(portal.store.engine) as tx:
        if notices.notice(tx, id) is None:
            raise NotFound
        tx.execute(notices.note_handled(id, portal.now))


def _judge_kept(portal: Portal, row: sa.RowMapping) -> None:
    """Judge a notice by the signature that it came with, unless it was believed then."""
    body = bytes(row["body"])
    if row["state"] == "received":
        bad = _what_is_bad(portal, body, row["signature"], row["received_at"])
        if bad:
            _refuse(portal, row["id"], bad)
            return
    _judge(portal, row["id"], body)


def _what_is_bad(portal: Portal, body: bytes, signature: str, received_at: datetime) -> Refusal | None:
    try:
        portal.gateway.check_notice(body, signature, received_at)
    except (NoticeIsForged, NoticeIsTooOld) as refusal:
        return refusal
    return None


def _judge(portal: Portal, id: str, body: bytes) -> bool:
    """Whether a notice with a good signature can be read; what it says is done. Errors: TryAgainLater."""
    with _put_aside_when_it_fails(portal, id):
        try:
            notice = portal.gateway.read_notice(body)
        except NoticeCannotBeRead as refusal:
            _refuse(portal, id, refusal)
            return False
        with writing(portal.store.engine) as tx:
            checkout = notice.session.checkout if notice.session else ""
            first = notices.note_believed(tx, id, notice.event, notice.kind, checkout[:100])
            known = notices.notice(tx, first)
    if known is None or not notices.is_decided(known):
        with _put_aside_when_it_fails(portal, first):
            _act(portal, first, notice)
    return True


@contextmanager
def _put_aside_when_it_fails(portal: Portal, id: str) -> Iterator[None]:
    """Leave a notice to staff when it fails as nobody foresaw, so that it stops no other.

    It is tried again when it is sent again. Errors: TryAgainLater.
    """
    try:
        yield
    except Refusal:
        raise
    except Exception as fault:
        if not is_outage(fault) and not isinstance(fault, sa.exc.IntegrityError):
            _log.exception("a notice of payment could not be acted on", notice=id)
            _write(portal, notices.note_left(id, type(fault).__name__, portal.now))
        raise TryAgainLater from fault


def _act(portal: Portal, id: str, notice: Notice) -> None:
    """Do what a believed notice says, or keep it with the reason why not. Errors: TryAgainLater."""
    try:
        company = _checked(portal, id, notice)
        if notice.session is None or notice.session.state in (SessionState.OPEN, SessionState.PENDING):
            _write(portal, notices.note_applied(id, company, portal.now))
            return
        context = portal.context("system", company, f"notice/{notice.event}")
        portal.application.take_session(context, notice.session, id)
    except Conflict:
        raise TryAgainLater from None
    except TryAgainLater:
        raise
    except LeftToStaff as reason:
        _log.warning("a notice of payment is left to staff", notice=id, why=type(reason).__name__)
        _write(portal, notices.note_left(id, type(reason).__name__, portal.now))
    except Refusal as refusal:
        _refuse(portal, id, refusal)


def _checked(portal: Portal, id: str, notice: Notice) -> str:
    """The company whose money a notice is about, "" when it is about none.

    A session that we never heard of (we died before we noted it) is asked for at the provider.
    Errors: AccountDiffers, CheckoutIsUnknown, ProviderSaysOtherwise, TryAgainLater, those of `check_turn`.
    """
    ours = portal.settings.card_payments
    if notice.account != ours.account or notice.live != ours.live:
        raise AccountDiffers
    if notice.turned:
        return check_turn(portal, id, notice.turned)
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
