"""The story of a certificate as its manager reads it: versions, and who changed what and when."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.certificate_papers import document_name
from training_portal.documents.kept import kept_digests
from training_portal.http.current import portal
from training_portal.projections.certificate_history import Step, history_of, steps
from training_portal.projections.managers import names_in


@dataclass(frozen=True, slots=True)
class Version:
    """One version: what it prints, from when on, until when (None: it stands), and its document's SHA-256."""

    number: int
    code: str
    name: str
    company_name: str
    since: datetime
    until: datetime | None
    digest: str


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the history in words: when, what happened, by whom, and the changes (what, old, new)."""

    at: datetime
    what: str
    who: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Story:
    """The versions of a certificate, the newest first, and its history, the newest first."""

    versions: tuple[Version, ...]
    history: tuple[Told, ...]


def story_of(tx: sa.Connection, certificate: sa.RowMapping) -> Story:
    """The story of a certificate, a row of its view."""
    rows = history_of(tx, certificate["company"], certificate["id"])
    printed = [row for row in rows if row["version"]]
    names = [document_name(certificate["id"], row["version"]) for row in printed]
    digests = kept_digests(tx, names)
    ends = [*(row["at"] for row in printed[1:]), None]
    versions = [
        Version(
            row["version"],
            row["code"],
            f"{row['first_name']} {row['last_name']}",
            row["company_name"],
            row["at"],
            until,
            digests.get(name, ""),
        )
        for row, until, name in zip(printed, ends, names, strict=True)
    ]
    people = names_in(tx, certificate["company"], [row["actor"] for row in rows])
    history = [_told(step, people) for step in steps(rows)]
    return Story(tuple(reversed(versions)), tuple(reversed(history)))


def _told(step: Step, people: dict[str, str]) -> Told:
    row = step.row
    labels = {
        "first_name": gettext("First name"),
        "last_name": gettext("Last name"),
        "company_name": gettext("Company"),
    }
    changes = tuple((labels[change.what], change.old, change.new) for change in step.changes)
    what = {
        "issued": gettext("Issued, because the training was passed"),
        "amended": gettext("Amended: version %(version)s", version=row["version"]),
        "asked": gettext("Amendment asked; both names are new, so the provider checks it"),
        "declined": gettext("Amendment declined"),
        "withdrawn": gettext("Amendment withdrawn"),
        "revoked": gettext("Revoked"),
        "merged": gettext("Two records of the trainee became one"),
    }[row["kind"]]
    who = people.get(row["actor"], "" if row["kind"] == "issued" else portal().settings.provider.name)
    return Told(row["at"], what, who, changes, row["reason"])
