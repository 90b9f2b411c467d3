"""Whether a training still counts on a day, in words: colour is never the only sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.http.current import today
from training_portal.projections.certified_trainees import status_on
from training_portal.values import add_months

_SOON_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Validity:
    """How a certificate stands: words, and the kind of sign beside them (good, warm, bad)."""

    kind: str
    words: str


def validity_on(renewal_on: date | None, today: date) -> Validity:
    """How a certificate stands on a day. `renewal_on` is the last day on which the training counts."""
    if renewal_on is None:
        return Validity("good", gettext("Valid, needs no renewal"))
    if renewal_on < today:
        return Validity("bad", gettext("Expired"))
    if renewal_on == today:
        return Validity("warm", gettext("Valid until today"))
    if renewal_on <= add_months(today, _SOON_MONTHS):
        return Validity("warm", gettext("Due within 3 months"))
    return Validity("good", gettext("Valid"))


def standing_today(row: Mapping[str, Any] | sa.RowMapping) -> Validity:
    """How a certificate of the view stands today: revoked or superseded, else by its renewal date."""
    status = status_on(row, today())
    if status == "revoked":
        return Validity("bad", gettext("Revoked"))
    if status == "superseded":
        return Validity("plain", gettext("Superseded"))
    return validity_on(row["renewal_on"], today())


def validity_today(renewal_on: date | None) -> Validity:
    """How a certificate stands today."""
    return validity_on(renewal_on, today())
