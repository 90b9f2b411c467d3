"""The gateway by Stripe's SDK: to Stripe itself, or to the test provider, which speaks the same protocol."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, TypeVar

import stripe

from ..settings import CardPayments
from ..values import Money
from .gateway import (
    Notice,
    NoticeCannotBeRead,
    NoticeIsForged,
    NoticeIsTooOld,
    PaymentPageIsOutOfReach,
    ProviderRefuses,
    Session,
    SessionState,
    SessionWanted,
)

A = TypeVar("A")
_TIMEOUT_SECONDS = 10.0
_LONGEST_AGE_SECONDS = 300
_PASSING = (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError)
_MONEY = ["payment_intent.latest_charge"]
_EVENTS = "checkout.session."


def invoices_digest(invoices: Sequence[str]) -> str:
    """What stands for the invoices of a session in the provider's books, which keep short texts only."""
    return sha256("\n".join(sorted(invoices)).encode()).hexdigest()


class StripeGateway:
    """Stripe's Checkout."""

    def __init__(self, payments: CardPayments) -> None:
        stripe.enable_telemetry = False
        self._payments = payments
        self._client = stripe.StripeClient(
            payments.secret_key,
            stripe_account=payments.account or None,
            base_addresses={"api": payments.api_base} if payments.api_base else None,
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=_TIMEOUT_SECONDS),
        )

    def open_session(self, wanted: SessionWanted) -> Session:
        """A session to pay in; the idempotency key is the checkout's id."""
        params: Any = _wish(wanted)
        sessions = self._client.v1.checkout.sessions
        key: Any = {"idempotency_key": f"checkout-{wanted.checkout}"}
        return _session(_asked(lambda: sessions.create(params, key).to_dict()))

    def session(self, id: str) -> Session:
        """How a session stands now, its payment and charge with it."""
        sessions = self._client.v1.checkout.sessions
        return _session(_asked(lambda: sessions.retrieve(id, {"expand": _MONEY}).to_dict()))

    def close_session(self, id: str) -> None:
        """Expire an open session; the provider tells of it by a notice."""
        _asked(lambda: self._client.v1.checkout.sessions.expire(id))

    def refund(self, payment: str, amount: Money, key: str) -> str:
        """Give a part of a payment back."""
        params: Any = {"payment_intent": payment, "amount": amount.minor}
        refunds = self._client.v1.refunds
        return str(_asked(lambda: refunds.create(params, {"idempotency_key": f"refund-{key}"})).id)

    def read_notice(self, body: bytes, signature: str, received_at: datetime) -> Notice:
        """A notice whose signature is the provider's and was made at most five minutes before or after."""
        try:
            stripe.WebhookSignature.verify_header(body, signature, self._payments.webhook_secret)
        except (stripe.SignatureVerificationError, ValueError, TypeError):  # TypeError: letters beyond ASCII
            raise NoticeIsForged from None
        age = int(received_at.timestamp()) - _signed_at(signature)
        if abs(age) > _LONGEST_AGE_SECONDS:
            raise NoticeIsTooOld(age=age)
        try:
            return _notice(json.loads(body))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise NoticeCannotBeRead from None


def _asked(question: Callable[[], A]) -> A:
    """The provider's answer. Errors: PaymentPageIsOutOfReach, ProviderRefuses."""
    try:
        return question()
    except _PASSING as error:
        raise PaymentPageIsOutOfReach from error
    except stripe.StripeError as error:
        raise ProviderRefuses(why=error.user_message or type(error).__name__) from error


def _wish(wanted: SessionWanted) -> dict[str, Any]:
    told = {
        "checkout": wanted.checkout,
        "company": wanted.company,
        "invoices": invoices_digest(wanted.invoices),
    }
    price = {
        "currency": wanted.amount.currency.lower(),
        "unit_amount": wanted.amount.minor,
        "product_data": {"name": wanted.title},
    }
    return {
        "mode": "payment",
        "client_reference_id": wanted.checkout,
        "metadata": told,
        "payment_intent_data": {"metadata": told},
        "line_items": [{"quantity": 1, "price_data": price}],
        "locale": wanted.language,
        "success_url": wanted.return_address,
        "cancel_url": f"{wanted.return_address}?left=1",
        "expires_at": int(wanted.expires_at.timestamp()),
        "expand": _MONEY,
    }


def _signed_at(signature: str) -> int:
    """The second in which a good signature says that it was made."""
    return int(next(part.split("=")[1] for part in signature.split(",") if part.startswith("t=")))


def _notice(event: Mapping[str, Any]) -> Notice:
    kind, thing = str(event["type"]), event["data"]["object"]
    session = None
    if kind.startswith(_EVENTS):
        found = _session(thing, _instant(event["created"]))
        failed = kind == f"{_EVENTS}async_payment_failed"
        if failed and found.state is not SessionState.PAID:
            found = replace(found, state=SessionState.FAILED)
        session = found
    return Notice(str(event["id"]), kind, str(event.get("account") or ""), bool(event["livemode"]), session)


def _session(told: Mapping[str, Any], happened_at: datetime | None = None) -> Session:
    """A session from the provider's object; `happened_at` is when what a notice tells happened."""
    intent = _part(told, "payment_intent")
    charge = _part(intent, "latest_charge")
    paid_at = happened_at or (_instant(charge["created"]) if "created" in charge else None)
    metadata = _part(told, "metadata")
    state = _state(told)
    return Session(
        id=str(told["id"]),
        address=str(told.get("url") or ""),
        state=state,
        amount=Money(int(told["amount_total"]), str(told["currency"]).upper()),
        checkout=str(metadata.get("checkout", "")),
        company=str(metadata.get("company", "")),
        invoices=str(metadata.get("invoices", "")),
        payment=str(intent.get("id", "")),
        paid_at=paid_at if state is SessionState.PAID else None,
        declined=bool(intent.get("last_payment_error")),
    )


def _state(told: Mapping[str, Any]) -> SessionState:
    if told["status"] == "complete":
        return SessionState.PAID if told["payment_status"] == "paid" else SessionState.PENDING
    return SessionState.EXPIRED if told["status"] == "expired" else SessionState.OPEN


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object inside another: whole, as its id only, or not there."""
    found = told.get(name)
    return {"id": found} if isinstance(found, str) else found or {}


def _instant(seconds: Any) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
