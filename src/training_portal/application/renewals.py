"""The command that fills the cart with renewals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ..aggregates.account import Account
from ..aggregates.cart import Cart
from ..aggregates.course import Course, OfferIsNotSold
from ..aggregates.root import new_id
from ..errors import NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..values import Offer
from .cart import manager_cart, own_trainees

SoughtOffer = tuple[str, str, int]
"""A training's id, a language and a frequency in months."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """A trainee who takes a training again, in the language and with the frequency of the last time."""

    trainee: str
    training: str
    language: str
    months: int

    @property
    def sought(self) -> SoughtOffer:
        """The offer that brings the same again."""
        return (self.training, self.language, self.months)


@dataclass(frozen=True, slots=True)
class FilledCart:
    """How many renewals are in the cart now, and what of them is no longer sold."""

    chosen: int
    unsold: tuple[SoughtOffer, ...]


class RenewalCommands:
    """Ordering renewals."""

    _store: Store

    def order_renewals(self, context: Context, renewals: Sequence[Renewal]) -> FilledCart:
        """Fill the manager's cart with trainings to be taken again, each at the offer of today.

        What is no longer sold the same way is left out and answered; when nothing is left, that is refused.
        Errors: NotFound, OfferIsNotSold, TraineeIsGone, TooManyPeople, AccountIsSuspended.
        """

        def decide(work: Work) -> dict[str, Any]:
            work.get(Account, context.company).check_open()
            for trainee in own_trainees(work, [renewal.trainee for renewal in renewals]):
                trainee.check_present()
            offers = {sought: _offer(work, sought) for sought in dict.fromkeys(r.sought for r in renewals)}
            chosen = 0
            for (course, *_), offer, trainees in _by_offer(renewals, offers):
                cart = _cart(work)
                line = cart.add_course(course, offer, new_id(), context.now)
                people = tuple(trainee.person for trainee in own_trainees(work, trainees))
                cart.choose(line, people, context.now)
                chosen += len(people)
            if not chosen:
                raise OfferIsNotSold
            unsold = [list(sought) for sought, offer in offers.items() if offer is None]
            return {"chosen": chosen, "unsold": unsold}

        answer = self._store.perform(context, decide)
        return FilledCart(answer["chosen"], tuple((t, lang, m) for t, lang, m in answer["unsold"]))


def _by_offer(
    renewals: Sequence[Renewal], offers: dict[SoughtOffer, Offer | None]
) -> list[tuple[SoughtOffer, Offer, list[str]]]:
    """The trainees of each offer that is sold, in the order in which they were asked for."""
    return [
        (sought, offer, list(dict.fromkeys(r.trainee for r in renewals if r.sought == sought)))
        for sought, offer in offers.items()
        if offer is not None
    ]


def _offer(work: Work, sought: SoughtOffer) -> Offer | None:
    course, language, months = sought
    try:
        return work.get(Course, course).offer_for(language, months)
    except (NotFound, OfferIsNotSold):
        return None


def _cart(work: Work) -> Cart:
    try:
        return manager_cart(work)
    except NotFound:
        cart = Cart(company=work.context.company, manager=work.context.actor, timestamp=work.context.now)
        work.add(cart)
        return cart
