"""The cart and its trainee selection: a manager's trainings, who is chosen for each, and the amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..aggregates.cart import Cart
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import Money, Offer, Person, Vat

carts = sa.Table(
    "view_cart",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("manager", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
)
lines = sa.Table(
    "view_cart_lines",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("cart", sa.Text, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("price_minor", sa.Integer, nullable=False),
    sa.Column("list_minor", sa.Integer),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("vat_basis_points", sa.Integer, nullable=False),
    sa.Column("vat_exemption", sa.Text, nullable=False),
)
people = sa.Table(
    "view_cart_people",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("cart", sa.Text, nullable=False, index=True),
    sa.Column("line", sa.Text, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A training in the cart: the offer as it stood when added, and the people chosen, in order."""

    id: str
    training: str
    offer: Offer
    people: tuple[Person, ...]

    @property
    def net(self) -> Money:
        """The price without tax of everybody chosen."""
        return self.offer.price * len(self.people)

    @property
    def tax(self) -> Money:
        """The line's VAT, rounded on the line."""
        return self.offer.vat.on(self.net)


@dataclass(frozen=True, slots=True)
class ShownCart:
    """A manager's cart; `version` is what an order of it names."""

    version: int
    lines: tuple[ShownLine, ...]

    @property
    def net(self) -> Money:
        """The running amount without tax."""
        return Money(sum(line.net.minor for line in self.lines), self.currency)

    @property
    def total(self) -> Money:
        """The running amount with tax."""
        return Money(self.net.minor + sum(line.tax.minor for line in self.lines), self.currency)

    @property
    def currency(self) -> str:
        """The currency of the first line."""
        return self.lines[0].offer.price.currency if self.lines else "EUR"


class ManagerCart(Projection):
    """What each manager is about to buy."""

    name = "cart"
    tables = (carts, lines, people)

    @follows(Cart.CartOpened)
    def _opened(self, recorded: Recorded[Cart.CartOpened], rows: Rows) -> None:
        event = recorded.event
        rows.put(carts, recorded.stream, company=event.company, manager=event.manager, version=1)

    @follows(Cart.CourseAdded, reads=lambda r: [(carts, r.stream), (lines, r.event.line)])
    def _course_added(self, recorded: Recorded[Cart.CourseAdded], rows: Rows) -> None:
        event, offer = recorded.event, recorded.event.offer
        known = rows.get(lines, event.line)
        rows.put(
            lines,
            event.line,
            cart=recorded.stream,
            place=known["place"] if known else recorded.version,
            training=event.course,
            language=offer.language,
            months=offer.months,
            price_minor=offer.price.minor,
            list_minor=offer.list_price.minor if offer.list_price else None,
            currency=offer.price.currency,
            vat_basis_points=offer.vat.basis_points,
            vat_exemption=offer.vat.exemption,
        )
        rows.change(carts, recorded.stream, version=recorded.version)

    @follows(Cart.TraineesChosen, reads=lambda r: [(carts, r.stream)])
    def _chosen(self, recorded: Recorded[Cart.TraineesChosen], rows: Rows) -> None:
        for index, person in enumerate(recorded.event.people):
            rows.put(
                people,
                f"{recorded.event.line}/{person.id}",
                cart=recorded.stream,
                line=recorded.event.line,
                place=recorded.version * 10_000 + index,
                person=person.id,
                first_name=person.first_name,
                last_name=person.last_name,
                identifier=person.identifier,
                email=person.email,
            )
        rows.change(carts, recorded.stream, version=recorded.version)

    @follows(Cart.TraineesDropped, reads=lambda r: [(carts, r.stream)])
    def _dropped(self, recorded: Recorded[Cart.TraineesDropped], rows: Rows) -> None:
        for person in recorded.event.people:
            rows.remove(people, f"{recorded.event.line}/{person}")
        rows.change(carts, recorded.stream, version=recorded.version)

    @follows(Cart.CourseRemoved, reads=lambda r: [(carts, r.stream)])
    def _course_removed(self, recorded: Recorded[Cart.CourseRemoved], rows: Rows) -> None:
        for row in rows.where(people, line=recorded.event.line):
            rows.remove(people, row["id"])
        rows.remove(lines, recorded.event.line)
        rows.change(carts, recorded.stream, version=recorded.version)

    @follows(Cart.CartCheckedOut, reads=lambda r: [(carts, r.stream)])
    def _checked_out(self, recorded: Recorded[Cart.CartCheckedOut], rows: Rows) -> None:
        for table in (people, lines):
            for row in rows.where(table, cart=recorded.stream):
                rows.remove(table, row["id"])
        rows.change(carts, recorded.stream, version=recorded.version)


def cart_of(tx: sa.Connection, company: str, manager: str) -> ShownCart:
    """A manager's cart, empty when there was never one. Lines in the order they were added."""
    mine = sa.and_(carts.c.company == company, carts.c.manager == manager)
    cart = tx.execute(sa.select(carts).where(mine)).mappings().first()
    if cart is None:
        return ShownCart(0, ())
    chosen: dict[str, list[Person]] = {}
    in_cart = sa.select(people).where(people.c.cart == cart["id"]).order_by(people.c.place)
    for row in tx.execute(in_cart).mappings():
        chosen.setdefault(row["line"], []).append(_person(row))
    found = tx.execute(sa.select(lines).where(lines.c.cart == cart["id"]).order_by(lines.c.place)).mappings()
    return ShownCart(cart["version"], tuple(_line(row, chosen.get(row["id"], [])) for row in found))


def trainings_in_cart(tx: sa.Connection, company: str, manager: str) -> int:
    """How many trainings a manager's cart holds, for the count in the navigation."""
    mine = sa.select(carts.c.id).where(carts.c.company == company, carts.c.manager == manager)
    return tx.scalar(sa.select(sa.func.count()).select_from(lines).where(lines.c.cart.in_(mine))) or 0


def _person(row: sa.RowMapping) -> Person:
    return Person(row["person"], row["first_name"], row["last_name"], row["identifier"], row["email"])


def _line(row: sa.RowMapping | dict[str, Any], chosen: Sequence[Person]) -> ShownLine:
    price, full = Money(row["price_minor"], row["currency"]), row["list_minor"]
    list_price = None if full is None else Money(full, row["currency"])
    vat = Vat(row["vat_basis_points"], row["vat_exemption"])
    offer = Offer(row["language"], row["months"], price, vat, list_price)
    return ShownLine(row["id"], row["training"], offer, tuple(chosen))
