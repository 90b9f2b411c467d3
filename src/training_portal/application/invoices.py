"""Invoicing: an order's invoice in the order's own transaction, and credit notes that staff decide on."""

from datetime import timedelta
from typing import Any

from ..aggregates.account import Account
from ..aggregates.invoice import Invoice
from ..aggregates.order import Order
from ..billing import Buyer, InvoiceLine, Seller, totals
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..policies import credit_invoice_lines
from ..settings import Provider
from .suspension import reinstate_when_settled

PAYMENT_DAYS = 30


class InvoiceCommands:
    """Commands about issued invoices."""

    _store: Store

    def credit_invoice(self, context: Context, invoice: str, reason: str) -> str:
        """Take back all that an invoice still charges; answers the credit note's id. The command of staff.

        Errors: NotFound, NothingIsLeftToCredit.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = work.get(Invoice, invoice)
            credit_note = credit_invoice_lines(work, found, dict(found.left), reason)
            reinstate_when_settled(work, found.company)
            return {"credit_note": credit_note}

        return str(self._store.perform(context, decide)["credit_note"])


def issue_invoice(work: Work, provider: Provider, order: Order) -> None:
    """Invoice an order that was just placed, with the next number of its year. Free orders get no invoice."""
    if order.total.minor == 0:
        return
    context, identity = work.context, work.get(Account, order.company).identity
    charged = tuple(
        InvoiceLine(
            line.line,
            line.title,
            line.offer.language,
            line.offer.months,
            line.offer.price,
            len(line.enrolments),
            line.offer.vat,
        )
        for line in order.lines
    )
    net, total = totals(charged)
    year = context.today.year
    invoice = Invoice(
        order=order.id,
        order_number=order.number,
        company=order.company,
        number=f"F-{year}-{work.number(f'F-{year}'):06d}",
        manager=order.manager,
        language=identity.language,
        issued_on=context.today,
        supplied_on=context.today,
        due_on=context.today + timedelta(days=PAYMENT_DAYS),
        seller=Seller(provider.name, provider.address, provider.siren, provider.vat_number),
        buyer=Buyer(identity.name, identity.address, identity.siren, identity.vat_number),
        lines=charged,
        net=net,
        total=total,
        po_number="",
        timestamp=context.now,
    )
    work.add(invoice)
