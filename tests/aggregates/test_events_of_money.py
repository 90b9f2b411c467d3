"""What is told to an account, an invoice, a credit note or a payment stands in its event, word for word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from aggregates.test_credit_note import a_credit_note
from aggregates.test_invoice import an_invoice
from aggregates.test_payment import a_payment
from builders import NOW, TODAY, an_account
from training_portal.aggregates.account import Account
from training_portal.aggregates.credit_note import CreditIsTooSmall, CreditNote
from training_portal.aggregates.invoice import (
    Invoice,
    MoreThanIsOwed,
    MoreThanWasApplied,
    NothingIsLeftToCredit,
    NothingIsOwed,
    NothingIsPutOff,
    PutOffReason,
)
from training_portal.aggregates.payment import NoCardPayment, Payment, PaymentIsTooSmall, PaymentMethod
from training_portal.aggregates.root import Root
from training_portal.errors import Refusal
from training_portal.values import Money

LATER = NOW + timedelta(hours=1)
TOMORROW = TODAY + timedelta(days=1)
CENT = Money(1, "EUR")
Deed = Callable[[Any], object]


def paid() -> Invoice:
    invoice = an_invoice()
    invoice.apply_payment("payment", invoice.open, TODAY, NOW)
    return invoice


def put_off() -> Invoice:
    invoice = an_invoice()
    invoice.put_off(PutOffReason.DELAY, TOMORROW, "promised", "staff", TODAY, NOW)
    return invoice


def asked() -> Payment:
    payment = a_payment(method=PaymentMethod.CARD)
    payment.ask_refund("refund", CENT, "staff", NOW)
    return payment


def in_use() -> Payment:
    payment = a_payment()
    payment.allocate("invoice", CENT, TODAY, NOW)
    return payment


def suspended() -> Account:
    account = an_account()
    account.suspend("overdue", NOW, ("invoice",))
    return account


DEEDS: list[tuple[Callable[[], Root], Deed, dict[str, Any]]] = [
    (
        an_account,
        lambda it: it.suspend("overdue", LATER, ("one",)),
        {"reason": "overdue", "invoices": ("one",)},
    ),
    (suspended, lambda it: it.reinstate("settled", LATER), {"reason": "settled"}),
    (
        an_invoice,
        lambda it: it.edit_po_number("PO-1", "claire", LATER),
        {"po_number": "PO-1", "manager": "claire"},
    ),
    (
        an_invoice,
        lambda it: it.apply_payment("payment", CENT, TODAY, LATER),
        {"source": "payment", "amount": CENT, "on": TODAY},
    ),
    (
        paid,
        lambda it: it.take_back("payment", CENT, TODAY, "bounced", LATER),
        {"source": "payment", "amount": CENT, "on": TODAY, "reason": "bounced"},
    ),
    (
        an_invoice,
        lambda it: it.credit("credit", "A-2026-000001", it.creditable({"one": 1}), LATER),
        {"credit_note": "credit", "number": "A-2026-000001", "total": Money(12_000, "EUR")},
    ),
    (
        an_invoice,
        lambda it: it.put_off(PutOffReason.DISPUTE, TOMORROW, "wrong price", "olga", TODAY, LATER),
        {"why": PutOffReason.DISPUTE, "until": TOMORROW, "reason": "wrong price", "staff": "olga"},
    ),
    (put_off, lambda it: it.end_put_off("olga", LATER), {"staff": "olga"}),
    (
        a_credit_note,
        lambda it: it.allocate("invoice", CENT, TODAY, LATER),
        {"invoice": "invoice", "amount": CENT, "on": TODAY},
    ),
    (
        a_credit_note,
        lambda it: it.refund(CENT, TODAY, "SEPA-1", "olga", LATER),
        {"amount": CENT, "on": TODAY, "reference": "SEPA-1", "staff": "olga"},
    ),
    (
        a_payment,
        lambda it: it.allocate("invoice", CENT, TODAY, LATER),
        {"invoice": "invoice", "amount": CENT, "on": TODAY},
    ),
    (
        a_payment,
        lambda it: it.refund_by_transfer(CENT, TODAY, "VIR 1", "olga", LATER),
        {"refund": "", "amount": CENT, "on": TODAY, "reference": "VIR 1", "staff": "olga"},
    ),
    (
        lambda: a_payment(method=PaymentMethod.CARD),
        lambda it: it.ask_refund("refund", CENT, "olga", LATER),
        {"refund": "refund", "amount": CENT, "staff": "olga"},
    ),
    (
        asked,
        lambda it: it.confirm_refund("refund", TODAY, "re_1", LATER),
        {"refund": "refund", "amount": CENT, "on": TODAY, "reference": "re_1", "staff": ""},
    ),
    (
        asked,
        lambda it: it.refuse_refund("refund", "too old", LATER),
        {"refund": "refund", "amount": CENT, "reason": "too old"},
    ),
    (
        a_payment,
        lambda it: it.withdraw(TODAY, "typed twice", "olga", LATER),
        {"on": TODAY, "reason": "typed twice", "staff": "olga"},
    ),
]


@pytest.mark.parametrize(("made", "deed", "says"), DEEDS, ids=lambda value: None)
def test_an_event_says_what_was_told(made: Callable[[], Root], deed: Deed, says: dict[str, Any]) -> None:
    root = made()
    deed(root)
    told = vars(root.pending_events[-1])
    assert {name: told[name] for name in says} == says
    assert told["timestamp"] == LATER


def test_a_withdrawn_payment_comes_off_its_invoices_for_the_same_reason() -> None:
    payment = in_use()
    payment.withdraw(TODAY, "typed twice", "olga", LATER)
    off, withdrawn = (vars(event) for event in payment.pending_events[-2:])
    assert (off["invoice"], off["amount"], off["reason"], off["timestamp"]) == (
        "invoice",
        CENT,
        "typed twice",
        LATER,
    )
    assert withdrawn["staff"] == "olga"


REFUSED: list[tuple[Callable[[], Root], Deed, type[Refusal], dict[str, str]]] = [
    (
        a_credit_note,
        lambda it: it.allocate("invoice", Money(12_001, "EUR"), TODAY, NOW),
        CreditIsTooSmall,
        {"number": "A-2026-000001", "left": "120.00 EUR"},
    ),
    (
        an_invoice,
        lambda it: it.take_back("payment", CENT, TODAY, "", NOW),
        MoreThanWasApplied,
        {"number": "F-2026-000001"},
    ),
    (
        a_payment,
        lambda it: it.allocate("invoice", Money(24_001, "EUR"), TODAY, NOW),
        PaymentIsTooSmall,
        {"left": "240.00 EUR"},
    ),
    (
        paid,
        lambda it: it.apply_payment("payment", CENT, TODAY, NOW),
        NothingIsOwed,
        {"number": "F-2026-000001"},
    ),
    (
        an_invoice,
        lambda it: it.apply_payment("payment", Money(24_001, "EUR"), TODAY, NOW),
        MoreThanIsOwed,
        {"number": "F-2026-000001", "open": "240.00 EUR"},
    ),
    (an_invoice, lambda it: it.creditable({"one": 3}), NothingIsLeftToCredit, {"number": "F-2026-000001"}),
    (an_invoice, lambda it: it.creditable({}), NothingIsLeftToCredit, {"number": "F-2026-000001"}),
    (
        paid,
        lambda it: it.put_off(PutOffReason.DELAY, TOMORROW, "", "olga", TODAY, NOW),
        NothingIsOwed,
        {"number": "F-2026-000001"},
    ),
    (an_invoice, lambda it: it.end_put_off("olga", NOW), NothingIsPutOff, {"number": "F-2026-000001"}),
]


@pytest.mark.parametrize(("made", "deed", "refusal", "names"), REFUSED, ids=lambda value: None)
def test_a_refusal_names_what_it_is_about(
    made: Callable[[], Root], deed: Deed, refusal: type[Refusal], names: dict[str, str]
) -> None:
    with pytest.raises(refusal) as refused:
        deed(made())
    assert refused.value.facts == names


def test_the_last_cent_counts() -> None:
    invoice, credit = an_invoice(), a_credit_note()
    invoice.apply_payment("payment", Money(invoice.open.minor - 1, "EUR"), TODAY, NOW)
    assert invoice.suspends(TODAY + timedelta(days=100))
    credit.allocate("invoice", CENT, TODAY, NOW)
    assert isinstance(credit, CreditNote)
    assert credit.left == Money(11_999, "EUR")


def test_a_card_payment_without_the_providers_id_cannot_go_back_to_a_card() -> None:
    payment = a_payment(method=PaymentMethod.CARD)
    payment.provider_id = ""
    with pytest.raises(NoCardPayment):
        payment.ask_refund("refund", CENT, "staff", NOW)


def test_money_keeps_its_currency_when_it_is_credited() -> None:
    [line] = an_invoice().creditable({"one": 1})
    assert (line.net.currency, line.tax.currency) == ("EUR", "EUR")
