"""Trainees: everybody a company registered, with how far their trainings have come."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.lists import Among, Found, Wanted, count_of, counts_by, page_of, words_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import FEW, among, few_found, holds, searchable
from ..event_store.tables import Instant, metadata
from ..values import Person, folded

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
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("left_on", sa.Date),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("signature", sa.BigInteger, nullable=False),
    sa.Index("ix_view_trainees_company_name", "company", "sort_name", "id", "signature", "search"),
    sa.Index("ix_view_trainees_company_search", "company", "signature", "id", "search"),
    sa.Index("ix_view_trainees_company_registered", "company", "registered_at", "id"),
    sa.Index("ix_view_trainees_company_identifier", "company", "identifier", "id"),
    sa.Index(
        "ix_view_trainees_company_state", *("company", "state", "sort_name", "id", "signature", "search")
    ),
    sa.Index("ix_view_trainees_company_email", "company", "email"),
)
past_trainings = sa.Table(
    "view_trainees_past",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("renewal_on", sa.Date),
    sa.Column("number", sa.Text, nullable=False),
    sa.Index("ix_view_trainees_past_company_training", "company", "training"),
)
taken = sa.Table(
    "view_trainees_taken",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("training", sa.Text, nullable=False),
    sa.Index("ix_view_trainees_taken_company_training", "company", "training", "trainee"),
)
"""Who has to do with which training: a row for each registration, cancelled ones aside, and past training."""
PRESENT, LEFT, FORGOTTEN = "present", "left", "forgotten"
STATES = (PRESENT, LEFT)
SORTS = ("sort_name", "identifier", "registered_at", "registrations", "passed")


class Trainees(Projection):
    """The people of each company who take trainings."""

    name = "trainees"
    tables = (trainees, past_trainings, taken)

    @follows(Trainee.TraineeRegistered, begins=True)
    def _registered(self, recorded: Recorded[Trainee.TraineeRegistered], rows: Rows) -> None:
        person = recorded.event.person
        rows.put(
            trainees,
            recorded.stream,
            company=recorded.event.company,
            language=recorded.event.language,
            registered_at=recorded.event.timestamp,
            registrations=0,
            passed=0,
            state=PRESENT,
            left_on=None,
            **_named(person),
        )

    @follows(Trainee.DetailsCorrected, reads=lambda r: [(trainees, r.stream)])
    def _corrected(self, recorded: Recorded[Trainee.DetailsCorrected], rows: Rows) -> None:
        if rows.get(trainees, recorded.stream):
            rows.change(trainees, recorded.stream, **_named(recorded.event.person))

    @follows(Trainee.TraineeLeft, reads=lambda r: [(trainees, r.stream)])
    def _left(self, recorded: Recorded[Trainee.TraineeLeft], rows: Rows) -> None:
        rows.change(trainees, recorded.stream, state=LEFT, left_on=recorded.event.on)

    @follows(Trainee.TraineeReturned, reads=lambda r: [(trainees, r.stream)])
    def _returned(self, recorded: Recorded[Trainee.TraineeReturned], rows: Rows) -> None:
        rows.change(trainees, recorded.stream, state=PRESENT, left_on=None)

    @follows(Trainee.TraineeForgotten, reads=lambda r: [(trainees, r.stream)])
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        if rows.get(trainees, recorded.stream):
            rows.change(trainees, recorded.stream, state=FORGOTTEN)

    @follows(Trainee.PastTrainingRecorded)
    def _past_recorded(self, recorded: Recorded[Trainee.PastTrainingRecorded], rows: Rows) -> None:
        event, id = recorded.event, f"{recorded.stream}/{recorded.version}"
        of = {"company": recorded.company, "trainee": recorded.stream, "training": event.course}
        rows.put(taken, id, **of)
        rows.put(
            past_trainings,
            id,
            **of,
            title=event.title,
            language=event.language,
            completed_on=event.completed_on,
            renewal_on=event.renewal_on,
            number=event.number,
        )

    @follows(Trainee.MergedInto, reads=lambda r: [(trainees, r.stream), (trainees, r.event.survivor)])
    def _merged(self, recorded: Recorded[Trainee.MergedInto], rows: Rows) -> None:
        survivor = recorded.event.survivor
        double, row = rows.get(trainees, recorded.stream), rows.get(trainees, survivor)
        if double and row:
            sums = {name: row[name] + double[name] for name in ("registrations", "passed")}
            rows.change(trainees, survivor, **sums)
        rows.remove(trainees, recorded.stream)
        for table in (past_trainings, taken):
            for moved in rows.where(table, trainee=recorded.stream):
                rows.change(table, moved["id"], trainee=survivor)

    @follows(Enrolment.TraineeEnrolled, reads=lambda r: [(trainees, r.event.trainee.id)])
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        of = {"company": event.company, "trainee": event.trainee.id, "training": event.course}
        rows.put(taken, recorded.stream, **of)
        _count_registrations(rows, event.trainee.id, 1)

    @follows(Enrolment.EnrolmentCancelled, reads=lambda r: [(taken, r.stream)])
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        enrolment = rows.get(taken, recorded.stream)
        if enrolment:
            _count_registrations(rows, enrolment["trainee"], -1)
            rows.remove(taken, recorded.stream)

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(taken, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        event = recorded.event
        rows.change(taken, recorded.stream, trainee=event.trainee.id)
        _count_registrations(rows, event.previous, -1)
        _count_registrations(rows, event.trainee.id, 1)

    @follows(Enrolment.TrainingPassed, reads=lambda r: [(taken, r.stream)])
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        enrolment = rows.get(taken, recorded.stream)
        row = rows.get(trainees, enrolment["trainee"]) if enrolment else None
        if row:
            rows.change(trainees, row["id"], passed=row["passed"] + 1)


def _count_registrations(rows: Rows, trainee: str, step: int) -> None:
    row = rows.get(trainees, trainee)
    if row:
        rows.change(trainees, trainee, registrations=row["registrations"] + step)


def _named(person: Person) -> dict[str, Any]:
    """Every column that says who somebody is."""
    names = f"{person.last_name} {person.first_name}"
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "identifier": person.identifier,
        "email": person.email,
        "sort_name": folded(names),
        **searchable(f"{names} {person.identifier}"),
    }


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's trainees, by state (`STATES`) when the question says one.

    The filter `training` keeps those who brought it along, or are or were registered for it.
    """
    training = wanted.filters.get("training", "")
    narrowed = _concerned(tx, company, training) if training else None
    return page_of(tx, trainees, trainees.c.company == company, wanted, SORTS, narrowed=narrowed)


