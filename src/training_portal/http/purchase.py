"""The purchase under way, as its pages show it: the cart with titles, standing prices and amounts by VAT."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from training_portal.errors import NotFound
from training_portal.http.current import portal, visitor
from training_portal.http.training_titles import title_words
from training_portal.projections.cart import ShownCart, ShownLine, cart_of
from training_portal.projections.catalogue import offers_by_training, training
from training_portal.projections.my_trainings import standing
from training_portal.values import Money, Offer, Person, Vat

PASSED = "passed"


@dataclass(frozen=True, slots=True)
class PurchaseLine:
    """A training in the cart: its title in the reader's language, and what the catalogue asks for it today.

    `standing` is None when the training is not sold this way any more.
    """

    shown: ShownLine
    title: str
    standing: Offer | None

    @property
    def id(self) -> str:
        """The line's id."""
        return self.shown.id

    @property
    def offer(self) -> Offer:
        """The offer as it stood when the training was added."""
        return self.shown.offer

    @property
    def people(self) -> tuple[Person, ...]:
        """Who was chosen, in order."""
        return self.shown.people

    @property
    def net(self) -> Money:
        """The price without tax of everybody chosen."""
        return self.shown.net

    @property
    def is_dearer_or_cheaper(self) -> bool:
        """Whether the catalogue asks another price, or another VAT, than the cart says."""
        return self.standing is not None and self.standing != self.offer


@dataclass(frozen=True, slots=True)
class Purchase:
    """A manager's cart, ready to be shown."""

    cart: ShownCart
    lines: tuple[PurchaseLine, ...]

    def line(self, id: str) -> PurchaseLine:
        """One of its lines. Errors: NotFound, also for another manager's."""
        for line in self.lines:
            if line.id == id:
                return line
        raise NotFound

    def others(self, id: str) -> list[PurchaseLine]:
        """The other lines that have people to copy."""
        return [line for line in self.lines if line.id != id and line.people]

    @property
    def to_choose(self) -> PurchaseLine | None:
        """The line whose trainees are to be chosen now: the first without any, else the last."""
        empty = (line for line in self.lines if not line.people)
        return next(empty, self.lines[-1] if self.lines else None)

    def after(self, id: str) -> PurchaseLine | None:
        """The line to go on with: the next one, else one without people, else None: on to the terms."""
        place = [line.id for line in self.lines].index(self.line(id).id)
        following = self.lines[place + 1 : place + 2]
        return next(
            (line for line in (*following, *self.lines) if line in following or not line.people), None
        )

    @property
    def without_people(self) -> bool:
        """Whether a training has nobody chosen."""
        return any(not line.people for line in self.lines)

    @property
    def trainees(self) -> int:
        """How many registrations an order of it makes."""
        return sum(len(line.people) for line in self.lines)

    @property
    def is_outdated(self) -> bool:
        """Whether a price has changed, or a training is not sold any more."""
        return any(line.standing != line.offer for line in self.lines)

    @property
    def taxes(self) -> list[tuple[Vat, Money]]:
        """The tax by rate, in the order of the lines: sums of the lines' rounded amounts."""
        sums: dict[Vat, int] = {}
        for line in self.lines:
            sums[line.offer.vat] = sums.get(line.offer.vat, 0) + line.shown.tax.minor
        return [(vat, Money(minor, self.cart.currency)) for vat, minor in sums.items()]

    @property
    def newcomers(self) -> dict[str, Person]:
        """Everybody in the cart who is not registered yet, by id."""
        return {p.id: p for line in self.lines for p in line.people if not p.identifier}


def purchase_under_way(tx: sa.Connection) -> Purchase:
    """The visitor's own cart."""
    cart = cart_of(tx, visitor().company, visitor().person_id)
    courses = {line.training for line in cart.lines}
    rows = {id: training(tx, id) for id in courses}
    offers = offers_by_training(tx, list(courses))
    return Purchase(
        cart, tuple(_line(line, rows[line.training], offers[line.training]) for line in cart.lines)
    )


def _line(line: ShownLine, row: sa.RowMapping | None, offers: Sequence[Offer]) -> PurchaseLine:
    wanted = (line.offer.language, line.offer.months)
    today = next((offer for offer in offers if (offer.language, offer.months) == wanted), None)
    title = row["titles"].get(line.offer.language, row["code"]) if row else ""
    return PurchaseLine(line, title_words(title), today)


def warnings_for(
    tx: sa.Connection, course: str, people: Sequence[str], today: date
) -> dict[str, dict[str, Any]]:
    """Of some trainees those for whom a training is under way or still valid, with that registration."""
    found: dict[str, dict[str, Any]] = {}
    for row in standing(tx, visitor().company, course, people) if people else ():
        is_over = row["state"] == PASSED and row["renewal_on"] is not None and row["renewal_on"] < today
        if not is_over:
            found[row["trainee"]] = dict(row)
    return found


def purchase() -> Purchase:
    """The visitor's own cart, read by itself."""
    with portal().reading() as tx:
        return purchase_under_way(tx)
