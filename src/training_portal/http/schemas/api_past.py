"""The API about certificates that a company brings along."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from training_portal.application.past_trainings import PastVerdict
from training_portal.application.people_lists import MOST_ROWS
from training_portal.http.schemas.fields import Text

_DAY = "As 2026-11-23 or 23/11/2026."


def _about(description: str) -> Mapping[str, Any]:
    return {"metadata": {"description": description}}


class PastRowSent(ma.Schema):
    """One past certificate, as a row of a list has it."""

    last_name = Text(load_default="", longest=100)
    first_name = Text(load_default="", longest=100)
    identifier = Text(load_default="", longest=100, **_about("Of a known trainee; names can be left out."))
    training = Text(required=True, longest=100, **_about("Its code."))
    completed_on = Text(required=True, longest=30, **_about(_DAY))
    number = Text(load_default="", longest=100)
    frequency = Text(load_default="", longest=30, **_about("Months; unsaid, those of the training."))
    renewal_on = Text(load_default="", longest=30, **_about(f"{_DAY} Unsaid, it follows from the rule."))


class PastListSent(ma.Schema):
    """A list of past certificates: all of it is taken over, or nothing."""

    rows = ma.fields.List(
        ma.fields.Nested(PastRowSent), required=True, validate=ma.validate.Length(min=1, max=MOST_ROWS)
    )
    namesakes = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", "link", "new")),
        **_about("Whether a name without identifier means the only trainee of that name, or somebody new."),
    )
    dry_run = ma.fields.Boolean(load_default=False, **_about("Say what would be done, and do nothing."))


class PastRowAnswer(ma.Schema):
    """What becomes of a row."""

    verdict = ma.fields.String(
        required=True, validate=ma.validate.OneOf([verdict.value for verdict in PastVerdict])
    )
    identifier = ma.fields.String(required=True, **_about("Of the trainee it means, or empty."))
    renewal_on = ma.fields.Date(required=True, allow_none=True)
    detail = ma.fields.String(required=True, **_about("What is at fault, or empty."))


class PastListAnswer(ma.Schema):
    """What became of a list, or would."""

    rows = ma.fields.List(ma.fields.Nested(PastRowAnswer), required=True)
    trainings = ma.fields.Integer(required=True, **_about("So many were recorded."))
    people = ma.fields.Integer(required=True, **_about("So many trainees are new."))