def _concerned(tx: sa.Connection, company: str, training: str) -> sa.ColumnElement[bool]:
    """Whether a trainee of a company has to do with a training: few are named, many looked up one by one."""
    theirs = sa.and_(taken.c.company == company, taken.c.training == training)
    ids = sa.select(taken.c.trainee).where(theirs).distinct().order_by(taken.c.trainee)
    few = tx.scalars(ids.limit(FEW + 1)).all()
    if len(few) <= FEW:
        return among(trainees.c.id, few)
    return sa.exists().where(theirs, taken.c.trainee == trainees.c.id)


def titles_of_past(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings that a company's trainees brought along, title by training id, for the filter."""
    return words_of(tx, past_trainings, past_trainings.c.company == company, "training", "title")


def page_on(
    tx: sa.Connection, company: str, on: date, known_before: datetime | None, wanted: Wanted
) -> Found:
    """One page of who was with a company on a day; of a past one, registered before its end.

    Whoever was forgotten is nobody any more, on no day.
    """
    there = sa.and_(
        trainees.c.company == company,
        sa.or_(trainees.c.left_on.is_(None), trainees.c.left_on > on),
        trainees.c.state != FORGOTTEN,
    )
    if known_before is not None:
        there = sa.and_(there, trainees.c.registered_at < known_before)
    return page_of(tx, trainees, there, wanted, SORTS)


def page_of_present(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of the trainees who can be registered: those who did not leave."""
    mine, present = trainees.c.company == company, trainees.c.state == PRESENT
    return page_of(tx, trainees, mine, wanted, SORTS, narrowed=present)


def counts_by_state(
    tx: sa.Connection, company: str, search: str = "", matching: Sequence[str] | None = None
) -> dict[str, int]:
    """How many trainees of a company are present and how many have left; see `Found.matching`."""
    return counts_by(tx, trainees, trainees.c.company == company, "state", search, matching)


def past_trainings_of(tx: sa.Connection, company: str, trainee: str) -> Sequence[sa.RowMapping]:
    """The trainings that a trainee of a company brought along, the newest first."""
    theirs = sa.and_(past_trainings.c.company == company, past_trainings.c.trainee == trainee)
    newest = (past_trainings.c.completed_on.desc(), past_trainings.c.id)
    return tx.execute(sa.select(past_trainings).where(theirs).order_by(*newest)).mappings().all()


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


def few_found_by(tx: sa.Connection, company: str, search: str) -> Sequence[str] | None:
    """The ids of a company's trainees whom a search finds; None when these are many."""
    return few_found(tx, trainees, trainees.c.company == company, search)


def found_by(company: str, search: str) -> Among:
    """Whether somebody is among a company's many trainees whom a search finds, looked up one by one."""
    found = sa.and_(trainees.c.company == company, holds(trainees.c.search, search))
    one = sa.select(sa.literal(1)).limit(1)
    return lambda id: one.where(trainees.c.id == id, found).scalar_subquery() == sa.literal(1)


def names_of(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The names of some trainees of a company by id."""
    question = sa.select(trainees.c.id, trainees.c.first_name, trainees.c.last_name)
    mine = question.where(trainees.c.company == company, among(trainees.c.id, ids))
    return {row.id: f"{row.first_name} {row.last_name}" for row in tx.execute(mine)}


def without_email(tx: sa.Connection, company: str) -> int:
    """How many trainees of a company have no e-mail address."""
    mine = sa.and_(trainees.c.company == company, trainees.c.email == "")
    return count_of(tx, trainees, mine)


def trainees_with_email(tx: sa.Connection, email: str, limit: int = 5) -> Sequence[str]:
    """Who has an e-mail address, by ids; case does not matter. For mail to them alone.

    So many of each company are named, so that none can crowd out another one's trainees.
    """
    same = sa.func.lower(trainees.c.email) == email.lower()
    place = sa.func.row_number().over(partition_by=trainees.c.company, order_by=trainees.c.id).label("place")
    ranked = sa.select(trainees.c.id, place).where(same).subquery()
    first = sa.select(ranked.c.id).where(ranked.c.place <= limit).order_by(ranked.c.place, ranked.c.id)
    return tx.scalars(first.limit(10 * limit)).all()


def past_trainings_known(
    tx: sa.Connection, company: str, trainees: Sequence[str]
) -> set[tuple[str, str, date]]:
    """Which past trainings of some trainees are recorded: trainee, training, day of completion."""
    past = past_trainings.c
    theirs = sa.select(past.trainee, past.training, past.completed_on)
    found = tx.execute(theirs.where(past.company == company, among(past.trainee, trainees)))
    return {(row[0], row[1], row[2]) for row in found}
