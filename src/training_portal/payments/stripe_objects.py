"""What Stripe tells, as our values. Each text and number is checked, so that no notice fails further in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from ..values import Money
from .gateway import MoneyTurned, Notice, Refund, RefundState, Session, SessionState, Turn

_LONGEST_ID = 255
_LONGEST_ADDRESS = 5000
_LARGEST_AMOUNT = 10**15
_LAST_SECOND = 2**32
"""In the year 2106: what is told of later moments makes no sense."""

_SESSIONS = "checkout.session."
_DISPUTES = "charge.dispute."
_REFUND_STATES = {
    "succeeded": RefundState.DONE,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def notice_of(event: Mapping[str, Any]) -> Notice:
    """A notice from the provider's event.

    Errors: ValueError, TypeError, KeyError, AttributeError, when it has not the provider's form.
    """
    kind, thing = _text(event["type"]), event["data"]["object"]
    session = None
    if kind.startswith(_SESSIONS):
        found = session_of(thing, _instant(event["created"]))
        failed = kind == f"{_SESSIONS}async_payment_failed"
        if failed and found.state is not SessionState.PAID:
            found = replace(found, state=SessionState.FAILED)
        session = found
    live = bool(event["livemode"])
    account = _text(event.get("account") or "")
    return Notice(_text(event["id"]), kind, account, live, session, _turned(kind, thing))


def session_of(told: Mapping[str, Any], happened_at: datetime | None = None) -> Session:
    """A session from the provider's object; `happened_at` is when what a notice tells happened.

    Errors: ValueError, TypeError, KeyError, AttributeError, when it has not the provider's form.
    """
    intent = _part(told, "payment_intent")
    charge = _part(intent, "latest_charge")
    paid_at = happened_at or (_instant(charge["created"]) if "created" in charge else None)
    metadata = _part(told, "metadata")
    state = _state(told)
    return Session(
        id=_text(told["id"]),
        address=_text(told.get("url") or "", _LONGEST_ADDRESS),
        state=state,
        amount=Money(_whole(told["amount_total"], _LARGEST_AMOUNT), _text(told["currency"]).upper()),
        checkout=_text(metadata.get("checkout", "")),
        company=_text(metadata.get("company", "")),
        invoices=_text(metadata.get("invoices", "")),
        payment=_text(intent.get("id", "")),
        paid_at=paid_at if state is SessionState.PAID else None,
        declined=bool(intent.get("last_payment_error")),
    )


def refund_of(told: Mapping[str, Any]) -> Refund:
    """A refund from the provider's object; one whose state is new to us is still on its way."""
    state = _REFUND_STATES.get(str(told["status"]), RefundState.PENDING)
    why = str(told.get("failure_reason") or told["status"]) if state is RefundState.FAILED else ""
    return Refund(str(told["id"]), state, why)


def _turned(kind: str, thing: Mapping[str, Any]) -> MoneyTurned | None:
    """What a notice tells of money that was paid, if it does."""
    if kind == "charge.refunded":
        given_back = _whole(thing["amount_refunded"], _LARGEST_AMOUNT)
        return MoneyTurned(Turn.GIVEN_BACK, _payment(thing), given_back)
    if kind == "refund.failed":
        refund = _text(_part(thing, "metadata").get("refund", ""))
        return MoneyTurned(Turn.REFUND_FAILED, _payment(thing), refund=refund)
    return MoneyTurned(Turn.DISPUTED, _payment(thing)) if kind.startswith(_DISPUTES) else None


def _payment(thing: Mapping[str, Any]) -> str:
    """The provider's id of the money that a charge, a refund or a dispute is about."""
    return _text(_part(thing, "payment_intent").get("id", ""))


def _state(told: Mapping[str, Any]) -> SessionState:
    if told["status"] == "complete":
        return SessionState.PAID if told["payment_status"] == "paid" else SessionState.PENDING
    return SessionState.EXPIRED if told["status"] == "expired" else SessionState.OPEN


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside another: whole, as its id only, or not there."""
    found = told.get(name)
    return {"id": found} if isinstance(found, str) else found or {}


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(_whole(seconds, _LAST_SECOND), UTC)


def _whole(told: Any, largest: int) -> int:
    """A whole number from 0. Errors: ValueError."""
    if type(told) is not int or not 0 <= told <= largest:
        raise ValueError("not a whole number that makes sense")
    return told


def _text(told: Any, longest: int = _LONGEST_ID) -> str:
    """A text that a database can keep. Errors: ValueError, of which UnicodeEncodeError is one."""
    if not isinstance(told, str) or len(told) > longest or "\0" in told:
        raise ValueError("not a text that can be kept")
    told.encode()
    return told
