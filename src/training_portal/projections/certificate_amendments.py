"""The amendments that wait for the provider: who asked for what, as staff decide on it."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..aggregates.root import Event
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata

waiting = sa.Table(
    "view_certificate_amendments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("seen", sa.Integer, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("company_name", sa.Text, nullable=False),
    sa.Column("with_record", sa.Boolean, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
)
"""One row for each certificate with an amendment that waits, by the certificate's id. `seen` is the version
of its stream."""


def _own_row(recorded: Recorded[Event]) -> list[tuple[sa.Table, str]]:
    return [(waiting, recorded.stream)]


class CertificateAmendments(Projection):
    """What managers asked that looks like another person, until it is decided."""

    name = "certificate_amendments"
    tables = (waiting,)

    @follows(Certificate.AmendmentAsked)
    def _asked(self, recorded: Recorded[Certificate.AmendmentAsked], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            waiting,
            recorded.stream,
            company=recorded.company,
            seen=recorded.version,
            first_name=event.printed.first_name,
            last_name=event.printed.last_name,
            company_name=event.company_name,
            with_record=event.with_record,
            manager=event.manager,
            asked_at=event.timestamp,
        )

    @follows(Certificate.HolderMerged, reads=_own_row)
    def _merged(self, recorded: Recorded[Certificate.HolderMerged], rows: Rows) -> None:
        if rows.get(waiting, recorded.stream):
            rows.change(waiting, recorded.stream, seen=recorded.version)

    @follows(Certificate.NameAmended)
    def _amended(self, recorded: Recorded[Certificate.NameAmended], rows: Rows) -> None:
        rows.remove(waiting, recorded.stream)

    @follows(Certificate.AmendmentDeclined)
    def _declined(self, recorded: Recorded[Certificate.AmendmentDeclined], rows: Rows) -> None:
        rows.remove(waiting, recorded.stream)

    @follows(Certificate.AmendmentWithdrawn)
    def _withdrawn(self, recorded: Recorded[Certificate.AmendmentWithdrawn], rows: Rows) -> None:
        rows.remove(waiting, recorded.stream)

    @follows(Certificate.CertificateRevoked)
    def _revoked(self, recorded: Recorded[Certificate.CertificateRevoked], rows: Rows) -> None:
        rows.remove(waiting, recorded.stream)


def amendments_waiting(tx: sa.Connection, limit: int, offset: int = 0) -> Sequence[sa.RowMapping]:
    """The amendments that wait, the oldest first; for staff only."""
    oldest = sa.select(waiting).order_by(waiting.c.asked_at, waiting.c.id)
    return tx.execute(oldest.limit(limit).offset(offset)).mappings().all()


def amendments_count(tx: sa.Connection) -> int:
    """How many amendments wait; for staff only."""
    return tx.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0


def amendment_waiting(tx: sa.Connection, certificate: str) -> sa.RowMapping | None:
    """The amendment of a certificate that waits; ask for the certificate itself first, by its owner."""
    return tx.execute(sa.select(waiting).where(waiting.c.id == certificate)).mappings().first()


def amendments_among(tx: sa.Connection, certificates: Sequence[str]) -> set[str]:
    """Which of some certificates have an amendment that waits; their owner asked for them."""
    return set(tx.scalars(sa.select(waiting.c.id).where(waiting.c.id.in_(certificates))))
