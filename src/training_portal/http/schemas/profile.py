"""What managers change in My profile."""

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.http.schemas.fields import Text
from training_portal.values import LANGUAGES

TOKEN_DAYS = (30, 90, 365)
"""How many days a new API token may live."""


class ProfileEdited(ma.Schema):
    """What a manager says about how the portal speaks to them."""

    language = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(LANGUAGES, error=lazy_gettext("Choose one of the languages.")),
    )


class TokenWanted(ma.Schema):
    """A new API token: its name, and how many days it lives."""

    label = Text(required=True, longest=60)
    days = ma.fields.Integer(
        required=True, validate=ma.validate.OneOf(TOKEN_DAYS, error=lazy_gettext("Choose one of the ends."))
    )
