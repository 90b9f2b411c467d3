"""A payment: money that came, where it went, and what is left of it as the company's credit."""

from datetime import date, datetime
from enum import StrEnum
from uuid import NAMESPACE_OID, uuid5

from eventsourcing.domain import event

from ..errors import Refusal
from ..language import marked
from ..values import Money
from .root import Begun, Event, Root

_PAYMENTS = uuid5(NAMESPACE_OID, "training-portal/payments")


class AmountIsNotPositive(Refusal):
    """Money that came is more than nothing."""

    words = marked("The amount must be more than zero.")
    field = "amount"


class PaymentIsTooSmall(Refusal):
    """Not more is used of a payment than is left of it."""

    words = marked("Only %(left)s is left of this payment.")
    field = "amount"


class PaymentIsWithdrawn(Refusal):
    """A payment that never was is used for nothing."""

    words = marked("This payment was withdrawn.")


class PaymentIsInUse(Refusal):
    """Money that was given back cannot be said never to have come."""

    words = marked("A part of this payment was refunded: it cannot be withdrawn.")


class CardPaymentStands(Refusal):
    """What the provider confirmed was no mistake of ours; it is refunded instead."""

    words = marked("The payment provider has confirmed this payment. Refund it instead.")


class NoCardPayment(Refusal):
    """Only what came by card goes back to the card."""

    words = marked("This payment did not come by card. Refund it by bank transfer.")


class RefundIsDecided(Refusal):
    """A refund is carried out, or refused, once."""

    words = marked("This refund is decided already.")


class PaymentMethod(StrEnum):
    """How money came."""

    CARD = "card"
    TRANSFER = "transfer"


def payment_id(origin: str) -> str:
    """The id of the payment of a checkout or a bank entry, which brings one at most."""
    return uuid5(_PAYMENTS, origin).hex


