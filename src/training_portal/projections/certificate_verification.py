"""The public page that says whether a certificate is genuine and still valid."""

from datetime import date

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata

verifications = sa.Table(
    "view_certificate_verification",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("certificate", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("printed_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("renewal_on", sa.Date),
    sa.Column("superseded_at", Instant),
    sa.Column("revoked_at", Instant),
)
"""One row for each version's code. `superseded_at` is when the next version replaced this one."""


class CertificateVerification(Projection):
    """Each verification code, with what its certificate says."""

    name = "certificate_verification"
    tables = (verifications,)

    @follows(Certificate.CertificateIssued)
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            verifications,
            event.code,
            certificate=recorded.stream,
            number=event.number,
            printed_name=event.printed.full_name,
            title=event.title,
            language=event.language,
            completed_on=event.completed_on,
            renewal_on=event.renewal_on,
            superseded_at=None,
            revoked_at=None,
        )

    @follows(Certificate.NameAmended)
    def _amended(self, recorded: Recorded[Certificate.NameAmended], rows: Rows) -> None:
        event = recorded.event
        for row in rows.where(verifications, certificate=recorded.stream, superseded_at=None):
            rows.change(verifications, row["id"], superseded_at=event.timestamp)
            facts = {name: value for name, value in row.items() if name != "id"}
            rows.put(verifications, event.code, **{**facts, "printed_name": event.printed.full_name})

    @follows(Certificate.CertificateRevoked)
    def _revoked(self, recorded: Recorded[Certificate.CertificateRevoked], rows: Rows) -> None:
        for row in rows.where(verifications, certificate=recorded.stream):
            rows.change(verifications, row["id"], revoked_at=recorded.event.timestamp)


def verification(tx: sa.Connection, code: str) -> sa.RowMapping | None:
    """What the certificate with a verification code says; anybody who has the code may ask."""
    return tx.execute(sa.select(verifications).where(verifications.c.id == code)).mappings().first()


def standing(row: sa.RowMapping, today: date) -> str:
    """How the paper with a code stands on a day: revoked, superseded, expired or valid.

    The renewal date is the last day that counts.
    """
    if row["revoked_at"]:
        return "revoked"
    if row["superseded_at"]:
        return "superseded"
    return "expired" if row["renewal_on"] and today > row["renewal_on"] else "valid"
