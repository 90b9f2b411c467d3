"""The manager's dashboard: how many trainees, registrations, and passed trainings the company has."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from ..aggregates.account import Account
from ..aggregates.certificate import Certificate
from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata

counts = sa.Table(
    "view_dashboard",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("trainees", sa.Integer, nullable=False),
    sa.Column("not_started", sa.Integer, nullable=False),
    sa.Column("in_progress", sa.Integer, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False),
)
gone = sa.Table("view_dashboard_gone", metadata, sa.Column("id", sa.Text, primary_key=True))
"""The trainees who are counted no more: doubles that were merged, and whoever was forgotten."""

passed = sa.Table(
    "view_dashboard_passed",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("passed", sa.Integer, nullable=False),
)


class Dashboard(Projection):
    """The numbers on each company's dashboard."""

    name = "dashboard"
    tables = (counts, gone, passed)

    @follows(Account.AccountOpened)
    def _opened(self, recorded: Recorded[Account.AccountOpened], rows: Rows) -> None:
        rows.put(counts, recorded.event.company, trainees=0, not_started=0, in_progress=0, failed=0)

    @follows(Trainee.TraineeRegistered, reads=lambda r: [(counts, r.company)])
    def _registered(self, recorded: Recorded[Trainee.TraineeRegistered], rows: Rows) -> None:
        _count(rows, recorded.company, trainees=1)

    @follows(Trainee.MergedInto, reads=lambda r: [(counts, r.company), (gone, r.stream)])
    def _merged(self, recorded: Recorded[Trainee.MergedInto], rows: Rows) -> None:
        _count_no_more(rows, recorded)

    @follows(Trainee.TraineeForgotten, reads=lambda r: [(counts, r.company), (gone, r.stream)])
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        _count_no_more(rows, recorded)

    @follows(Enrolment.TraineeEnrolled, reads=lambda r: [(counts, r.company)])
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        _count(rows, recorded.company, not_started=1)

    @follows(Enrolment.TrainingStarted, reads=lambda r: [(counts, r.company)])
    def _started(self, recorded: Recorded[Enrolment.TrainingStarted], rows: Rows) -> None:
        _count(rows, recorded.company, not_started=-1, in_progress=1)

    @follows(Enrolment.TrainingPassed, reads=lambda r: [(counts, r.company)])
    def _passed(self, recorded: Recorded[Enrolment.TrainingPassed], rows: Rows) -> None:
        _count(rows, recorded.company, in_progress=-1)

    @follows(Enrolment.TrainingFailed, reads=lambda r: [(counts, r.company)])
    def _failed(self, recorded: Recorded[Enrolment.TrainingFailed], rows: Rows) -> None:
        _count(rows, recorded.company, in_progress=-1, failed=1)

    @follows(Enrolment.EnrolmentCancelled, reads=lambda r: [(counts, r.company)])
    def _cancelled(self, recorded: Recorded[Enrolment.EnrolmentCancelled], rows: Rows) -> None:
        _count(rows, recorded.company, not_started=-1)

    @follows(
        Certificate.CertificateIssued,
        reads=lambda r: [(passed, f"{r.company}/{r.event.completed_on.year}")],
    )
    def _certified(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        year = recorded.event.completed_on.year
        key = f"{recorded.company}/{year}"
        before = rows.get(passed, key)
        count = before["passed"] + 1 if before else 1
        rows.put(passed, key, company=recorded.company, year=year, passed=count)


def _count_no_more(rows: Rows, recorded: Recorded[Any]) -> None:
    """Take a trainee out of the count, once."""
    if rows.get(gone, recorded.stream) is None:
        rows.put(gone, recorded.stream)
        _count(rows, recorded.company, trainees=-1)


def _count(rows: Rows, company: str, **steps: int) -> None:
    row = rows.get(counts, company)
    if row:
        rows.change(counts, company, **{name: row[name] + step for name, step in steps.items()})


def numbers(tx: sa.Connection, company: str, year: int) -> dict[str, int]:
    """A company's numbers; `passed` counts the trainings passed in a year of the provider's calendar."""
    row = tx.execute(sa.select(counts).where(counts.c.id == company)).mappings().first()
    found = {name: row[name] if row else 0 for name in ("trainees", "not_started", "in_progress", "failed")}
    this_year = sa.select(passed.c.passed).where(passed.c.id == f"{company}/{year}")
    return {**found, "passed": tx.scalar(this_year) or 0}


def trainees_registered(tx: sa.Connection, company: str) -> int:
    """How many trainees a company has registered, for the count in the navigation."""
    return tx.scalar(sa.select(counts.c.trainees).where(counts.c.id == company)) or 0


def trainees_by_company(tx: sa.Connection, companies: Sequence[str]) -> dict[str, int]:
    """How many trainees each of some companies has registered; for staff only."""
    statement = sa.select(counts.c.id, counts.c.trainees).where(counts.c.id.in_(companies))
    return {id: count for id, count in tx.execute(statement)}
