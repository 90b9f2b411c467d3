"""A credit note: what is left of it is used once."""

import pytest

from builders import NOW, TODAY, happened, settled
from training_portal.aggregates.credit_note import CreditIsTooSmall, CreditNote
from training_portal.billing import Buyer, CreditedLine, InvoiceLine, Seller
from training_portal.values import Money, Vat


def eur(cents: int) -> Money:
    """Euros."""
    return Money(cents, "EUR")


def a_credit_note() -> CreditNote:
    """A credit note over 120 euros."""
    line = InvoiceLine("one", "Air dangerous goods", "en", 24, eur(10_000), 1, Vat(2000))
    return settled(
        CreditNote(
            credit_note="credit",
            invoice="invoice",
            invoice_number="F-2026-000001",
            invoiced_on=TODAY,
            order="order",
            order_number="O-2026-000001",
            company="company",
            number="A-2026-000001",
            actor="manager",
            language="en",
            issued_on=TODAY,
            seller=Seller("Cap Sûreté Formation"),
            buyer=Buyer("Fret Atlantique SAS"),
            lines=(CreditedLine(line, eur(10_000), eur(2_000)),),
            net=eur(10_000),
            total=eur(12_000),
            po_number="",
            reason="",
            timestamp=NOW,
        )
    )


def test_a_credit_is_set_against_invoices_and_paid_out_until_nothing_is_left() -> None:
    credit = a_credit_note()
    credit.allocate("invoice", eur(5_000), TODAY, NOW)
    credit.refund(eur(7_000), TODAY, "SEPA-1", "staff", NOW)
    assert happened(credit) == ["credit_note.allocated", "credit_note.refunded"]
    assert credit.left == eur(0)


@pytest.mark.parametrize("amount", [eur(12_001), eur(0), eur(-5), Money(100, "USD")])
def test_no_more_of_a_credit_is_used_than_is_left(amount: Money) -> None:
    credit = a_credit_note()
    with pytest.raises(CreditIsTooSmall):
        credit.allocate("invoice", amount, TODAY, NOW)
    with pytest.raises(CreditIsTooSmall):
        credit.refund(amount, TODAY, "SEPA-1", "staff", NOW)
    assert happened(credit) == []
