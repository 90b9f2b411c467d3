"""A manager's cart: trainings and the people chosen for them, kept until it becomes an order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.domain import event

from ..errors import Conflict, NotFound, Refusal
from ..language import marked
from ..values import Offer, Person
from .root import Begun, Event, Root

MOST_PEOPLE_A_LINE = 2000


class CartIsEmpty(Refusal):
    """Nothing can be ordered from a cart without trainings."""

    words = marked("Your cart is empty. Add a training first.")


class NobodyIsChosen(Refusal):
    """Each training of an order has at least one trainee."""

    words = marked("Choose at least one trainee for each training before you go on.")


class TooManyPeople(Refusal):
    """One training of a cart holds a limited number of people."""

    words = marked("At most %(most)s trainees can be chosen for one training of an order.")


class CartHasChanged(Conflict):
    """The cart is not what the manager saw when the terms were accepted."""

    words = marked("The cart was changed meanwhile, in another window perhaps. Look at it again, then order.")


@dataclass(slots=True)
class CartLine:
    """A training in the cart, the offer as it stood when added, and who was chosen, by person id."""

    course: str
    offer: Offer
    people: dict[str, Person] = field(default_factory=dict)


def check_filled(lines: Mapping[str, CartLine]) -> None:
    """Refuse to order nothing, or a training for nobody or for too many.

    Errors: CartIsEmpty, NobodyIsChosen, TooManyPeople.
    """
    if not lines:
        raise CartIsEmpty
    if any(not line.people for line in lines.values()):
        raise NobodyIsChosen
    if any(len(line.people) > MOST_PEOPLE_A_LINE for line in lines.values()):
        raise TooManyPeople(most=MOST_PEOPLE_A_LINE)


def cart_id(manager: str) -> str:
    """The id of a manager's one cart."""
    return uuid5(NAMESPACE_URL, f"training-portal/cart/{manager}").hex


class Cart(Root):
    """The one cart of a manager. A person without identifier in it is new, registered with the order."""

    TOPIC = "cart"

    class CartOpened(Begun):
        """The manager took a cart for the first time."""

        TOPIC = "cart.opened"
        company: str
        manager: str

    class CourseAdded(Event):
        """A training was put into the cart, or its offer brought up to date."""

        TOPIC = "cart.course_added"
        line: str
        course: str
        offer: Offer

    class TraineesChosen(Event):
        """People were chosen for a training of the cart."""

        TOPIC = "cart.trainees_chosen"
        line: str
        people: tuple[Person, ...]

    class TraineesDropped(Event):
        """People were taken off a training of the cart."""

        TOPIC = "cart.trainees_dropped"
        line: str
        people: tuple[str, ...]

    class CourseRemoved(Event):
        """A training was taken out of the cart, with its people."""

        TOPIC = "cart.course_removed"
        line: str

    class CartCheckedOut(Event):
        """The cart became an order and is empty again."""

        TOPIC = "cart.checked_out"
        order: str

    @event(CartOpened)
    def __init__(self, company: str, manager: str, timestamp: datetime) -> None:
        self.company = company
        self.manager = manager
        self.lines: dict[str, CartLine] = {}

    @staticmethod
    def create_id(manager: str) -> str:
        """The id follows from the manager's."""
        return cart_id(manager)

    def add_course(self, course: str, offer: Offer, line: str, now: datetime) -> str:
        """Put a training in; the same one again only brings its offer up to date.

        Answers the line's id (`line` for a new one).
        """
        for existing, held in self.lines.items():
            same_offer = (held.offer.language, held.offer.months) == (offer.language, offer.months)
            if held.course == course and same_offer:
                line = existing
                if held.offer == offer:
                    return line
        self._add_course(line=line, course=course, offer=offer, timestamp=now)
        return line

    def choose(self, line: str, people: tuple[Person, ...], now: datetime) -> None:
        """Choose people for a training; who is chosen already stays chosen once. Errors: TooManyPeople."""
        held = self._line(line)
        fresh = tuple({p.id: p for p in people if p.id not in held.people}.values())
        if len(held.people) + len(fresh) > MOST_PEOPLE_A_LINE:
            raise TooManyPeople(most=MOST_PEOPLE_A_LINE)
        if fresh:
            self._choose(line=line, people=fresh, timestamp=now)

    def drop(self, line: str, people: tuple[str, ...], now: datetime) -> None:
        """Take people off a training; who is not there is passed over."""
        there = tuple(p for p in people if p in self._line(line).people)
        if there:
            self._drop(line=line, people=there, timestamp=now)

    def copy_people(self, line: str, source: str, now: datetime) -> None:
        """Choose for a training everybody who is chosen for another one of the cart."""
        self.choose(line, tuple(self._line(source).people.values()), now)

    def remove_course(self, line: str, now: datetime) -> None:
        """Take a training out of the cart."""
        self._line(line)
        self._remove_course(line=line, timestamp=now)

    def check_out(self, order: str, now: datetime) -> None:
        """Empty the cart into an order. Errors: CartIsEmpty, NobodyIsChosen."""
        check_filled(self.lines)
        self._check_out(order=order, timestamp=now)

    def newcomers(self) -> dict[str, Person]:
        """Everybody in the cart who is not registered yet, by person id, in the order they were named."""
        named = (p for line in self.lines.values() for p in line.people.values())
        return {p.id: p for p in named if not p.identifier}

    def _line(self, line: str) -> CartLine:
        if line not in self.lines:
            raise NotFound
        return self.lines[line]

    @event(CourseAdded)
    def _add_course(self, line: str, course: str, offer: Offer, timestamp: datetime) -> None:
        if line in self.lines:
            self.lines[line].offer = offer
        else:
            self.lines[line] = CartLine(course, offer)

    @event(TraineesChosen)
    def _choose(self, line: str, people: tuple[Person, ...], timestamp: datetime) -> None:
        self.lines[line].people.update((p.id, p) for p in people)

    @event(TraineesDropped)
    def _drop(self, line: str, people: tuple[str, ...], timestamp: datetime) -> None:
        for person in people:
            del self.lines[line].people[person]

    @event(CourseRemoved)
    def _remove_course(self, line: str, timestamp: datetime) -> None:
        del self.lines[line]

    @event(CartCheckedOut)
    def _check_out(self, order: str, timestamp: datetime) -> None:
        self.lines = {}
