"""Not started: the registrations that nobody opened yet, the oldest first, and who is to be reminded."""

import sqlalchemy as sa

from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.lists import Days, Found, Wanted, page_of, within, words_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata
from ..values import Person, folded

not_started = sa.Table(
    "view_not_started",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("registered_at", Instant, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_not_started_company_registered", "company", "registered_at", "id", "search"),
    sa.Index("ix_view_not_started_company_name", "company", "sort_name", "id"),
    sa.Index("ix_view_not_started_company_title", "company", "title", "id"),
    sa.Index("ix_view_not_started_company_training", "company", "training", "registered_at", "id"),
)
SORTS = ("registered_at", "sort_name", "title")


class NotStarted(Projection):
    """Each company's registrations that are not started yet. One that is started or cancelled goes."""

    name = "not_started"
    tables = (not_started,)

    @follows(Enrolment.TraineeEnrolled)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            not_started,
            recorded.stream,
            company=event.company,
            order=event.order,
            trainee=event.trainee.id,
            training=event.course,
            title=event.title,
            language=event.language,
            registered_at=event.timestamp,
            **_named(event.trainee),
        )

    @follows(Enrolment.TrainingStarted)
    def _started(self, recorded: Recorded[Enrolment.TrainingStarted], rows: Rows) -> None:
        rows.remove(not_started, recorded.stream)

    @follows(Enrolment.EnrolmentCancelled)
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        rows.remove(not_started, recorded.stream)

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(not_started, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        _rename(rows, recorded.stream, recorded.event.trainee)

    @follows(Enrolment.TraineeMerged, reads=lambda r: [(not_started, r.stream)])
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        _rename(rows, recorded.stream, recorded.event.trainee)

    @follows(Trainee.DetailsCorrected)
    def _corrected(self, recorded: Recorded[Trainee.DetailsCorrected], rows: Rows) -> None:
        for row in rows.where(not_started, trainee=recorded.stream):
            _rename(rows, row["id"], recorded.event.person)

    @follows(Trainee.TraineeForgotten)
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        for row in rows.where(not_started, trainee=recorded.stream):
            rows.change(not_started, row["id"], **_named(Person(recorded.stream, "", "")))


def _rename(rows: Rows, registration: str, person: Person) -> None:
    if rows.get(not_started, registration):
        rows.change(not_started, registration, trainee=person.id, **_named(person))


def _named(person: Person) -> dict[str, str]:
    names = f"{person.last_name} {person.first_name}"
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "identifier": person.identifier,
        "sort_name": folded(names),
        "search": folded(f"{names} {person.last_name} {person.identifier}"),
    }


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's registrations that are not started."""
    return page_of(tx, not_started, not_started.c.company == company, wanted, SORTS)


def registration(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One registration of a company that is not started."""
    mine = sa.and_(not_started.c.company == company, not_started.c.id == id)
    return tx.execute(sa.select(not_started).where(mine)).mappings().first()


def titles(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings that somebody of a company has not started, title by training id, for the filter."""
    return words_of(tx, not_started, not_started.c.company == company, "training", "title")


def waits_since(tx: sa.Connection, company: str, days: Days) -> bool:
    """Whether any registration of a company, made in these days, is not started."""
    mine = sa.and_(not_started.c.company == company, within(not_started.c.registered_at, days))
    return tx.scalar(sa.select(not_started.c.id).where(mine).limit(1)) is not None
