"""The history of a trainee in words: who did what when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.http.current import portal
from training_portal.http.training_titles import title_words
from training_portal.language import marked
from training_portal.projections.managers import names_of
from training_portal.projections.trainee_history import GIVEN_AWAY, history_of

WORDS: Mapping[str, str] = {
    "trainee.registered": marked("Added to the trainees"),
    "trainee.details_corrected": marked("Name or e-mail address corrected"),
    "trainee.left": marked("Noted as having left the company"),
    "trainee.returned": marked("Noted as being back"),
    "trainee.password_reset": marked("Password reset"),
    "trainee.past_training_recorded": marked("Past training taken over: %(about)s"),
    "trainee.double_absorbed": marked("Merged with another record of the same person"),
    "trainee.forgotten": marked("Personal data erased"),
    "enrolment.trainee_enrolled": marked("Registered for %(about)s"),
    "enrolment.training_started": marked("Started %(about)s"),
    "enrolment.training_passed": marked("Passed %(about)s"),
    "enrolment.training_failed": marked("Failed %(about)s"),
    "enrolment.cancelled": marked("Registration for %(about)s cancelled"),
    "enrolment.trainee_replaced": marked("Took over the registration for %(about)s"),
    GIVEN_AWAY: marked("Registration for %(about)s given to somebody else"),
    "certificate.issued": marked("Certificate %(about)s issued"),
    "certificate.name_amended": marked("Certificate %(about)s amended"),
    "certificate.revoked": marked("Certificate %(about)s revoked"),
}
"""What is said of each kind of event, by its stored name."""


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a history: when, what, at whose command."""

    at: datetime
    words: str
    by: str


def history_in_words(tx: sa.Connection, trainee: Mapping[str, Any] | sa.RowMapping) -> list[Happened]:
    """What happened to a trainee (a row of the trainees' view), the newest first."""
    happened = history_of(tx, trainee["company"], trainee["id"])
    names = names_of(tx, list({row["actor"] for row in happened}))
    names[trainee["id"]] = f"{trainee['first_name']} {trainee['last_name']}"
    provider = portal().settings.provider.name
    return [
        Happened(row["at"], _told(row["occasion"], row["about"]), names.get(row["actor"], provider))
        for row in happened
    ]


def _told(occasion: str, about: str) -> str:
    words = WORDS[occasion]
    return str(gettext(words, about=title_words(about)) if about else gettext(words))
