"""The history of each certificate: every version with what it prints, and all that was asked and decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata

history = sa.Table(
    "view_certificate_history",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("certificate", sa.Text, nullable=False, index=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("event", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("version", sa.Integer),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("company_name", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("at", Instant, nullable=False),
)
"""One row for each event. `kind` is issued, amended, asked, declined, revoked or merged; `version` is that of
the certificate, for what made one. Names and code are empty where nothing was printed or asked."""

_KINDS: dict[type, str] = {
    Certificate.CertificateIssued: "issued",
    Certificate.NameAmended: "amended",
    Certificate.AmendmentAsked: "asked",
    Certificate.AmendmentDeclined: "declined",
    Certificate.AmendmentWithdrawn: "withdrawn",
    Certificate.CertificateRevoked: "revoked",
    Certificate.HolderMerged: "merged",
}
_MOST_VERSIONS = 2**31
"""No database counts further than an integer of its own."""
_PRINTED = ("first_name", "last_name", "company_name")


class CertificateHistory(Projection):
    """What became of each certificate, event by event."""

    name = "certificate_history"
    tables = (history,)

    @follows(Certificate.CertificateIssued)
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.NameAmended)
    def _amended(self, recorded: Recorded[Certificate.NameAmended], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.AmendmentAsked)
    def _asked(self, recorded: Recorded[Certificate.AmendmentAsked], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.AmendmentDeclined)
    def _declined(self, recorded: Recorded[Certificate.AmendmentDeclined], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.AmendmentWithdrawn)
    def _withdrawn(self, recorded: Recorded[Certificate.AmendmentWithdrawn], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.CertificateRevoked)
    def _revoked(self, recorded: Recorded[Certificate.CertificateRevoked], rows: Rows) -> None:
        _note(rows, recorded)

    @follows(Certificate.HolderMerged)
    def _merged(self, recorded: Recorded[Certificate.HolderMerged], rows: Rows) -> None:
        _note(rows, recorded)


def _note(rows: Rows, recorded: Recorded[Any]) -> None:
    rows.put(history, f"{recorded.stream}/{recorded.version}", **told(recorded))


def told(recorded: Recorded[Any]) -> dict[str, Any]:
    """What an event of a certificate says, as a row of the view without its id."""
    event = recorded.event
    printed = getattr(event, "printed", None)
    return {
        "certificate": recorded.stream,
        "company": recorded.company,
        "event": recorded.version,
        "kind": _KINDS[type(event)],
        "version": 1 if printed and recorded.version == 1 else getattr(event, "certificate_version", None),
        "code": getattr(event, "code", ""),
        "first_name": printed.first_name if printed else "",
        "last_name": printed.last_name if printed else "",
        "company_name": getattr(event, "company_name", ""),
        "actor": recorded.actor,
        "reason": getattr(event, "reason", ""),
        "at": recorded.recorded_at,
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an amendment changes: first_name, last_name or company_name, from what to what."""

    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a certificate's history, with what it changed, or would have changed."""

    row: Mapping[str, Any] | sa.RowMapping
    changes: tuple[Change, ...] = ()


def steps(rows: Sequence[Mapping[str, Any] | sa.RowMapping]) -> list[Step]:
    """What each event of one certificate changed. The rows begin with the first event."""
    found: list[Step] = []
    printed = rows[0] if rows else None
    for row in rows:
        names = _PRINTED if printed is not None and row["kind"] in ("amended", "asked") else ()
        changed = [Change(name, printed[name], row[name]) for name in names]  # type: ignore[index]
        found.append(Step(row, tuple(one for one in changed if one.old != one.new)))
        printed = row if row["kind"] == "amended" else printed
    return found


def history_of(tx: sa.Connection, company: str, certificate: str) -> Sequence[sa.RowMapping]:
    """What became of a certificate of a company, the first event first."""
    mine = sa.select(history).where(history.c.company == company, history.c.certificate == certificate)
    return tx.execute(mine.order_by(history.c.event)).mappings().all()


def version_of(tx: sa.Connection, certificate: str, version: int) -> sa.RowMapping | None:
    """What one version of a certificate prints; ask for the certificate itself first, by its owner."""
    if not 0 < version < _MOST_VERSIONS:
        return None
    asked = sa.select(history).where(history.c.certificate == certificate, history.c.version == version)
    return tx.execute(asked).mappings().first()


def happened(tx: sa.Connection, certificate: str, event: int) -> sa.RowMapping | None:
    """One event of a certificate, by its version in the stream; for letters."""
    asked = sa.select(history).where(history.c.id == f"{certificate}/{event}")
    return tx.execute(asked).mappings().first()


def asked_before(tx: sa.Connection, certificate: str, event: int) -> sa.RowMapping | None:
    """What was asked for last before one event of a certificate; for letters."""
    asked = sa.select(history).where(
        history.c.certificate == certificate, history.c.kind == "asked", history.c.event < event
    )
    return tx.execute(asked.order_by(history.c.event.desc()).limit(1)).mappings().first()
