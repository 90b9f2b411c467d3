"""A checkout: amounts frozen at the click, compared with what was paid; money has the last word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from builders import NOW, happened, settled
from training_portal.aggregates.checkout import (
    AmountDiffers,
    Checkout,
    CheckoutState,
    CompanyDiffers,
    CurrencyDiffers,
    InvoicesDiffer,
    InvoiceShare,
    SessionDiffers,
    Told,
)
from training_portal.errors import Refusal
from training_portal.values import Money

AMOUNT = Money(24_000, "EUR")
GOOD = Told("cs_1", "company", "digest", AMOUNT)


def a_checkout(session: str = "cs_1") -> Checkout:
    """A checkout of one invoice, with its session."""
    checkout = Checkout(
        checkout="checkout",
        company="company",
        manager="manager",
        language="en",
        invoices=(InvoiceShare("invoice", "F-2026-000001", AMOUNT),),
        invoices_digest="digest",
        amount=AMOUNT,
        expires_at=NOW + timedelta(hours=2),
        timestamp=NOW,
    )
    if session:
        checkout.note_session(session, "https://pay.example/cs_1", NOW)
    return settled(checkout)


def test_a_checkout_waits_once_it_has_a_session() -> None:
    checkout = a_checkout(session="")
    assert (checkout.state, checkout.is_undecided) == (CheckoutState.OPENED, True)
    checkout.note_session("cs_1", "https://pay.example/cs_1", NOW)
    checkout.note_session("cs_1", "https://pay.example/cs_1", NOW)
    assert happened(checkout) == ["checkout.session_made"]
    assert checkout.state is CheckoutState.WAITING


def test_a_checkout_has_one_session() -> None:
    checkout = a_checkout()
    with pytest.raises(SessionDiffers):
        checkout.note_session("cs_2", "https://pay.example/cs_2", NOW)
    assert happened(checkout) == []


def test_what_agrees_with_what_was_asked_for_is_good() -> None:
    a_checkout().check_told(GOOD)


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (replace(GOOD, session="cs_2"), SessionDiffers),
        (replace(GOOD, company="other"), CompanyDiffers),
        (replace(GOOD, invoices="other"), InvoicesDiffer),
        (replace(GOOD, amount=Money(24_000, "USD")), CurrencyDiffers),
        (replace(GOOD, amount=Money(23_999, "EUR")), AmountDiffers),
        (replace(GOOD, amount=Money(24_001, "EUR")), AmountDiffers),
    ],
)
def test_what_differs_from_what_was_asked_for_is_refused(told: Told, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        a_checkout().check_told(told)


def test_a_checkout_is_completed_once() -> None:
    checkout = a_checkout()
    checkout.complete("payment", NOW)
    checkout.complete("payment", NOW)
    checkout.expire(NOW)
    checkout.refuse("late", NOW)
    assert happened(checkout) == ["checkout.completed"]


def test_money_completes_a_checkout_that_had_failed_and_expired() -> None:
    checkout = a_checkout()
    checkout.expire(NOW)
    checkout.refuse("payment failed", NOW)
    checkout.complete("payment", NOW)
    assert happened(checkout) == ["checkout.expired", "checkout.refused", "checkout.completed"]
    assert checkout.state is CheckoutState.COMPLETED


def test_a_failure_outlives_an_expiry_in_either_order() -> None:
    checkout = a_checkout()
    checkout.refuse("payment failed", NOW)
    checkout.expire(NOW)
    assert happened(checkout) == ["checkout.refused"]
    assert checkout.state is CheckoutState.REFUSED