class Payment(Root):
    """Money of a company. `left` is what is set against no invoice and not given back: its credit."""

    TOPIC = "payment"

    class PaymentReceived(Begun):
        """Money came on a day. `reference` is the bank's or ours; `provider_id` the payment provider's."""

        TOPIC = "payment.received"
        payment: str
        company: str
        method: PaymentMethod
        amount: Money
        on: date
        reference: str
        provider_id: str
        recorded_by: str

    class PaymentAllocated(Event):
        """A part of it was set against an invoice, by its id."""

        TOPIC = "payment.allocated"
        invoice: str
        amount: Money
        on: date

    class PaymentTakenOff(Event):
        """A part of it was taken off an invoice again, for the reason said."""

        TOPIC = "payment.taken_off"
        invoice: str
        amount: Money
        reason: str

    class RefundAsked(Event):
        """Staff want a part of it to go back to the card: it is set aside until the provider has answered."""

        TOPIC = "payment.refund_asked"
        refund: str
        amount: Money
        staff: str

    class PaymentRefunded(Event):
        """A part of it went back. `refund` is the one asked for, "" for a bank transfer."""

        TOPIC = "payment.refunded"
        refund: str
        amount: Money
        on: date
        reference: str
        staff: str

    class RefundRefused(Event):
        """The provider did not give it back, for its own reason; it is credit again."""

        TOPIC = "payment.refund_refused"
        refund: str
        amount: Money
        reason: str

    class PaymentWithdrawn(Event):
        """It was recorded by mistake, and never came."""

        TOPIC = "payment.withdrawn"
        on: date
        reason: str
        staff: str

    @event(PaymentReceived)
    def __init__(
        self,
        payment: str,
        company: str,
        method: PaymentMethod,
        amount: Money,
        on: date,
        reference: str,
        provider_id: str,
        recorded_by: str,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.method = method
        self.amount = amount
        self.on = on
        self.reference = reference
        self.provider_id = provider_id
        self.left = amount
        self.allocated: dict[str, int] = {}
        self.refunds: dict[str, Money] = {}
        self.refunded = 0
        self.is_withdrawn = False

    @staticmethod
    def create_id(payment: str) -> str:
        """The id follows from where the money came from (see `payment_id`), or was given out before."""
        return payment

    def allocate(self, invoice: str, amount: Money, on: date, now: datetime) -> None:
        """Set a part of it against an invoice. Errors: PaymentIsWithdrawn, PaymentIsTooSmall."""
        self._check_left(amount)
        self._allocate(invoice=invoice, amount=amount, on=on, timestamp=now)

    def ask_refund(self, refund: str, amount: Money, staff: str, now: datetime) -> None:
        """Set a part aside to go back to the card. Errors: NoCardPayment, PaymentIsTooSmall."""
        if self.method is not PaymentMethod.CARD or not self.provider_id:
            raise NoCardPayment
        self._check_left(amount)
        self._ask_refund(refund=refund, amount=amount, staff=staff, timestamp=now)

    def confirm_refund(self, refund: str, on: date, reference: str, now: datetime) -> Money:
        """The provider gave back what was asked for: so much. Errors: RefundIsDecided."""
        amount = self._asked(refund)
        self._refund(refund=refund, amount=amount, on=on, reference=reference, staff="", timestamp=now)
        return amount

    def refuse_refund(self, refund: str, reason: str, now: datetime) -> None:
        """The provider did not give it back. Errors: RefundIsDecided."""
        self._refuse_refund(refund=refund, amount=self._asked(refund), reason=reason, timestamp=now)

    def refund_by_transfer(self, amount: Money, on: date, reference: str, staff: str, now: datetime) -> None:
        """Note that a part of it was given back by bank transfer. Errors: PaymentIsTooSmall."""
        self._check_left(amount)
        self._refund(refund="", amount=amount, on=on, reference=reference, staff=staff, timestamp=now)

    def withdraw(self, on: date, reason: str, staff: str, now: datetime) -> None:
        """Take back a payment that was recorded by mistake, off all of its invoices.

        Errors: PaymentIsWithdrawn, CardPaymentStands, PaymentIsInUse.
        """
        self._check_there()
        if self.method is PaymentMethod.CARD:
            raise CardPaymentStands
        if self.refunded or self.refunds:
            raise PaymentIsInUse
        for invoice, minor in list(self.allocated.items()):
            amount = Money(minor, self.amount.currency)
            self._take_off(invoice=invoice, amount=amount, reason=reason, timestamp=now)
        self._withdraw(on=on, reason=reason, staff=staff, timestamp=now)

    def _check_there(self) -> None:
        if self.is_withdrawn:
            raise PaymentIsWithdrawn

    def _check_left(self, amount: Money) -> None:
        self._check_there()
        if amount.minor <= 0:
            raise AmountIsNotPositive
        if amount.currency != self.left.currency or amount.minor > self.left.minor:
            raise PaymentIsTooSmall(left=f"{self.left.decimal} {self.left.currency}")

    def _asked(self, refund: str) -> Money:
        if refund not in self.refunds:
            raise RefundIsDecided
        return self.refunds[refund]

    @event(PaymentAllocated)
    def _allocate(self, invoice: str, amount: Money, on: date, timestamp: datetime) -> None:
        self.left = Money(self.left.minor - amount.minor, amount.currency)
        self.allocated[invoice] = self.allocated.get(invoice, 0) + amount.minor

    @event(PaymentTakenOff)
    def _take_off(self, invoice: str, amount: Money, reason: str, timestamp: datetime) -> None:
        self.left = self.left + amount
        self.allocated[invoice] -= amount.minor
        if not self.allocated[invoice]:
            del self.allocated[invoice]

    @event(RefundAsked)
    def _ask_refund(self, refund: str, amount: Money, staff: str, timestamp: datetime) -> None:
        self.left = Money(self.left.minor - amount.minor, amount.currency)
        self.refunds[refund] = amount

    @event(PaymentRefunded)
    def _refund(
        self, refund: str, amount: Money, on: date, reference: str, staff: str, timestamp: datetime
    ) -> None:
        self.refunded += amount.minor
        if self.refunds.pop(refund, None) is None:
            self.left = Money(self.left.minor - amount.minor, amount.currency)

    @event(RefundRefused)
    def _refuse_refund(self, refund: str, amount: Money, reason: str, timestamp: datetime) -> None:
        self.left = self.left + self.refunds.pop(refund)

    @event(PaymentWithdrawn)
    def _withdraw(self, on: date, reason: str, staff: str, timestamp: datetime) -> None:
        self.left = Money(0, self.left.currency)
        self.is_withdrawn = True
