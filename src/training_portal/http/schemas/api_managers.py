"""The API about managers, the token's own manager among them, and the letters that the portal wrote."""

import marshmallow as ma

from training_portal.aggregates.manager import ReminderFrequency
from training_portal.event_store.mail_log import SORTS as LETTER_SORTS
from training_portal.event_store.mail_log import STATES as LETTER_STATES
from training_portal.http.mail_words import OCCASIONS
from training_portal.http.schemas.api import DatedQuestion, sorted_by
from training_portal.http.schemas.fields import Text
from training_portal.http.schemas.trainee_managers import role_field
from training_portal.projections.managers import SORTS
from training_portal.values import LANGUAGES

_LANGUAGE = ma.validate.OneOf(LANGUAGES)
_STATES = ("active", "former", "forgotten")
_HIGHEST = 2**31 - 1
"""A number that every database can keep; the rule for days is the command's."""


class ManagerQuestion(DatedQuestion):
    """What the list of managers can be asked."""

    sort = sorted_by(SORTS)
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *_STATES)))


class ManagerAnswer(ma.Schema):
    """A manager of the company, of today or a former one."""

    id = ma.fields.String(required=True)
    username = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    email = ma.fields.String(required=True)
    role = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(_STATES))
    appointed_at = ma.fields.DateTime(required=True)


class ManagerSent(ma.Schema):
    """A new manager; the log-in goes to the address by mail."""

    first_name = Text(required=True, longest=200)
    last_name = Text(required=True, longest=200)
    email = Text(required=True, longest=254)
    language = ma.fields.String(required=True, validate=_LANGUAGE)
    role = role_field(required=True)


class ManagerChanges(ma.Schema):
    """What is to be changed about a manager; what is not sent stays."""

    first_name = Text(required=False, longest=200)
    last_name = Text(required=False, longest=200)
    role = role_field(required=False)


class ProfileAnswer(ManagerAnswer):
    """The manager whose token this is, and what the portal tells them."""

    not_started = ma.fields.Enum(ReminderFrequency, by_value=True, required=True)
    deadline_days = ma.fields.Integer(required=True)
    renewals = ma.fields.Boolean(required=True)
    new_email = ma.fields.String(
        required=True, metadata={"description": "An address whose link was not followed yet, or empty."}
    )


class ProfileChanges(ma.Schema):
    """What the manager changes about themselves; what is not sent stays.

    The e-mail address is changed on the pages alone: whoever has it can have a new password.
    """

    language = ma.fields.String(validate=_LANGUAGE)
    not_started = ma.fields.Enum(ReminderFrequency, by_value=True)
    deadline_days = ma.fields.Integer(strict=True, validate=ma.validate.Range(-_HIGHEST, _HIGHEST))
    renewals = ma.fields.Boolean()


class LetterQuestion(DatedQuestion):
    """What the list of letters can be asked."""

    sort = sorted_by(LETTER_SORTS)
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *LETTER_STATES)))
    occasion = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *OCCASIONS)))


class LetterAnswer(ma.Schema):
    """A letter of the portal's to somebody of the company."""

    id = ma.fields.String(required=True)
    occasion = ma.fields.String(required=True)
    recipient = ma.fields.String(required=True, metadata={"description": "A person's id."})
    name = ma.fields.String(required=True)
    about = ma.fields.String(required=True, metadata={"description": "The id of what it is about."})
    queued_at = ma.fields.DateTime(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(LETTER_STATES))
    sent_at = ma.fields.DateTime(required=True, allow_none=True)
    why = ma.fields.String(
        required=True, metadata={"description": "Why it has not arrived, in words, or empty."}
    )
