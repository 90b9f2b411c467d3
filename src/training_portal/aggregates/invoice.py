"""An invoice: what a company owes for one order. Nothing of it changes but its purchase order number."""

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from eventsourcing.domain import event

from ..billing import (
    SUSPENSION_MONTHS,
    Buyer,
    CreditedLine,
    InvoiceLine,
    Seller,
    credited_totals,
    is_older,
)
from ..errors import Refusal
from ..language import marked
from ..values import Money, add_months
from .root import Begun, Event, Root

_INVOICES = uuid5(NAMESPACE_OID, "training-portal/invoices")
_LONGEST_DELAY_MONTHS = 24


class PONumberIsUnchanged(Refusal):
    """An edit changes the purchase order number."""

    words = marked("The purchase order number is the same as before.")
    field = "po_number"


class NothingIsOwed(Refusal):
    """A settled invoice takes no more money."""

    words = marked("Invoice %(number)s is settled: nothing is owed on it.")


class MoreThanIsOwed(Refusal):
    """Not more is applied to an invoice than is owed on it."""

    words = marked("Only %(open)s is owed on invoice %(number)s.")
    field = "amount"


class MoreThanWasApplied(Refusal):
    """Not more is taken back from an invoice than was applied to it by the same payment."""

    words = marked("Less than that was applied to invoice %(number)s.")
    field = "amount"


class NothingIsLeftToCredit(Refusal):
    """A credit note is about something that the invoice still charges."""

    words = marked("Invoice %(number)s has been credited already.")


class EndIsPast(Refusal):
    """A delay ends in the future."""

    words = marked("Choose a day after today.")
    field = "until"


class EndIsFar(Refusal):
    """A delay ends in a time that somebody can foresee."""

    words = marked("Choose a day within the next two years.")
    field = "until"


class NothingIsPutOff(Refusal):
    """Only a delay that runs can be ended."""

    words = marked("No delay is running for invoice %(number)s.")


class PutOffReason(StrEnum):
    """Why an old invoice does not suspend its company for now: time to pay was given, or it is disputed."""

    DELAY = "delay"
    DISPUTE = "dispute"


def invoice_id(order: str) -> str:
    """The id of the one invoice of an order: 32 hexadecimal digits that follow from the order's."""
    return uuid5(_INVOICES, order).hex


