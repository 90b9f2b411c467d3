"""The gateway by Stripe's SDK: to Stripe itself, or to the test provider, which speaks the same protocol."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
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
    Refund,
    Session,
    SessionWanted,
)
from .stripe_objects import notice_of, refund_of, session_of

A = TypeVar("A")
_TIMEOUT_SECONDS = 10.0
_LONGEST_AGE_SECONDS = 300
_PASSING = (
    stripe.APIConnectionError,
    stripe.RateLimitError,
    stripe.APIError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)
"""What says nothing about what was asked for, a key that is not accepted included."""
_MONEY = ["payment_intent.latest_charge"]
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)


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
        return session_of(_asked(lambda: sessions.create(params, key).to_dict()))

    def session(self, id: str) -> Session:
        """How a session stands now, its payment and charge with it."""
        sessions = self._client.v1.checkout.sessions
        return session_of(_asked(lambda: sessions.retrieve(id, {"expand": _MONEY}).to_dict()))

    def close_session(self, id: str) -> None:
        """Expire an open session; the provider tells of it by a notice."""
        _asked(lambda: self._client.v1.checkout.sessions.expire(id))

    def refund(self, payment: str, amount: Money, key: str) -> Refund:
        """Give a part of a payment back.

        A refund made under the same key is looked for first: the provider forgets its own keys after a day.
        """
        refunds = self._client.v1.refunds
        asked: Any = {"payment_intent": payment, "limit": 100}
        for made in _asked(lambda: [one.to_dict() for one in refunds.list(asked).auto_paging_iter()]):
            if (made.get("metadata") or {}).get("refund") == key:
                return refund_of(made)
        wish: Any = {"payment_intent": payment, "amount": amount.minor, "metadata": {"refund": key}}
        own: Any = {"idempotency_key": f"refund-{key}"}
        return refund_of(_asked(lambda: refunds.create(wish, own).to_dict()))

    def check_notice(self, body: bytes, signature: str, received_at: datetime) -> None:
        """The signature is the provider's, and was made at most five minutes before or after."""
        try:
            stripe.WebhookSignature.verify_header(body, signature, self._payments.webhook_secret)
        except (stripe.SignatureVerificationError, ValueError, TypeError):  # TypeError: letters beyond ASCII
            raise NoticeIsForged from None
        age = int(received_at.timestamp()) - _signed_at(signature)
        if abs(age) > _LONGEST_AGE_SECONDS:
            raise NoticeIsTooOld(age=age)

    def read_notice(self, body: bytes) -> Notice:
        """What a notice says."""
        try:
            return notice_of(json.loads(body))
        except _UNREADABLE:
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
