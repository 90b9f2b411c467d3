"""Commands of a manager about the cart."""

from collections.abc import Callable, Sequence
from typing import Any

from ..aggregates.account import Account
from ..aggregates.cart import Cart, cart_id
from ..aggregates.course import Course
from ..aggregates.root import new_id
from ..aggregates.trainee import Trainee
from ..errors import NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from .names import new_person

Newcomer = tuple[str, str, str]
"""First name, last name, e-mail address or "" of somebody who was never registered."""


def manager_cart(work: Work) -> Cart:
    """The acting manager's cart. Errors: NotFound before the first training was added."""
    return work.get(Cart, cart_id(work.context.actor))


def own_trainees(work: Work, ids: Sequence[str]) -> list[Trainee]:
    """Trainees of the acting manager's company. Errors: NotFound, also for another company's."""
    found = work.get_many(Trainee, list(ids))
    if any(trainee.company != work.context.company for trainee in found.values()):
        raise NotFound
    return [found[id] for id in ids]


def present_trainees(work: Work, ids: Sequence[str]) -> list[Trainee]:
    """Trainees of the acting manager's company who can be registered. Errors: NotFound, TraineeIsGone."""
    found = own_trainees(work, ids)
    for trainee in found:
        trainee.check_present()
    return found


class CartCommands:
    """Filling the cart."""

    _store: Store

    def add_to_cart(self, context: Context, course: str, language: str, months: int) -> str:
        """Put a training into the cart at today's offer. Answers the id of its line.

        Errors: NotFound, OfferIsNotSold, AccountIsSuspended.
        """

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).check_open()
            offer = work.get(Course, course).offer_for(language, months)
            try:
                cart = manager_cart(work)
            except NotFound:
                cart = Cart(company=context.company, manager=context.actor, timestamp=context.now)
                work.add(cart)
            return {"line": cart.add_course(course, offer, new_id(), context.now)}

        return str(self._store.perform(context, decide)["line"])

    def choose_trainees(self, context: Context, line: str, trainees: Sequence[str]) -> None:
        """Choose trainees of the company for a training of the cart. Errors: NotFound, TooManyPeople."""
        self.choose_people(context, line, trainees, ())

    def name_newcomers(self, context: Context, line: str, newcomers: Sequence[Newcomer]) -> list[str]:
        """Name people who were never registered, and choose them for a training of the cart.

        Answers their person ids. Errors: FirstNameIsWrong, LastNameIsWrong, EmailIsWrong, TooManyPeople.
        """
        return self.choose_people(context, line, (), newcomers)

    def choose_people(
        self, context: Context, line: str, known: Sequence[str], newcomers: Sequence[Newcomer]
    ) -> list[str]:
        """Choose known people and name newcomers for a training of the cart, all of them or nobody.

        `known` are ids of the company's trainees, or of newcomers named in this cart before. Answers the ids
        of the newcomers. Errors: NotFound, TraineeIsGone, FirstNameIsWrong, LastNameIsWrong, EmailIsWrong,
        TooManyPeople.
        """
        fresh = [new_person(first, last, email) for first, last, email in newcomers]

        def decide(work: Work) -> dict[str, Any]:
            cart = manager_cart(work)
            named = cart.newcomers()
            trainees = present_trainees(work, [id for id in known if id not in named])
            people = {trainee.id: trainee.person for trainee in trainees} | named
            cart.choose(line, (*(people[id] for id in known), *fresh), context.now)
            return {"newcomers": [person.id for person in fresh]}

        return list(self._store.perform(context, decide)["newcomers"])

    def drop_trainees(self, context: Context, line: str, people: Sequence[str]) -> None:
        """Take people off a training of the cart. Errors: NotFound."""
        self._change_cart(context, lambda _, cart: cart.drop(line, tuple(people), context.now))

    def copy_trainees(self, context: Context, line: str, source: str) -> None:
        """Choose the people of one training of the cart for another. Errors: NotFound, TooManyPeople."""
        self._change_cart(context, lambda _, cart: cart.copy_people(line, source, context.now))

    def remove_from_cart(self, context: Context, line: str) -> None:
        """Take a training out of the cart. Errors: NotFound."""
        self._change_cart(context, lambda _, cart: cart.remove_course(line, context.now))

    def _change_cart(self, context: Context, change: Callable[[Work, Cart], None]) -> None:
        def decide(work: Work) -> dict[str, Any]:
            change(work, manager_cart(work))
            return {}

        self._store.perform(context, decide)