class Invoice(Root):
    """The invoice of one order. `open` is what is still owed on it."""

    TOPIC = "invoice"

    class InvoiceIssued(Begun):
        """An order was invoiced, in the order's own transaction. `supplied_on` is the day of access."""

        TOPIC = "invoice.issued"
        order: str
        order_number: str
        company: str
        number: str
        manager: str
        language: str
        issued_on: date
        supplied_on: date
        due_on: date
        seller: Seller
        buyer: Buyer
        lines: tuple[InvoiceLine, ...]
        net: Money
        total: Money
        po_number: str

    class PONumberEdited(Event):
        """The client's purchase order number was added or corrected: the document's next rendition."""

        TOPIC = "invoice.po_number_edited"
        po_number: str
        previous: str
        rendition: int
        manager: str

    class PaymentApplied(Event):
        """Money was set against the invoice, from a payment or a credit note, by its id."""

        TOPIC = "invoice.payment_applied"
        source: str
        amount: Money
        on: date

    class PaymentTakenBack(Event):
        """Money set against the invoice turned out not to be there, or not to be meant for it."""

        TOPIC = "invoice.payment_taken_back"
        source: str
        amount: Money
        on: date
        reason: str

    class InvoiceCredited(Event):
        """A credit note names this invoice and takes back so much of it."""

        TOPIC = "invoice.credited"
        credit_note: str
        number: str
        lines: tuple[CreditedLine, ...]
        total: Money

    class SuspensionPutOff(Event):
        """Staff decided that the invoice suspends nobody up to and with a day."""

        TOPIC = "invoice.suspension_put_off"
        why: PutOffReason
        until: date
        reason: str
        staff: str

    class PutOffEnded(Event):
        """Staff ended a delay before its day."""

        TOPIC = "invoice.put_off_ended"
        staff: str

    @event(InvoiceIssued)
    def __init__(
        self,
        order: str,
        order_number: str,
        company: str,
        number: str,
        manager: str,
        language: str,
        issued_on: date,
        supplied_on: date,
        due_on: date,
        seller: Seller,
        buyer: Buyer,
        lines: tuple[InvoiceLine, ...],
        net: Money,
        total: Money,
        po_number: str,
        timestamp: datetime,
    ) -> None:
        self.order = order
        self.order_number = order_number
        self.company = company
        self.number = number
        self.language = language
        self.issued_on = issued_on
        self.seller = seller
        self.buyer = buyer
        self.lines = lines
        self.total = total
        self.po_number = po_number
        self.rendition = 1
        self.open = total
        self.left = {line.line: line.quantity for line in lines}
        self.applied: dict[str, int] = {}
        self.put_off_until: date | None = None

    @staticmethod
    def create_id(order: str) -> str:
        """An order has one invoice, found by the order's id."""
        return invoice_id(order)

    def rests(self, today: date) -> bool:
        """Whether staff have put it off on a day, because it is delayed or disputed."""
        return self.put_off_until is not None and today <= self.put_off_until

    @property
    def chargeable(self) -> dict[str, int]:
        """For how many people each line still charges something, by line; free lines are not there."""
        return {
            line.line: self.left[line.line]
            for line in self.lines
            if line.price.minor and self.left[line.line] > 0
        }

    def suspends(self, today: date) -> bool:
        """Whether the invoice, open and older than three months, suspends its company on a day."""
        old = is_older(self.issued_on, SUSPENSION_MONTHS, today)
        return self.open.minor > 0 and old and not self.rests(today)

    def edit_po_number(self, po_number: str, manager: str, now: datetime) -> None:
        """Add, correct or (with "") take off the purchase order number. Errors: PONumberIsUnchanged."""
        if po_number == self.po_number:
            raise PONumberIsUnchanged
        self._edit_po_number(
            po_number=po_number,
            previous=self.po_number,
            rendition=self.rendition + 1,
            manager=manager,
            timestamp=now,
        )

    def apply_payment(self, source: str, amount: Money, on: date, now: datetime) -> None:
        """Set money of a payment or a credit note against it. Errors: NothingIsOwed, MoreThanIsOwed."""
        if self.open.minor == 0:
            raise NothingIsOwed(number=self.number)
        if amount.currency != self.open.currency or not 0 < amount.minor <= self.open.minor:
            raise MoreThanIsOwed(number=self.number, open=f"{self.open.decimal} {self.open.currency}")
        self._apply(source=source, amount=amount, on=on, timestamp=now)

    def take_back(self, source: str, amount: Money, on: date, reason: str, now: datetime) -> None:
        """Undo what a payment or credit note had set against the invoice. Errors: MoreThanWasApplied."""
        if not 0 < amount.minor <= self.applied.get(source, 0):
            raise MoreThanWasApplied(number=self.number)
        self._take_back(source=source, amount=amount, on=on, reason=reason, timestamp=now)

    def creditable(self, quantities: dict[str, int]) -> tuple[CreditedLine, ...]:
        """What a credit note over so many people of some lines takes back, by what the invoice still charges.

        VAT is what the line's rounded tax loses, so that credit notes over a whole line add up to its tax.
        Errors: NothingIsLeftToCredit when a line charges fewer people than that, or nobody is named.
        """
        credited, chargeable = [], self.chargeable
        for line in self.lines:
            quantity, left = quantities.get(line.line, 0), chargeable.get(line.line, 0)
            if quantity > left:
                raise NothingIsLeftToCredit(number=self.number)
            if quantity:
                before, after = replace(line, quantity=left), replace(line, quantity=left - quantity)
                tax = Money(before.tax.minor - after.tax.minor, line.price.currency)
                taken = replace(line, quantity=quantity)
                credited.append(CreditedLine(taken, taken.net, tax))
        if not credited:
            raise NothingIsLeftToCredit(number=self.number)
        return tuple(credited)

    def credit(self, credit_note: str, number: str, lines: tuple[CreditedLine, ...], now: datetime) -> None:
        """Note that a credit note takes back some lines, as `creditable` reckoned them."""
        total = credited_totals(lines)[1]
        self._credit(credit_note=credit_note, number=number, lines=lines, total=total, timestamp=now)

    def put_off(
        self, why: PutOffReason, until: date, reason: str, staff: str, today: date, now: datetime
    ) -> None:
        """Let the invoice suspend nobody up to and with a day. Errors: NothingIsOwed, EndIsPast, EndIsFar."""
        if self.open.minor == 0:
            raise NothingIsOwed(number=self.number)
        if until <= today:
            raise EndIsPast
        if until > add_months(today, _LONGEST_DELAY_MONTHS):
            raise EndIsFar
        self._put_off(why=why, until=until, reason=reason, staff=staff, timestamp=now)

    def end_put_off(self, staff: str, now: datetime) -> None:
        """End a delay before its day. Errors: NothingIsPutOff."""
        if self.put_off_until is None:
            raise NothingIsPutOff(number=self.number)
        self._end_put_off(staff=staff, timestamp=now)

    @event(PONumberEdited)
    def _edit_po_number(
        self, po_number: str, previous: str, rendition: int, manager: str, timestamp: datetime
    ) -> None:
        self.po_number = po_number
        self.rendition = rendition

    @event(PaymentApplied)
    def _apply(self, source: str, amount: Money, on: date, timestamp: datetime) -> None:
        self.open = Money(self.open.minor - amount.minor, amount.currency)
        self.applied[source] = self.applied.get(source, 0) + amount.minor

    @event(PaymentTakenBack)
    def _take_back(self, source: str, amount: Money, on: date, reason: str, timestamp: datetime) -> None:
        self.open = self.open + amount
        self.applied[source] -= amount.minor

    @event(InvoiceCredited)
    def _credit(
        self,
        credit_note: str,
        number: str,
        lines: tuple[CreditedLine, ...],
        total: Money,
        timestamp: datetime,
    ) -> None:
        for credited in lines:
            self.left[credited.line.line] -= credited.line.quantity

    @event(SuspensionPutOff)
    def _put_off(self, why: PutOffReason, until: date, reason: str, staff: str, timestamp: datetime) -> None:
        self.put_off_until = until

    @event(PutOffEnded)
    def _end_put_off(self, staff: str, timestamp: datetime) -> None:
        self.put_off_until = None
