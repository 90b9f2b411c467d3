"""Settling invoices: whose they are, what of credit or of a payment is set against them, who is told."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from ..aggregates.credit_note import CreditNote
from ..aggregates.invoice import Invoice
from ..aggregates.payment import Payment
from ..errors import NotFound
from ..event_store.work import Work
from ..identity.rights import Right
from ..projections.managers import readers
from ..projections.overdue import owed_by
from ..projections.payments import credits_of
from ..values import Money


def own_invoices(work: Work, ids: Sequence[str]) -> dict[str, Invoice]:
    """Invoices of the context's company, by id. Errors: NotFound, also for another company's."""
    found = work.get_many(Invoice, ids)
    if any(invoice.company != work.context.company for invoice in found.values()):
        raise NotFound
    return found


def own_payment(work: Work, id: str) -> Payment:
    """A payment of the context's company. Errors: NotFound."""
    found = work.get(Payment, id)
    if found.company != work.context.company:
        raise NotFound
    return found


def owed_invoices(work: Work, company: str) -> list[Invoice]:
    """What a company owes, the oldest first; what staff have put off comes last."""
    rows = owed_by(work.ask(), company)
    owed = work.get_many(Invoice, [row["id"] for row in rows]).values()
    return sorted(owed, key=lambda invoice: invoice.rests(work.context.today))


def spend_credit(work: Work, owed: Sequence[Invoice]) -> dict[str, Money]:
    """Set a company's credit, the oldest first, against invoices in the same currency, in their order.

    Answers what was settled, by the invoice's id. Credit is what is left of payments and of credit notes.
    """
    before = {invoice.id: invoice.open for invoice in owed}
    for row in credits_of(work.ask(), work.context.company):
        kind: type[CreditNote | Payment] = CreditNote if row["kind"] == "credit_note" else Payment
        source = work.get(kind, row["id"])
        for invoice in owed:
            set_against(source, invoice, source.left, work.context.today, work.context.now)
    settled = {invoice.id: before[invoice.id].minor - invoice.open.minor for invoice in owed}
    return {id: Money(minor, before[id].currency) for id, minor in settled.items() if minor}


def set_against(source: CreditNote | Payment, invoice: Invoice, most: Money, on: date, now: datetime) -> None:
    """Settle an invoice as far as it is open, `most` allows, and something of a source is left.

    Nothing is settled in another currency.
    """
    minor = min(most.minor, invoice.open.minor, source.left.minor)
    if minor > 0 and most.currency == invoice.open.currency:
        part = Money(minor, most.currency)
        source.allocate(invoice.id, part, on, now)
        invoice.apply_payment(source.id, part, on, now)


def tell_of_money(work: Work, occasion: str, about: str, **facts: Any) -> None:
    """Write to every manager who may see invoices."""
    for reader in readers(work.ask(), work.context.company, "", Right.READ_INVOICES):
        work.mail(occasion, to=reader, about=about, **facts)
