"""The public page that says whether a certificate is genuine and still valid."""

from datetime import date

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata

verifications = sa.Table(
    "view_certificate_verification",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("printed_name", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("renewal_on", sa.Date),
)


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
        )


def verification(tx: sa.Connection, code: str) -> sa.RowMapping | None:
    """What the certificate with a verification code says; anybody who has the code may ask."""
    return tx.execute(sa.select(verifications).where(verifications.c.id == code)).mappings().first()


def is_valid(row: sa.RowMapping, today: date) -> bool:
    """Whether the certificate still counts on a day: its renewal date is the last day that does."""
    return row["renewal_on"] is None or bool(today <= row["renewal_on"])
