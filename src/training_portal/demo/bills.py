"""The bills of the demo's companies: paid by transfer four weeks after an order, but for one that is late."""

from datetime import date

from ..aggregates.invoice import Invoice, invoice_id
from ..application.payments import Transfer
from ..portal import Portal

PAYS_AFTER = 27
"""Days between an order of a demo company and its transfer."""
_PAID_LATE = (70,)
"""Orders so many days ago are not paid yet, so that the demo shows what is said of old invoices."""


class Bills:
    """What the companies have yet to pay. Days are counted back from the end of the history."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._unpaid: list[tuple[int, str, str]] = []

    def add(self, days: int, order: str, company: str) -> None:
        """An order was placed so many days before the end."""
        self._unpaid.append((days, order, company))

    def due_by(self, days: int) -> list[tuple[int, str, str]]:
        """The bills that fall due up to a day, the oldest first, each to be paid on its own day."""
        due = [bill for bill in self._unpaid if bill[0] - PAYS_AFTER >= days]
        self._unpaid = [bill for bill in self._unpaid if bill not in due]
        return [bill for bill in due if bill[0] not in _PAID_LATE]

    def pay(self, order: str, company: str, today: date) -> None:
        """Record the transfer for an order."""
        bill = self._portal.store.get(Invoice, invoice_id(order))
        transfer = Transfer(bill.total, today, f"VIR {bill.number}", (bill.id,))
        self._portal.application.record_transfer(self._portal.context("cli", company), transfer)
