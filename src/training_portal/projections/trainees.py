"""Trainees: everybody a company registered, with how far their trainings have come."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.lists import Found, Wanted, page_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata
from ..values import folded

trainees = sa.Table(
    "view_trainees",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("registered_at", Instant, nullable=False),
    sa.Column("registrations", sa.Integer, nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_trainees_company_name", "company", "sort_name"),
)
enrolments = sa.Table(
    "view_trainees_enrolments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("trainee", sa.Text, nullable=False),
)
SORTS = ("sort_name", "identifier", "registered_at", "registrations", "passed")


class Trainees(Projection):
    """The people of each company who take trainings."""

    name = "trainees"
    tables = (trainees, enrolments)

    @follows(Trainee.TraineeRegistered)
    def _registered(self, recorded: Recorded[Trainee.TraineeRegistered], rows: Rows) -> None:
        person = recorded.event.person
        rows.put(
            trainees,
            recorded.stream,
            company=recorded.event.company,
            first_name=person.first_name,
            last_name=person.last_name,
            identifier=person.identifier,
            email=person.email,
            language=recorded.event.language,
            registered_at=recorded.event.timestamp,
            registrations=0,
            passed=0,
            sort_name=folded(f"{person.last_name} {person.first_name}"),
            search=folded(f"{person.last_name} {person.first_name} {person.last_name} {person.identifier}"),
        )

    @follows(Enrolment.TraineeEnrolled, reads=lambda r: [(trainees, r.event.trainee.id)])
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        rows.put(enrolments, recorded.stream, trainee=recorded.event.trainee.id)
        _count_registrations(rows, recorded.event.trainee.id, 1)

    @follows(Enrolment.EnrolmentCancelled, reads=lambda r: [(enrolments, r.stream)])
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        enrolment = rows.get(enrolments, recorded.stream)
        if enrolment:
            _count_registrations(rows, enrolment["trainee"], -1)

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(enrolments, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        event = recorded.event
        rows.put(enrolments, recorded.stream, trainee=event.trainee.id)
        _count_registrations(rows, event.previous, -1)
        _count_registrations(rows, event.trainee.id, 1)

    @follows(Enrolment.TrainingPassed, reads=lambda r: [(enrolments, r.stream)])
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        enrolment = rows.get(enrolments, recorded.stream)
        row = rows.get(trainees, enrolment["trainee"]) if enrolment else None
        if row:
            rows.change(trainees, row["id"], passed=row["passed"] + 1)


def _count_registrations(rows: Rows, trainee: str, step: int) -> None:
    row = rows.get(trainees, trainee)
    if row:
        rows.change(trainees, trainee, registrations=row["registrations"] + step)


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's trainees."""
    return page_of(tx, trainees, trainees.c.company == company, wanted, SORTS)


def trainee(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One trainee of a company."""
    statement = sa.select(trainees).where(trainees.c.company == company, trainees.c.id == id)
    return tx.execute(statement).mappings().first()


def trainee_himself(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """The trainee who is signed in."""
    return tx.execute(sa.select(trainees).where(trainees.c.id == id)).mappings().first()


def namesakes(tx: sa.Connection, company: str, names: Sequence[tuple[str, str]]) -> Sequence[sa.RowMapping]:
    """Trainees of a company who have one of these names (first, last), however it is accented or cased.

    PostgreSQL takes no NUL, not even in a question: nobody has a name or an identifier with one.
    """
    keys = {folded(f"{last} {first}") for first, last in names if "\0" not in first + last}
    statement = sa.select(trainees).where(trainees.c.company == company, trainees.c.sort_name.in_(keys))
    return tx.execute(statement.order_by(trainees.c.sort_name)).mappings().all()


def identified(tx: sa.Connection, company: str, identifiers: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Trainees of a company by their identifiers, however these are cased."""
    wanted = {folded(identifier) for identifier in identifiers if "\0" not in identifier}
    statement = sa.select(trainees).where(trainees.c.company == company, trainees.c.identifier.in_(wanted))
    return tx.execute(statement).mappings().all()
