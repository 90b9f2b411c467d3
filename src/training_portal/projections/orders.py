"""Orders: what a company bought, for whom, and how far everybody has come."""

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..aggregates.order import Order
from ..event_store.lists import Among, Found, Wanted, page_of, words_by_id
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata
from ..values import Person, folded

orders = sa.Table(
    "view_orders",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("placed_at", Instant, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("registrations", sa.Integer, nullable=False),
    sa.Column("not_started", sa.Integer, nullable=False),
    sa.Column("in_progress", sa.Integer, nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
    sa.Column("cancelled", sa.Integer, nullable=False),
    sa.Column("terms_version", sa.Text, nullable=False),
    sa.Column("terms_digest", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_orders_company_placed", "company", "placed_at"),
)
lines = sa.Table(
    "view_orders_lines",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("order", sa.Text, nullable=False, index=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("price_minor", sa.BigInteger, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
    sa.Column("vat_basis_points", sa.Integer, nullable=False),
    sa.Column("vat_exemption", sa.Text, nullable=False),
)
registrations = sa.Table(
    "view_orders_registrations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False, index=True),
    sa.Column("trainee", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("registered_at", Instant, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_orders_registrations_company_name", "company", "sort_name"),
)
STATES = tuple(state.value for state in EnrolmentState)
CANCELLED = EnrolmentState.CANCELLED.value
SORTS = ("placed_at", "number", "registrations", "total_minor")
REGISTRATION_SORTS = ("sort_name", "title", "state")


class Orders(Projection):
    """Each company's orders with their lines and registrations."""

    name = "orders"
    tables = (orders, lines, registrations)

    @follows(Order.OrderPlaced)
    def _placed(self, recorded: Recorded[Order.OrderPlaced], rows: Rows) -> None:
        event = recorded.event
        count = sum(len(line.enrolments) for line in event.lines)
        rows.put(
            orders,
            recorded.stream,
            company=event.company,
            number=event.number,
            manager=event.manager,
            placed_at=event.timestamp,
            net_minor=event.net.minor,
            total_minor=event.total.minor,
            currency=event.total.currency,
            registrations=count,
            not_started=count,
            in_progress=0,
            passed=0,
            failed=0,
            cancelled=0,
            terms_version=event.terms.version,
            terms_digest=event.terms.digest,
            search=folded(" ".join([event.number, *(line.title for line in event.lines)])),
        )
        for place, line in enumerate(event.lines):
            rows.put(
                lines,
                line.line,
                order=recorded.stream,
                place=place,
                training=line.course,
                title=line.title,
                language=line.offer.language,
                months=line.offer.months,
                price_minor=line.offer.price.minor,
                count=len(line.enrolments),
                net_minor=line.net.minor,
                tax_minor=line.tax.minor,
                vat_basis_points=line.offer.vat.basis_points,
                vat_exemption=line.offer.vat.exemption,
            )

    @follows(Enrolment.TraineeEnrolled)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            registrations,
            recorded.stream,
            company=event.company,
            order=event.order,
            registered_at=event.timestamp,
            training=event.course,
            title=event.title,
            language=event.language,
            months=event.months,
            state=EnrolmentState.NOT_STARTED.value,
            certificate="",
            **_named(event.trainee),
        )

    @follows(Enrolment.TrainingStarted, reads=lambda r: [(registrations, r.stream)])
    def _started(self, recorded: Recorded[Enrolment.TrainingStarted], rows: Rows) -> None:
        _move(rows, recorded.stream, EnrolmentState.IN_PROGRESS)

    @follows(Enrolment.TrainingPassed, reads=lambda r: [(registrations, r.stream)])
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        _move(rows, recorded.stream, EnrolmentState.PASSED)

    @follows(Enrolment.TrainingFailed, reads=lambda r: [(registrations, r.stream)])
    def _failed(self, recorded: Recorded[Enrolment.TrainingFailed], rows: Rows) -> None:
        _move(rows, recorded.stream, EnrolmentState.FAILED)

    @follows(Enrolment.EnrolmentCancelled, reads=lambda r: [(registrations, r.stream)])
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        _move(rows, recorded.stream, EnrolmentState.CANCELLED)

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(registrations, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        rows.change(registrations, recorded.stream, **_named(recorded.event.trainee))

    @follows(Enrolment.TraineeMerged, reads=lambda r: [(registrations, r.stream)])
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        rows.change(registrations, recorded.stream, **_named(recorded.event.trainee))

    @follows(Certificate.CertificateIssued, reads=lambda r: [(registrations, r.event.enrolment)])
    def _certified(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        rows.change(registrations, recorded.event.enrolment, certificate=recorded.stream)


def _named(person: Person) -> dict[str, str]:
    """The columns of a registration that say who it is."""
    return {
        "trainee": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "identifier": person.identifier,
        "sort_name": folded(f"{person.last_name} {person.first_name}"),
        "search": folded(f"{person.last_name} {person.first_name} {person.identifier}"),
    }


def _move(rows: Rows, registration: str, state: EnrolmentState) -> None:
    """Give a registration its new state, and its order the new counts."""
    row = rows.get(registrations, registration)
    order = rows.get(orders, row["order"]) if row else None
    if row and order:
        rows.change(registrations, registration, state=state.value)
        counts = {row["state"]: order[row["state"]] - 1, state.value: order[state.value] + 1}
        rows.change(orders, order["id"], **counts)


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's orders.

    The filter `holds` keeps those with a registration in that state, `training` those of that training.
    """
    filters = dict(wanted.filters)
    state, training = filters.pop("holds", ""), filters.pop("training", "")
    narrowed = [orders.c[state] > 0] if state else []
    narrowed += [with_training(training)(orders.c.id)] if training else []
    asked = replace(wanted, filters=filters)
    return page_of(
        tx, orders, orders.c.company == company, asked, SORTS, narrowed=sa.and_(sa.true(), *narrowed)
    )


def with_training(training: str) -> Among:
    """Whether an order is for a training, perhaps among others."""
    return lambda order: sa.exists().where(lines.c.order == order, lines.c.training == training)


def order(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One order of a company."""
    statement = sa.select(orders).where(orders.c.company == company, orders.c.id == id)
    return tx.execute(statement).mappings().first()


def numbers_of(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of some orders of a company, by id."""
    return words_by_id(tx, orders, orders.c.company == company, ids, "number")


def titles_of_registrations(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """What some registrations of a company are for, by id."""
    return words_by_id(tx, registrations, registrations.c.company == company, ids, "title")


def lines_of(tx: sa.Connection, order: str) -> Sequence[sa.RowMapping]:
    """The trainings of an order that was found for its company, in the order they were bought."""
    return tx.execute(sa.select(lines).where(lines.c.order == order).order_by(lines.c.place)).mappings().all()


def registrations_of(tx: sa.Connection, company: str, order: str, wanted: Wanted) -> Found:
    """One page of the people registered by an order of a company."""
    condition = sa.and_(registrations.c.company == company, registrations.c.order == order)
    return page_of(tx, registrations, condition, wanted, REGISTRATION_SORTS)


def registrations_of_company(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of everybody whom a company registered, by any order."""
    mine = registrations.c.company == company
    return page_of(tx, registrations, mine, wanted, REGISTRATION_SORTS)


def registration(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One registration of a company."""
    statement = sa.select(registrations).where(registrations.c.company == company, registrations.c.id == id)
    return tx.execute(statement).mappings().first()


def registrations_named(tx: sa.Connection, company: str, ids: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Registrations of a company by their ids, ordered by name; those of others are left out."""
    mine = sa.and_(registrations.c.company == company, registrations.c.id.in_(ids))
    by_name = sa.select(registrations).where(mine).order_by(registrations.c.sort_name, registrations.c.id)
    return tx.execute(by_name).mappings().all()


def trainees_of(tx: sa.Connection, order: str) -> int:
    """How many people an order registers, each once, but those cancelled."""
    theirs = sa.and_(registrations.c.order == order, registrations.c.state != CANCELLED)
    people = sa.func.count(sa.distinct(registrations.c.trainee))
    return int(tx.execute(sa.select(people).where(theirs)).scalar_one())


def registrations_open_to_change(tx: sa.Connection, company: str, order: str) -> Sequence[sa.RowMapping]:
    """The registrations of an order that nobody started and nobody cancelled, by name."""
    return _in_states(tx, company, order, EnrolmentState.NOT_STARTED)


def registrations_begun(tx: sa.Connection, company: str, order: str) -> Sequence[sa.RowMapping]:
    """The registrations of an order that were started, finished ones too, by name."""
    begun = (EnrolmentState.IN_PROGRESS, EnrolmentState.PASSED, EnrolmentState.FAILED)
    return _in_states(tx, company, order, *begun)


def _in_states(
    tx: sa.Connection, company: str, order: str, *states: EnrolmentState
) -> Sequence[sa.RowMapping]:
    c = registrations.c
    mine = sa.and_(c.company == company, c.order == order, c.state.in_([state.value for state in states]))
    return tx.execute(sa.select(registrations).where(mine).order_by(c.sort_name, c.id)).mappings().all()
