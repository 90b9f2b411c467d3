"""What is sent about a company's managers."""

from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.aggregates.manager import ManagerRole
from training_portal.application.names import LONGEST_NAME
from training_portal.http.schemas.fields import Text
from training_portal.values import LANGUAGES


def role_field(**options: Any) -> ma.fields.Enum[ManagerRole]:
    """One of the roles, by its value."""
    words = {
        "unknown": lazy_gettext("Choose one of the roles."),
        "required": lazy_gettext("Choose one of the roles."),
    }
    return ma.fields.Enum(ManagerRole, by_value=True, error_messages=words, **options)


class ManagerModified(ma.Schema):
    """What may be changed about a manager by others; the rules for names are the command's."""

    first_name = Text(load_default="", longest=LONGEST_NAME)
    last_name = Text(load_default="", longest=LONGEST_NAME)
    role = role_field(required=True)
    seen_role = ma.fields.String(load_default="")


class ManagerCreated(ManagerModified):
    """A new manager."""

    email = Text(load_default="", longest=254)
    language = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(LANGUAGES, error=lazy_gettext("Choose one of the languages.")),
    )
