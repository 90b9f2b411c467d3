"""A checkout: one try of a manager at *Pay now*, from the click to the money, or to nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventsourcing.domain import event

from ..errors import Refusal
from ..language import marked
from ..values import Money
from .root import Begun, Event, Root


class NothingIsChosen(Refusal):
    """A checkout is about at least one invoice."""

    words = marked("Choose at least one invoice that is still open.")


class CurrenciesAreMixed(Refusal):
    """One payment is in one currency."""

    words = marked("These invoices are in several currencies. Pay those of each currency by themselves.")


class CheckoutIsOver(Refusal):
    """A checkout that was paid or has expired leads to no payment page any more."""

    words = marked("This payment page is closed. Press Pay now again.")


class AmountDiffers(Refusal):
    """What was paid is what the checkout asked for."""

    words = marked("Paid were %(paid)s, asked were %(asked)s.")


class CurrencyDiffers(Refusal):
    """What was paid is in the currency that the checkout asked for."""

    words = marked("Paid was in %(paid)s, asked in %(asked)s.")


class CompanyDiffers(Refusal):
    """Money is for the company that went to pay."""

    words = marked("The payment names another company than the checkout.")


class InvoicesDiffer(Refusal):
    """Money is for the invoices that the checkout names."""

    words = marked("The payment names other invoices than the checkout.")


class SessionDiffers(Refusal):
    """Money comes by the session that was opened for the checkout."""

    words = marked("The payment comes by another session than the one that was opened for the checkout.")


class CheckoutState(StrEnum):
    """How far a checkout is. `OPENED` has no page yet, `WAITING` has one."""

    OPENED = "opened"
    WAITING = "waiting"
    COMPLETED = "completed"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class InvoiceShare:
    """An invoice of a checkout (by id and number), and how much of it is paid: what was open at the click."""

    invoice: str
    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Told:
    """What the provider says of a session, to be compared. `invoices` is a digest (hexadecimal)."""

    session: str
    company: str
    invoices: str
    amount: Money


class Checkout(Root):
    """One try at paying. Its amounts are frozen at the click, whatever becomes of the invoices meanwhile.

    Money has the last word: a checkout that failed or expired is still completed by money that comes after.
    """

    TOPIC = "checkout"

    class CheckoutOpened(Begun):
        """A manager pressed Pay now for some invoices; the provider keeps `invoices_digest` of them."""

        TOPIC = "checkout.opened"
        checkout: str
        company: str
        manager: str
        language: str
        invoices: tuple[InvoiceShare, ...]
        invoices_digest: str
        amount: Money
        expires_at: datetime

    class CheckoutSessionMade(Event):
        """The provider opened a session, and a page at an address."""

        TOPIC = "checkout.session_made"
        session: str
        address: str

    class CheckoutCompleted(Event):
        """The money came: `payment` is the id of our payment."""

        TOPIC = "checkout.completed"
        payment: str

    class CheckoutRefused(Event):
        """The provider says that this will come to nothing, for the reason said."""

        TOPIC = "checkout.refused"
        reason: str

    class CheckoutExpired(Event):
        """The time to pay is over, and nobody did."""

        TOPIC = "checkout.expired"

    @event(CheckoutOpened)
    def __init__(
        self,
        checkout: str,
        company: str,
        manager: str,
        language: str,
        invoices: tuple[InvoiceShare, ...],
        invoices_digest: str,
        amount: Money,
        expires_at: datetime,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.manager = manager
        self.language = language
        self.invoices = invoices
        self.invoices_digest = invoices_digest
        self.amount = amount
        self.expires_at = expires_at
        self.state = CheckoutState.OPENED
        self.session = ""
        self.address = ""
        self.payment = ""

    @staticmethod
    def create_id(checkout: str) -> str:
        """The id was given out before, so that a repeated click finds the same checkout."""
        return checkout

    @property
    def is_undecided(self) -> bool:
        """Whether money may still come."""
        return self.state in (CheckoutState.OPENED, CheckoutState.WAITING)

    def note_session(self, session: str, address: str, now: datetime) -> None:
        """Note the session that was opened; the same again changes nothing. Errors: SessionDiffers."""
        if self.session and self.session != session:
            raise SessionDiffers
        if not self.session:
            self._note_session(session=session, address=address, timestamp=now)

    def check_told(self, told: Told) -> None:
        """Compare what the provider says with what was asked for.

        Errors: SessionDiffers, CompanyDiffers, InvoicesDiffer, CurrencyDiffers, AmountDiffers.
        """
        if told.session != self.session:
            raise SessionDiffers
        if told.company != self.company:
            raise CompanyDiffers
        if told.invoices != self.invoices_digest:
            raise InvoicesDiffer
        if told.amount.currency != self.amount.currency:
            raise CurrencyDiffers(paid=told.amount.currency, asked=self.amount.currency)
        if told.amount != self.amount:
            raise AmountDiffers(paid=told.amount.decimal, asked=self.amount.decimal)

    def complete(self, payment: str, now: datetime) -> None:
        """The money came; again changes nothing."""
        if self.state is not CheckoutState.COMPLETED:
            self._complete(payment=payment, timestamp=now)

    def refuse(self, reason: str, now: datetime) -> None:
        """It comes to nothing; whoever paid has paid, and again changes nothing."""
        if self.is_undecided or self.state is CheckoutState.EXPIRED:
            self._refuse(reason=reason, timestamp=now)

    def expire(self, now: datetime) -> None:
        """The time is over; what was decided stays decided."""
        if self.is_undecided:
            self._expire(timestamp=now)

    @event(CheckoutSessionMade)
    def _note_session(self, session: str, address: str, timestamp: datetime) -> None:
        self.session = session
        self.address = address
        if self.state is CheckoutState.OPENED:
            self.state = CheckoutState.WAITING

    @event(CheckoutCompleted)
    def _complete(self, payment: str, timestamp: datetime) -> None:
        self.state = CheckoutState.COMPLETED
        self.payment = payment

    @event(CheckoutRefused)
    def _refuse(self, reason: str, timestamp: datetime) -> None:
        self.state = CheckoutState.REFUSED

    @event(CheckoutExpired)
    def _expire(self, timestamp: datetime) -> None:
        self.state = CheckoutState.EXPIRED
