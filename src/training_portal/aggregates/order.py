"""An order: what a cart became when the terms were accepted."""

from dataclasses import dataclass
from datetime import datetime

from eventsourcing.domain import event

from ..errors import NotFound, Refusal
from ..language import marked
from ..values import Money, Offer
from .root import Begun, Event, Root


class TermsAreNotAccepted(Refusal):
    """An order needs the terms that stand today, accepted."""

    words = marked("Accept the terms and conditions to place the order.")
    field = "terms"


class PriceHasChanged(Refusal):
    """A price in the cart is not the catalogue's any more."""

    words = marked("The price of %(title)s has changed. Look at your cart again before you order.")


class TotalDiffers(Refusal):
    """The total is not the one that the buyer reckons with."""

    words = marked("The total is %(total)s, not what you agreed to.")
    field = "agreed_total"


class CurrenciesDiffer(Refusal):
    """An order is in one currency."""

    words = marked("Trainings sold in different currencies cannot be ordered together.")


class OrderHasStarted(Refusal):
    """A whole order is cancelled only while nobody has opened a training of it."""

    words = marked(
        "This order can no longer be cancelled as a whole: %(names)s started meanwhile. "
        "The registrations that are not started can still be cancelled."
    )


class NothingIsLeftToCancel(Refusal):
    """Cancelling is about at least one registration."""

    words = marked("Choose at least one registration to cancel.")
    field = "chosen"


@dataclass(frozen=True, slots=True)
class AcceptedTerms:
    """Which terms were accepted (version, SHA-256 of their text), by whom (person id), when (UTC)."""

    version: str
    digest: str
    accepted_by: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A training as ordered: the offer and the title as they were, and one enrolment for each trainee."""

    line: str
    course: str
    title: str
    offer: Offer
    enrolments: tuple[str, ...]

    @property
    def net(self) -> Money:
        """The price without tax of all the line's trainees."""
        return self.offer.price * len(self.enrolments)

    @property
    def tax(self) -> Money:
        """The line's VAT, rounded on the line."""
        return self.offer.vat.on(self.net)


class Order(Root):
    """What a company bought, for whom, at which prices, under which terms."""

    TOPIC = "order"

    class OrderPlaced(Begun):
        """A manager accepted the terms and ordered the trainings of the cart."""

        TOPIC = "order.placed"
        order: str
        company: str
        number: str
        manager: str
        lines: tuple[OrderLine, ...]
        terms: AcceptedTerms
        net: Money
        total: Money

    class RegistrationsCancelled(Event):
        """Registrations of the order were cancelled, by enrolment id, before they were started."""

        TOPIC = "order.registrations_cancelled"
        enrolments: tuple[str, ...]
        manager: str

    class RegistrationReplaced(Event):
        """Somebody else (by id) takes a training of the order instead of whom it was ordered for."""

        TOPIC = "order.registration_replaced"
        enrolment: str
        previous: str
        trainee: str
        manager: str

    @event(OrderPlaced)
    def __init__(
        self,
        order: str,
        company: str,
        number: str,
        manager: str,
        lines: tuple[OrderLine, ...],
        terms: AcceptedTerms,
        net: Money,
        total: Money,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.number = number
        self.manager = manager
        self.lines = lines
        self.total = total
        self.cancelled: set[str] = set()

    @staticmethod
    def create_id(order: str) -> str:
        """The id was given out before, for the enrolments to name it."""
        return order

    @property
    def enrolments(self) -> tuple[str, ...]:
        """Every enrolment of the order, cancelled ones too."""
        return tuple(enrolment for line in self.lines for enrolment in line.enrolments)

    def cancel_registrations(self, enrolments: tuple[str, ...], manager: str, now: datetime) -> None:
        """Note which registrations were cancelled. Errors: NotFound for one that is not of this order."""
        if not set(enrolments) <= set(self.enrolments):
            raise NotFound
        self._cancel_registrations(enrolments=enrolments, manager=manager, timestamp=now)

    def replace_registration(
        self, enrolment: str, previous: str, trainee: str, manager: str, now: datetime
    ) -> None:
        """Note that a registration went from one trainee to another, by their ids. Errors: NotFound."""
        if enrolment not in self.enrolments:
            raise NotFound
        self._replace_registration(
            enrolment=enrolment, previous=previous, trainee=trainee, manager=manager, timestamp=now
        )

    @event(RegistrationsCancelled)
    def _cancel_registrations(self, enrolments: tuple[str, ...], manager: str, timestamp: datetime) -> None:
        self.cancelled.update(enrolments)

    @event(RegistrationReplaced)
    def _replace_registration(
        self, enrolment: str, previous: str, trainee: str, manager: str, timestamp: datetime
    ) -> None:
        pass


def totals(lines: tuple[OrderLine, ...]) -> tuple[Money, Money]:
    """An order's net and total: sums of the lines' rounded amounts. Errors: CurrenciesDiffer."""
    currencies = {line.offer.price.currency for line in lines}
    if len(currencies) != 1:
        raise CurrenciesDiffer
    currency = currencies.pop()
    net = sum(line.net.minor for line in lines)
    return Money(net, currency), Money(net + sum(line.tax.minor for line in lines), currency)
