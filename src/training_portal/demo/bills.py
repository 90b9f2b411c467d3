"""The bills of the demo's companies: paid by transfer four weeks after an order, but for one that is late."""

from ..aggregates.invoice import Invoice, invoice_id
from ..application.payments import Transfer
from ..portal import Portal

PAYS_AFTER = 27
"""Days between an order of a demo company and its transfer."""
PAID_LATE = (70,)
"""Orders so many days ago are not paid yet, so that the demo shows what is said of old invoices."""


def pay(portal: Portal, company: str, order: str) -> None:
    """Record the transfer for an order, received today."""
    bill = portal.store.get(Invoice, invoice_id(order))
    transfer = Transfer(bill.total, portal.today, f"VIR {bill.number}", (bill.id,))
    portal.application.record_transfer(portal.context("cli", company), transfer)
