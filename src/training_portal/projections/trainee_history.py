"""The history on a trainee's page: what happened to the person, when, and at whose command. No names."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..event_store.projection import Places, Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata

M = TypeVar("M", bound=Callable[..., None])

history = sa.Table(
    "view_trainee_history",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("occasion", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
)
"""`occasion` is the stored name of the event; `about` is a training's title or a certificate's number."""
registrations = sa.Table(
    "view_trainee_history_registrations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("title", sa.Text, nullable=False),
)
certificates = sa.Table(
    "view_trainee_history_certificates",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
)
GIVEN_AWAY = "enrolment.given_away"
"""What a replacement is to the person who is replaced."""


def _follows_each(
    *events: type[Any], reads: Callable[[Recorded[Any]], Places] | None = None
) -> Callable[[M], M]:
    """Mark a method that follows several events in the same way."""

    def mark(method: M) -> M:
        for one in events:
            follows(one, reads)(method)
        return method

    return mark


class TraineeHistory(Projection):
    """What happened to each trainee, without saying who the trainee is."""

    name = "trainee_history"
    tables = (history, registrations, certificates)

    @_follows_each(
        Trainee.TraineeRegistered,
        Trainee.DetailsCorrected,
        Trainee.TraineeLeft,
        Trainee.TraineeReturned,
        Trainee.PasswordReset,
        Trainee.DoubleAbsorbed,
        Trainee.TraineeForgotten,
    )
    def _happened(self, recorded: Recorded[Any], rows: Rows) -> None:
        _note(rows, recorded, recorded.stream)

    @follows(Trainee.PastTrainingRecorded)
    def _past_recorded(self, recorded: Recorded[Trainee.PastTrainingRecorded], rows: Rows) -> None:
        _note(rows, recorded, recorded.stream, recorded.event.title)

    @follows(Trainee.MergedInto)
    def _merged(self, recorded: Recorded[Trainee.MergedInto], rows: Rows) -> None:
        for table in (history, registrations, certificates):
            for row in rows.where(table, trainee=recorded.stream):
                rows.change(table, row["id"], trainee=recorded.event.survivor)

    @follows(Enrolment.TraineeEnrolled)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(registrations, recorded.stream, trainee=event.trainee.id, title=event.title)
        _note(rows, recorded, event.trainee.id, event.title)

    @_follows_each(
        Enrolment.TrainingStarted,
        Enrolment.TrainingPassed,
        Enrolment.TrainingFailed,
        Enrolment.EnrolmentCancelled,
        reads=lambda r: [(registrations, r.stream)],
    )
    def _went_on(self, recorded: Recorded[Any], rows: Rows) -> None:
        row = rows.get(registrations, recorded.stream)
        if row:
            _note(rows, recorded, row["trainee"], row["title"])

    @follows(Enrolment.TraineeReplaced, reads=lambda r: [(registrations, r.stream)])
    def _replaced(self, recorded: Recorded[Enrolment.TraineeReplaced], rows: Rows) -> None:
        row = rows.get(registrations, recorded.stream)
        if row:
            rows.change(registrations, recorded.stream, trainee=recorded.event.trainee.id)
            _note(rows, recorded, row["trainee"], row["title"], GIVEN_AWAY)
            _note(rows, recorded, recorded.event.trainee.id, row["title"])

    @follows(Certificate.CertificateIssued)
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(certificates, recorded.stream, trainee=event.printed.id, number=event.number)
        _note(rows, recorded, event.printed.id, event.number)

    @_follows_each(
        Certificate.NameAmended,
        Certificate.CertificateRevoked,
        reads=lambda r: [(certificates, r.stream)],
    )
    def _certificate_changed(self, recorded: Recorded[Any], rows: Rows) -> None:
        row = rows.get(certificates, recorded.stream)
        if row:
            _note(rows, recorded, row["trainee"], row["number"])


def _note(rows: Rows, recorded: Recorded[Any], trainee: str, about: str = "", occasion: str = "") -> None:
    kept = occasion or recorded.name
    rows.put(
        history,
        f"{recorded.stream}/{recorded.version}/{kept}",
        company=recorded.company,
        trainee=trainee,
        position=recorded.position,
        at=recorded.recorded_at,
        actor=recorded.actor,
        occasion=kept,
        about=about,
    )


def history_of(tx: sa.Connection, company: str, trainee: str, limit: int = 200) -> Sequence[sa.RowMapping]:
    """What happened to a trainee of a company, the newest first."""
    theirs = sa.and_(history.c.company == company, history.c.trainee == trainee)
    newest = (history.c.position.desc(), history.c.id)
    return tx.execute(sa.select(history).where(theirs).order_by(*newest).limit(limit)).mappings().all()
