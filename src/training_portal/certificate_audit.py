"""A certificate replayed from its own events: what it printed when, who changed it, and the proof."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from .aggregates.certificate import Certificate
from .certificate_papers import certificate_pdf
from .clock import day_of
from .errors import Refusal
from .event_store.history import of_stream, places_of
from .event_store.recorded import Recorded
from .portal import Portal
from .projections.certificate_history import Change, steps, told
from .projections.certified_trainees import certificate_for_letter, status_on
from .projections.managers import names_of
from .projections.staff import staff_member
from .projections.trainees import trainee_himself


class NotIssuedYet(Refusal):
    """A certificate is audited from the day of its issue on."""

    words = "The certificate was issued on %(day)s only."


@dataclass(frozen=True, slots=True)
class AuditedVersion:
    """A version: what it prints, its code, from and until when it stood, its document's SHA-256."""

    version: int
    first_name: str
    last_name: str
    company_name: str
    code: str
    since: datetime
    until: datetime | None
    sha256: str


@dataclass(frozen=True, slots=True)
class AuditedEvent:
    """An event: its place in the chain and its digest there, who caused it, and what it changed."""

    position: int
    event: int
    kind: str
    at: datetime
    actor: str
    who: str
    changes: tuple[Change, ...]
    reason: str
    chain: str


@dataclass(frozen=True, slots=True)
class CertificateAudit:
    """A certificate as it stood at the end of a day. `status` is one of the list's STATUSES.

    `newer` is the number of the certificate that took its place, "" while none had.
    """

    certificate: str
    number: str
    as_of: date
    status: str
    newer: str
    title: str
    completed_on: date
    renewal_on: date | None
    versions: tuple[AuditedVersion, ...]
    events: tuple[AuditedEvent, ...]

    def as_json(self) -> dict[str, Any]:
        """The audit in plain JSON values; days and instants as ISO 8601 text."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain


def audit_certificate(portal: Portal, certificate: str, day: date) -> CertificateAudit:
    """Replay a certificate's stream up to the end of a day of the provider's. Errors: NotIssuedYet.

    A version whose document nobody has asked for yet is rendered, and kept from now on.
    """
    with portal.reading() as tx:
        recorded = of_stream(tx, portal.store.shelf, certificate)
        places = places_of(tx, certificate)
        names = {one.actor: name_of_actor(tx, one.actor) for one in recorded}
    zone = portal.settings.time_zone
    issued: Certificate.CertificateIssued = recorded[0].event
    known = [one for one in recorded if day_of(one.recorded_at, zone) <= day]
    if not known:
        raise NotIssuedYet(day=day_of(recorded[0].recorded_at, zone))
    rows = [told(one) for one in known]
    revoked = next((row["at"] for row in rows if row["kind"] == "revoked"), None)
    newer = _newer(portal, certificate, day)
    stands = {"revoked_at": revoked, "superseded_by": newer, "renewal_on": issued.renewal_on}
    return CertificateAudit(
        certificate,
        issued.number,
        day,
        status_on(stands, day),
        newer,
        issued.title,
        issued.completed_on,
        issued.renewal_on,
        _versions(portal, recorded[0], rows),
        tuple(
            AuditedEvent(
                one.position,
                one.version,
                step.row["kind"],
                one.recorded_at,
                one.actor,
                names[one.actor],
                step.changes,
                step.row["reason"],
                places[one.version],
            )
            for one, step in zip(known, steps(rows), strict=True)
        ),
    )


def _newer(portal: Portal, certificate: str, day: date) -> str:
    """The number of the certificate that the same person had earned for the same training by then."""
    with portal.reading() as tx:
        row = certificate_for_letter(tx, certificate)
        newer = certificate_for_letter(tx, row["superseded_by"]) if row and row["superseded_by"] else None
        if newer is None:
            return ""
        issued = of_stream(tx, portal.store.shelf, newer["id"])[0].recorded_at
    return str(newer["number"]) if day_of(issued, portal.settings.time_zone) <= day else ""


def name_of_actor(tx: sa.Connection, actor: str) -> str:
    """Who somebody is, for the provider; commands of the command line and of jobs have no person."""
    manager = names_of(tx, [actor]).get(actor)
    if manager is not None:
        return f"{manager} (manager {actor})"
    for kind, question in _PEOPLE.items():
        person = question(tx, actor)
        if person is not None:
            return f"{person['first_name']} {person['last_name']} ({kind} {actor})".strip()
    return actor


_PEOPLE = {"staff": staff_member, "trainee": trainee_himself}


def _versions(
    portal: Portal, first: Recorded[Any], rows: Sequence[Mapping[str, Any]]
) -> tuple[AuditedVersion, ...]:
    printed = [row for row in rows if row["version"]]
    ends = [*(row["at"] for row in printed[1:]), None]
    issued = first.event
    same = ("number", "title", "language", "completed_on", "duration_minutes", "renewal_on", "months")
    facts = {"id": first.stream, **{name: getattr(issued, name) for name in same}}
    return tuple(
        AuditedVersion(
            row["version"],
            row["first_name"],
            row["last_name"],
            row["company_name"],
            row["code"],
            row["at"],
            until,
            sha256(certificate_pdf(portal, {**row, **facts})).hexdigest(),
        )
        for row, until in zip(printed, ends, strict=True)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
