"""An invoice: what is owed, what may change, and when it is too old."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import NOW, TODAY, happened, settled
from training_portal.aggregates.invoice import (
    EndIsPast,
    Invoice,
    MoreThanIsOwed,
    MoreThanWasApplied,
    NothingIsLeftToCredit,
    NothingIsOwed,
    NothingIsPutOff,
    PONumberIsUnchanged,
    PutOffReason,
    invoice_id,
)
from training_portal.billing import Buyer, InvoiceLine, Seller, credited_totals, is_older, totals
from training_portal.values import Money, Vat


def eur(cents: int) -> Money:
    """Euros."""
    return Money(cents, "EUR")


def a_line(line: str = "one", cents: int = 10_000, quantity: int = 2, rate: int = 2000) -> InvoiceLine:
    """A training for some people."""
    return InvoiceLine(line, "Air dangerous goods", "en", 24, eur(cents), quantity, Vat(rate))


def an_invoice(*lines: InvoiceLine, issued_on: date = TODAY) -> Invoice:
    """An invoice over 240 euros, or over some lines."""
    charged = lines or (a_line(),)
    net, total = totals(charged)
    return settled(
        Invoice(
            order="order",
            order_number="O-2026-000001",
            company="company",
            number="F-2026-000001",
            manager="manager",
            language="en",
            issued_on=issued_on,
            supplied_on=issued_on,
            due_on=issued_on,
            seller=Seller("Cap Sûreté Formation"),
            buyer=Buyer("Fret Atlantique SAS"),
            lines=charged,
            net=net,
            total=total,
            po_number="",
            timestamp=NOW,
        )
    )


def test_an_order_has_one_invoice_whose_id_follows_from_it() -> None:
    assert an_invoice().id == invoice_id("order") != invoice_id("another order")


def test_all_of_it_is_owed_at_first() -> None:
    assert an_invoice().open == eur(24_000)


def test_the_purchase_order_number_may_be_added_and_corrected() -> None:
    invoice = an_invoice()
    invoice.edit_po_number("PO-1", "manager", NOW)
    invoice.edit_po_number("PO-2", "manager", NOW)
    first, second = invoice.pending_events
    assert isinstance(first, Invoice.PONumberEdited)
    assert isinstance(second, Invoice.PONumberEdited)
    assert (first.previous, first.po_number, first.rendition) == ("", "PO-1", 2)
    assert (second.previous, second.po_number, second.rendition) == ("PO-1", "PO-2", 3)


def test_the_same_purchase_order_number_is_no_edit() -> None:
    invoice = an_invoice()
    with pytest.raises(PONumberIsUnchanged):
        invoice.edit_po_number("", "manager", NOW)
    assert happened(invoice) == []


def test_a_settled_invoice_may_still_be_given_a_purchase_order_number() -> None:
    invoice = an_invoice()
    invoice.apply_payment("payment", eur(24_000), TODAY, NOW)
    invoice.edit_po_number("PO-1", "manager", NOW)
    assert happened(invoice) == ["invoice.payment_applied", "invoice.po_number_edited"]


def test_payments_in_part_leave_the_rest_owed() -> None:
    invoice = an_invoice()
    invoice.apply_payment("first", eur(9_999), TODAY, NOW)
    assert invoice.open == eur(14_001)
    invoice.apply_payment("second", eur(14_001), TODAY, NOW)
    assert invoice.open == eur(0)


@pytest.mark.parametrize("amount", [eur(24_001), eur(0), eur(-1), Money(100, "USD")])
def test_no_other_amount_than_what_is_owed_or_less_is_applied(amount: Money) -> None:
    invoice = an_invoice()
    with pytest.raises(MoreThanIsOwed):
        invoice.apply_payment("payment", amount, TODAY, NOW)
    assert happened(invoice) == []


def test_a_settled_invoice_takes_no_more() -> None:
    invoice = an_invoice()
    invoice.apply_payment("first", eur(24_000), TODAY, NOW)
    with pytest.raises(NothingIsOwed):
        invoice.apply_payment("second", eur(1), TODAY, NOW)


def test_what_a_payment_settled_can_be_taken_back_and_no_more() -> None:
    invoice = an_invoice()
    invoice.apply_payment("payment", eur(24_000), TODAY, NOW)
    invoice.take_back("payment", eur(20_000), TODAY, "It bounced.", NOW)
    assert invoice.open == eur(20_000)
    for source, amount in (("payment", 4_001), ("another", 1), ("payment", 0)):
        with pytest.raises(MoreThanWasApplied):
            invoice.take_back(source, eur(amount), TODAY, "It bounced.", NOW)


def test_a_credit_note_takes_back_no_more_than_is_charged() -> None:
    invoice = an_invoice(a_line("one", quantity=2), a_line("two", quantity=1))
    invoice.credit("credit", "A-2026-000001", invoice.creditable({"one": 1, "two": 1}), NOW)
    for quantities in ({"one": 2}, {"two": 1}, {}, {"one": 0}):
        with pytest.raises(NothingIsLeftToCredit):
            invoice.creditable(quantities)
    assert [line.line.quantity for line in invoice.creditable({"one": 1})] == [1]


@given(
    st.lists(
        st.tuples(st.integers(1, 99_999), st.integers(1, 9), st.sampled_from((0, 550, 1000, 2000))),
        min_size=1,
        max_size=5,
    ),
    st.randoms(use_true_random=False),
)
def test_credit_notes_over_everybody_one_by_one_add_up_to_the_invoice(lines, random) -> None:  # type: ignore[no-untyped-def]
    charged = [a_line(str(place), cents, count, rate) for place, (cents, count, rate) in enumerate(lines)]
    invoice, net, total = an_invoice(*charged), 0, 0
    people = [line.line for line in charged for _ in range(line.quantity)]
    random.shuffle(people)
    for line in people:
        taken = invoice.creditable({line: 1})
        one_net, one_total = credited_totals(taken)
        net, total = net + one_net.minor, total + one_total.minor
        invoice.credit("credit", "A-2026-000001", taken, NOW)
    assert (net, total) == tuple(amount.minor for amount in totals(tuple(charged)))


@pytest.mark.parametrize(
    ("issued_on", "today", "older"),
    [
        (date(2026, 1, 31), date(2026, 4, 30), False),
        (date(2026, 1, 31), date(2026, 5, 1), True),
        (date(2025, 11, 30), date(2026, 2, 28), False),
        (date(2025, 11, 30), date(2026, 3, 1), True),
        (date(2027, 11, 29), date(2028, 2, 29), False),
        (date(2027, 11, 29), date(2028, 3, 1), True),
    ],
)
def test_an_open_invoice_suspends_the_day_after_three_months(
    issued_on: date, today: date, older: bool
) -> None:
    assert an_invoice(issued_on=issued_on).suspends(today) is is_older(issued_on, 3, today) is older


def test_a_settled_invoice_suspends_nobody() -> None:
    invoice = an_invoice(issued_on=date(2026, 1, 31))
    invoice.apply_payment("payment", invoice.open, TODAY, NOW)
    assert not invoice.suspends(date(2026, 5, 1))


def test_a_delay_holds_up_to_and_with_its_day() -> None:
    invoice = an_invoice(issued_on=date(2026, 8, 1))
    invoice.put_off(PutOffReason.DELAY, date(2026, 12, 24), "Agreed by telephone.", "staff", TODAY, NOW)
    assert not invoice.suspends(date(2026, 12, 24))
    assert invoice.suspends(date(2026, 12, 25))
    invoice.end_put_off("staff", NOW)
    assert invoice.suspends(date(2026, 12, 24))


def test_a_delay_needs_a_debt_and_a_day_to_come() -> None:
    invoice = an_invoice()
    with pytest.raises(EndIsPast):
        invoice.put_off(PutOffReason.DELAY, TODAY, "Agreed.", "staff", TODAY, NOW)
    with pytest.raises(NothingIsPutOff):
        invoice.end_put_off("staff", NOW)
    invoice.apply_payment("payment", invoice.open, TODAY, NOW)
    with pytest.raises(NothingIsOwed):
        invoice.put_off(PutOffReason.DELAY, date(2027, 1, 1), "Agreed.", "staff", TODAY, NOW)
