"""A credit note: takes back a part of an invoice, which it names. What is left of it is a credit."""

from datetime import date, datetime

from eventsourcing.domain import event

from ..billing import Buyer, CreditedLine, Seller
from ..errors import Refusal
from ..language import marked
from ..values import Money
from .root import Begun, Event, Root


class CreditIsTooSmall(Refusal):
    """Not more is used of a credit note than is left of it."""

    words = marked("Only %(left)s is left of credit note %(number)s.")
    field = "amount"


class CreditNote(Root):
    """A credit note. `left` is what was neither set against invoices nor paid out."""

    TOPIC = "credit_note"

    class CreditNoteIssued(Begun):
        """A part of an invoice was taken back; `reason` is "" when registrations were cancelled."""

        TOPIC = "credit_note.issued"
        credit_note: str
        invoice: str
        invoice_number: str
        invoiced_on: date
        order: str
        order_number: str
        company: str
        number: str
        actor: str
        language: str
        issued_on: date
        seller: Seller
        buyer: Buyer
        lines: tuple[CreditedLine, ...]
        net: Money
        total: Money
        po_number: str
        reason: str

    class CreditAllocated(Event):
        """A part of the credit was set against an invoice, by its id."""

        TOPIC = "credit_note.allocated"
        invoice: str
        amount: Money
        on: date

    class CreditRefunded(Event):
        """A part of the credit was paid out; `reference` is the transfer's, or the card refund's."""

        TOPIC = "credit_note.refunded"
        amount: Money
        on: date
        reference: str
        staff: str

    @event(CreditNoteIssued)
    def __init__(
        self,
        credit_note: str,
        invoice: str,
        invoice_number: str,
        invoiced_on: date,
        order: str,
        order_number: str,
        company: str,
        number: str,
        actor: str,
        language: str,
        issued_on: date,
        seller: Seller,
        buyer: Buyer,
        lines: tuple[CreditedLine, ...],
        net: Money,
        total: Money,
        po_number: str,
        reason: str,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.invoice = invoice
        self.number = number
        self.total = total
        self.left = total

    @staticmethod
    def create_id(credit_note: str) -> str:
        """The id was given out before, for the invoice to name it."""
        return credit_note

    def allocate(self, invoice: str, amount: Money, on: date, now: datetime) -> None:
        """Set a part of the credit against an invoice. Errors: CreditIsTooSmall."""
        self._check_left(amount)
        self._allocate(invoice=invoice, amount=amount, on=on, timestamp=now)

    def refund(self, amount: Money, on: date, reference: str, staff: str, now: datetime) -> None:
        """Pay a part of the credit out. Errors: CreditIsTooSmall."""
        self._check_left(amount)
        self._refund(amount=amount, on=on, reference=reference, staff=staff, timestamp=now)

    def _check_left(self, amount: Money) -> None:
        if amount.currency != self.left.currency or not 0 < amount.minor <= self.left.minor:
            raise CreditIsTooSmall(number=self.number, left=f"{self.left.decimal} {self.left.currency}")

    @event(CreditAllocated)
    def _allocate(self, invoice: str, amount: Money, on: date, timestamp: datetime) -> None:
        self.left = Money(self.left.minor - amount.minor, amount.currency)

    @event(CreditRefunded)
    def _refund(self, amount: Money, on: date, reference: str, staff: str, timestamp: datetime) -> None:
        self.left = Money(self.left.minor - amount.minor, amount.currency)
