"""What managers and trainees change in My profile."""

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.aggregates.manager import ReminderFrequency
from training_portal.application.names import EmailIsWrong, checked_email
from training_portal.http.schemas.fields import Text
from training_portal.values import LANGUAGES

TOKEN_DAYS = (30, 90, 365)
"""How many days a new API token may live."""
_DAYS = lazy_gettext("Give a number of days from 1 to 365.")


def _written_to(address: str) -> None:
    """Tell of an address that is none together with whatever else is wrong in the form."""
    try:
        checked_email(address)
    except EmailIsWrong as error:
        raise ma.ValidationError([lazy_gettext(error.words)]) from error


class ProfileEdited(ma.Schema):
    """Where, in which language and about what the portal writes to a manager."""

    email = Text(required=True, longest=254, validate=_written_to)
    language = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(LANGUAGES, error=lazy_gettext("Choose one of the languages.")),
    )
    not_started = ma.fields.Enum(
        ReminderFrequency,
        by_value=True,
        required=True,
        error_messages={"unknown": lazy_gettext("Choose how often.")},
    )
    deadline_days = ma.fields.Integer(
        required=True,
        validate=ma.validate.Range(1, 365, error=_DAYS),
        error_messages={"invalid": _DAYS},
    )
    renewals = ma.fields.Boolean(load_default=False)


class EmailEntered(ma.Schema):
    """Where the portal writes to a trainee; empty is nowhere."""

    email = Text(load_default="", longest=254)


class TokenWanted(ma.Schema):
    """A new API token: its name, and how many days it lives."""

    label = Text(required=True, longest=60)
    days = ma.fields.Integer(
        required=True, validate=ma.validate.OneOf(TOKEN_DAYS, error=lazy_gettext("Choose one of the ends."))
    )
