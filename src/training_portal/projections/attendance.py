"""Attendance: what each trainee has really done at a training, from the first connection on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from ..aggregates.enrolment import LONGEST_PAUSE_SECONDS, Enrolment, EnrolmentState
from ..aggregates.root import Event
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata

attendances = sa.Table(
    "view_attendance",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False, index=True),
    sa.Column("trainee", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("package", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("started_at", Instant),
    sa.Column("last_seen_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Column("seconds", sa.Integer, nullable=False),
    sa.Column("connections", sa.Integer, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
)
connections = sa.Table(
    "view_attendance_connections",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("enrolment", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("ended_at", Instant, nullable=False),
    sa.Column("seconds", sa.Integer, nullable=False),
)
modules = sa.Table(
    "view_attendance_modules",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("enrolment", sa.Text, nullable=False, index=True),
    sa.Column("module", sa.Text, nullable=False),
    sa.Column("completed_at", Instant, nullable=False),
)
tests = sa.Table(
    "view_attendance_tests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("enrolment", sa.Text, nullable=False, index=True),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("handed_in_at", Instant, nullable=False),
    sa.Column("right", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("percent", sa.Integer, nullable=False),
)
_PAUSE = timedelta(seconds=LONGEST_PAUSE_SECONDS)


def _own_row(recorded: Recorded[Event]) -> list[tuple[sa.Table, str]]:
    return [(attendances, recorded.stream)]


class Attendance(Projection):
    """Each registration with its connections, finished modules and tests handed in.

    A connection is a stretch of study in one session of the trainee without a pause.
    """

    name = "attendance"
    tables = (attendances, connections, modules, tests)

    @follows(Enrolment.TraineeEnrolled)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            attendances,
            recorded.stream,
            company=event.company,
            order=event.order,
            trainee=event.trainee.id,
            title=event.title,
            language=event.language,
            package="",
            state=EnrolmentState.NOT_STARTED.value,
            seconds=0,
            connections=0,
            session="",
        )

    @follows(Enrolment.TraineeReplaced, reads=_own_row)
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        rows.change(attendances, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Enrolment.TraineeMerged, reads=_own_row)
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        rows.change(attendances, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Enrolment.EnrolmentCancelled, reads=_own_row)
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        rows.change(attendances, recorded.stream, state=EnrolmentState.CANCELLED.value)

    @follows(Enrolment.TrainingStarted, reads=_own_row)
    def _started(self, recorded: Recorded[Enrolment.TrainingStarted], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(
            attendances,
            recorded.stream,
            state=EnrolmentState.IN_PROGRESS.value,
            package=recorded.event.package,
            started_at=at,
            last_seen_at=at,
        )

    @follows(Enrolment.TimeSpent, reads=_own_row)
    def _time_spent(self, recorded: Recorded[Enrolment.TimeSpent], rows: Rows) -> None:
        event, row = recorded.event, rows.get(attendances, recorded.stream)
        if row is None:
            return
        goes_on = row["session"] == event.session and event.timestamp - row["last_seen_at"] <= _PAUSE
        number = row["connections"] if goes_on else row["connections"] + 1
        key = f"{recorded.stream}/{number}"
        before = rows.get(connections, key) if goes_on else None
        rows.put(
            connections,
            key,
            enrolment=recorded.stream,
            number=number,
            began_at=before["began_at"] if before else event.timestamp,
            ended_at=event.timestamp,
            seconds=(before["seconds"] if before else 0) + event.seconds,
        )
        rows.change(
            attendances,
            recorded.stream,
            seconds=row["seconds"] + event.seconds,
            connections=number,
            session=event.session,
            last_seen_at=event.timestamp,
        )

    @follows(Enrolment.ModuleCompleted)
    def _module_completed(self, recorded: Recorded[Enrolment.ModuleCompleted], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            modules,
            f"{recorded.stream}/{event.module}",
            enrolment=recorded.stream,
            module=event.module,
            completed_at=event.timestamp,
        )

    @follows(Enrolment.TestHandedIn)
    def _handed_in(self, recorded: Recorded[Enrolment.TestHandedIn], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            tests,
            f"{recorded.stream}/{event.attempt}",
            enrolment=recorded.stream,
            attempt=event.attempt,
            handed_in_at=event.timestamp,
            right=event.right,
            total=event.total,
            percent=event.percent,
        )

    @follows(Enrolment.TrainingPassed, reads=_own_row)
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(attendances, recorded.stream, state=EnrolmentState.PASSED.value, finished_at=at)

    @follows(Enrolment.TrainingFailed, reads=_own_row)
    def _failed(self, recorded: Recorded[Enrolment.TrainingFailed], rows: Rows) -> None:
        at = recorded.event.timestamp
        rows.change(attendances, recorded.stream, state=EnrolmentState.FAILED.value, finished_at=at)


@dataclass(frozen=True, slots=True)
class Attended:
    """One registration's row with its connections in order, modules and tests as they were finished."""

    row: sa.RowMapping
    connections: Sequence[sa.RowMapping]
    modules: Sequence[sa.RowMapping]
    tests: Sequence[sa.RowMapping]


def attended(tx: sa.Connection, company: str, enrolments: Sequence[str]) -> list[Attended]:
    """What was done at registrations of a company, by one question for each table; others' are left out.

    Connections in which no time was counted are left out.
    """
    a = attendances.c
    mine = sa.select(attendances).where(a.company == company, a.id.in_(enrolments)).order_by(a.id)
    rows = tx.execute(mine).mappings().all()
    ids = [row["id"] for row in rows]
    stretches = _by_enrolment(tx, connections, ids, connections.c.number)
    finished = _by_enrolment(tx, modules, ids, modules.c.completed_at)
    handed_in = _by_enrolment(tx, tests, ids, tests.c.attempt)
    return [
        Attended(
            row,
            [one for one in stretches.get(row["id"], ()) if one["seconds"]],
            finished.get(row["id"], ()),
            handed_in.get(row["id"], ()),
        )
        for row in rows
    ]


def begun_of_order(tx: sa.Connection, company: str, order: str) -> Sequence[str]:
    """The registrations of an order at which something was done, by their ids."""
    a = attendances.c
    mine = sa.select(a.id).where(a.company == company, a.order == order, a.started_at.is_not(None))
    return tx.scalars(mine.order_by(a.id)).all()


def _by_enrolment(
    tx: sa.Connection, table: sa.Table, ids: Sequence[str], order: sa.ColumnElement[object]
) -> dict[str, list[sa.RowMapping]]:
    found: dict[str, list[sa.RowMapping]] = {}
    statement = sa.select(table).where(table.c.enrolment.in_(ids)).order_by(order, table.c.id)
    for row in tx.execute(statement).mappings():
        found.setdefault(row["enrolment"], []).append(row)
    return found
