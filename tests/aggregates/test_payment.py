"""A payment: what of it goes where, and that nothing of it is used twice or vanishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, TODAY, happened, settled
from training_portal.aggregates.payment import (
    AmountIsNotPositive,
    CardPaymentStands,
    NoCardPayment,
    Payment,
    PaymentIsInUse,
    PaymentIsTooSmall,
    PaymentIsWithdrawn,
    PaymentMethod,
    RefundIsDecided,
    payment_id,
)
from training_portal.errors import Refusal
from training_portal.values import Money


def eur(cents: int) -> Money:
    """Euros."""
    return Money(cents, "EUR")


def a_payment(cents: int = 24_000, method: PaymentMethod = PaymentMethod.TRANSFER) -> Payment:
    """Money that came."""
    provider_id = "pi_1" if method is PaymentMethod.CARD else ""
    return settled(
        Payment(
            payment=payment_id("origin"),
            company="company",
            method=method,
            amount=eur(cents),
            on=TODAY,
            reference="VIR 4711",
            provider_id=provider_id,
            recorded_by="staff",
            timestamp=NOW,
        )
    )


def test_a_payment_has_an_id_that_follows_from_where_it_came_from() -> None:
    assert a_payment().id == payment_id("origin") != payment_id("another origin")


def test_what_is_set_against_no_invoice_is_left() -> None:
    payment = a_payment()
    payment.allocate("invoice", eur(10_000), TODAY, NOW)
    payment.allocate("other", eur(4_000), TODAY, NOW)
    assert happened(payment) == ["payment.allocated", "payment.allocated"]
    assert payment.left == eur(10_000)
    assert payment.allocated == {"invoice": 10_000, "other": 4_000}


@pytest.mark.parametrize(
    ("amount", "refusal"),
    [
        (eur(24_001), PaymentIsTooSmall),
        (Money(100, "USD"), PaymentIsTooSmall),
        (eur(0), AmountIsNotPositive),
        (eur(-5), AmountIsNotPositive),
    ],
)
def test_not_more_is_used_than_is_left(amount: Money, refusal: type[Refusal]) -> None:
    payment = a_payment()
    with pytest.raises(refusal):
        payment.allocate("invoice", amount, TODAY, NOW)
    with pytest.raises(refusal):
        payment.refund_by_transfer(amount, TODAY, "VIR 1", "staff", NOW)
    assert happened(payment) == []


def test_a_refund_to_the_card_sets_aside_and_is_confirmed_once() -> None:
    payment = a_payment(method=PaymentMethod.CARD)
    payment.ask_refund("refund", eur(4_000), "staff", NOW)
    assert payment.left == eur(20_000)
    payment.confirm_refund("refund", TODAY, "re_1", NOW)
    assert happened(payment) == ["payment.refund_asked", "payment.refunded"]
    assert payment.left == eur(20_000)
    with pytest.raises(RefundIsDecided):
        payment.confirm_refund("refund", TODAY, "re_1", NOW)
    with pytest.raises(RefundIsDecided):
        payment.refuse_refund("refund", "too late", NOW)


def test_what_the_provider_does_not_give_back_is_credit_again() -> None:
    payment = a_payment(method=PaymentMethod.CARD)
    payment.ask_refund("refund", eur(4_000), "staff", NOW)
    payment.refuse_refund("refund", "charge is too old", NOW)
    assert happened(payment) == ["payment.refund_asked", "payment.refund_refused"]
    assert payment.left == eur(24_000)


def test_a_transfer_does_not_go_back_to_a_card() -> None:
    payment = a_payment()
    with pytest.raises(NoCardPayment):
        payment.ask_refund("refund", eur(100), "staff", NOW)
    payment.refund_by_transfer(eur(100), TODAY, "VIR 1", "staff", NOW)
    assert happened(payment) == ["payment.refunded"]
    assert payment.left == eur(23_900)


def test_a_payment_recorded_by_mistake_comes_off_all_of_its_invoices() -> None:
    payment = a_payment()
    payment.allocate("invoice", eur(10_000), TODAY, NOW)
    payment.allocate("other", eur(4_000), TODAY, NOW)
    payment.withdraw(TODAY, "typed twice", "staff", NOW)
    assert happened(payment)[2:] == ["payment.taken_off", "payment.taken_off", "payment.withdrawn"]
    assert (payment.allocated, payment.left) == ({}, eur(0))
    with pytest.raises(PaymentIsWithdrawn):
        payment.withdraw(TODAY, "again", "staff", NOW)
    with pytest.raises(PaymentIsWithdrawn):
        payment.allocate("invoice", eur(1), TODAY, NOW)


def test_what_the_provider_confirmed_or_was_refunded_is_not_withdrawn() -> None:
    with pytest.raises(CardPaymentStands):
        a_payment(method=PaymentMethod.CARD).withdraw(TODAY, "mistake", "staff", NOW)
    payment = a_payment()
    payment.refund_by_transfer(eur(100), TODAY, "VIR 1", "staff", NOW)
    with pytest.raises(PaymentIsInUse):
        payment.withdraw(TODAY, "mistake", "staff", NOW)
    assert happened(payment) == ["payment.refunded"]


@given(
    st.lists(
        st.tuples(st.sampled_from(["allocate", "ask", "confirm", "refuse", "transfer"]), st.integers(1, 900)),
        max_size=12,
    )
)
def test_nothing_of_a_payment_vanishes(steps: list[tuple[str, int]]) -> None:
    payment = a_payment(1_000, PaymentMethod.CARD)
    asked: list[str] = []
    for place, (step, cents) in enumerate(steps):
        try:
            if step == "allocate":
                payment.allocate(f"invoice {place % 3}", eur(cents), TODAY, NOW)
            elif step == "ask":
                payment.ask_refund(f"refund {place}", eur(cents), "staff", NOW)
                asked.append(f"refund {place}")
            elif step == "confirm" and asked:
                payment.confirm_refund(asked.pop(), TODAY, "re", NOW)
            elif step == "refuse" and asked:
                payment.refuse_refund(asked.pop(), "no", NOW)
            elif step == "transfer":
                payment.refund_by_transfer(eur(cents), TODAY, "VIR", "staff", NOW)
        except PaymentIsTooSmall:
            continue
    set_aside = sum(money.minor for money in payment.refunds.values())
    used = sum(payment.allocated.values()) + payment.refunded + set_aside
    assert payment.left.minor >= 0
    assert payment.left.minor + used == 1_000
