"""My trainings: what one trainee is registered for, with progress, result and certificate."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..aggregates.root import Event
from ..event_store.lists import words_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import among
from ..event_store.tables import Instant, metadata

my_trainings = sa.Table(
    "view_my_trainings",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("registered_at", Instant, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("last_seen_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Column("modules", sa.Integer, nullable=False),
    sa.Column("modules_done", sa.Integer, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("attempts_used", sa.Integer, nullable=False),
    sa.Column("percent", sa.Integer),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("renewal_on", sa.Date),
    sa.Index("ix_view_my_trainings_company_training", "company", "training"),
)


def _own_row(recorded: Recorded[Event]) -> list[tuple[sa.Table, str]]:
    return [(my_trainings, recorded.stream)]


class MyTrainings(Projection):
    """Each registration, as its trainee sees it."""

    name = "my_trainings"
    tables = (my_trainings,)

    @follows(Enrolment.TraineeEnrolled)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            my_trainings,
            recorded.stream,
            company=event.company,
            trainee=event.trainee.id,
            order=event.order,
            training=event.course,
            title=event.title,
            language=event.language,
            months=event.months,
            state=EnrolmentState.NOT_STARTED.value,
            registered_at=event.timestamp,
            started_at=None,
            last_seen_at=None,
            finished_at=None,
            modules=0,
            modules_done=0,
            seconds=0,
            attempts_used=0,
            percent=None,
            certificate="",
            renewal_on=None,
        )

    @follows(Enrolment.TrainingStarted, reads=_own_row)
    def _started(self, recorded: Recorded[Enrolment.TrainingStarted], rows: Rows) -> None:
        outline, at = recorded.event.outline, recorded.event.timestamp
        rows.change(
            my_trainings,
            recorded.stream,
            state=EnrolmentState.IN_PROGRESS.value,
            started_at=at,
            last_seen_at=at,
            modules=len(outline.modules),
        )

    @follows(Enrolment.TimeSpent, reads=_own_row)
    def _time_spent(self, recorded: Recorded[Enrolment.TimeSpent], rows: Rows) -> None:
        row = rows.get(my_trainings, recorded.stream)
        if row:
            seconds = row["seconds"] + recorded.event.seconds
            rows.change(my_trainings, recorded.stream, seconds=seconds, last_seen_at=recorded.event.timestamp)

    @follows(Enrolment.ModuleCompleted, reads=_own_row)
    def _module_completed(self, recorded: Recorded[Enrolment.ModuleCompleted], rows: Rows) -> None:
        row = rows.get(my_trainings, recorded.stream)
        if row:
            rows.change(my_trainings, recorded.stream, modules_done=row["modules_done"] + 1)

    @follows(Enrolment.TestHandedIn, reads=_own_row)
    def _handed_in(self, recorded: Recorded[Enrolment.TestHandedIn], rows: Rows) -> None:
        event = recorded.event
        rows.change(my_trainings, recorded.stream, attempts_used=event.attempt, percent=event.percent)

    @follows(Enrolment.TrainingPassed, reads=_own_row)
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(my_trainings, recorded.stream, state=EnrolmentState.PASSED.value, finished_at=at)

    @follows(Enrolment.TrainingFailed, reads=_own_row)
    def _failed(self, recorded: Recorded[Enrolment.TrainingFailed], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(my_trainings, recorded.stream, state=EnrolmentState.FAILED.value, finished_at=at)

    @follows(Enrolment.EnrolmentCancelled, reads=_own_row)
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(my_trainings, recorded.stream, state=EnrolmentState.CANCELLED.value, finished_at=at)

    @follows(Enrolment.TraineeReplaced, reads=_own_row)
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        rows.change(my_trainings, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Enrolment.TraineeMerged, reads=_own_row)
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        rows.change(my_trainings, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Certificate.CertificateIssued, reads=lambda r: [(my_trainings, r.event.enrolment)])
    def _certified(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event = recorded.event
        rows.change(my_trainings, event.enrolment, certificate=recorded.stream, renewal_on=event.renewal_on)


def trainings_of(tx: sa.Connection, trainee: str) -> Sequence[sa.RowMapping]:
    """What a trainee is registered for, the newest registration first; nothing that was cancelled."""
    stands = my_trainings.c.state != EnrolmentState.CANCELLED.value
    return _newest_first(tx, sa.and_(my_trainings.c.trainee == trainee, stands))


def trainings_of_company_trainee(tx: sa.Connection, company: str, trainee: str) -> Sequence[sa.RowMapping]:
    """What a trainee of a company was ever registered for, as the manager asks."""
    theirs = sa.and_(my_trainings.c.trainee == trainee, my_trainings.c.company == company)
    return _newest_first(tx, theirs)


def _newest_first(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> Sequence[sa.RowMapping]:
    statement = sa.select(my_trainings).where(condition)
    newest = statement.order_by(my_trainings.c.registered_at.desc(), my_trainings.c.id)
    return tx.execute(newest).mappings().all()


def training_of(tx: sa.Connection, trainee: str, enrolment: str) -> sa.RowMapping | None:
    """One registration of a trainee."""
    mine = sa.and_(my_trainings.c.trainee == trainee, my_trainings.c.id == enrolment)
    return tx.execute(sa.select(my_trainings).where(mine)).mappings().first()


def standing(
    tx: sa.Connection, company: str, training: str, trainees: Sequence[str]
) -> Sequence[sa.RowMapping]:
    """Registrations of some trainees for a training that are under way, or passed: worth a warning."""
    states = [
        s.value for s in (EnrolmentState.NOT_STARTED, EnrolmentState.IN_PROGRESS, EnrolmentState.PASSED)
    ]
    statement = sa.select(my_trainings).where(
        my_trainings.c.company == company,
        my_trainings.c.training == training,
        my_trainings.c.trainee.in_(trainees),
        my_trainings.c.state.in_(states),
    )
    return tx.execute(statement.order_by(my_trainings.c.registered_at)).mappings().all()


def titles(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings that a company ever registered somebody for, title by training id, for the filter."""
    return words_of(tx, my_trainings, my_trainings.c.company == company, "training", "title")


def trainings_by_id(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, sa.RowMapping]:
    """Some registrations of a company by their ids."""
    some = sa.and_(my_trainings.c.company == company, among(my_trainings.c.id, ids))
    return {row["id"]: row for row in tx.execute(sa.select(my_trainings).where(some)).mappings()}
