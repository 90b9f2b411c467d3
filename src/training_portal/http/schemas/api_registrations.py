"""The API about registrations: who takes one over, and what was done at it."""

import marshmallow as ma

from training_portal.aggregates.enrolment import EnrolmentState
from training_portal.http.schemas.api import NewcomerSent
from training_portal.values import LANGUAGES

_ID = ma.validate.Regexp("^[0-9a-f]{32}$", error="This is not an id.")


class SuccessorSent(ma.Schema):
    """The trainee of the company who takes a training instead."""

    trainee = ma.fields.String(required=True, validate=_ID)


class NewSuccessorSent(NewcomerSent):
    """Somebody who was never registered, and takes a training instead."""


class AttendanceQuestion(ma.Schema):
    """In which language what was done is told."""

    class Meta:
        unknown = ma.EXCLUDE

    language = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", *LANGUAGES)),
        metadata={"description": "Unsaid: the language of the token's manager."},
    )


class ConnectionAnswer(ma.Schema):
    """A stretch of study without a pause; times are the provider's."""

    began_at = ma.fields.DateTime(required=True)
    ended_at = ma.fields.DateTime(required=True)
    seconds = ma.fields.Integer(required=True)


class StudiedModuleAnswer(ma.Schema):
    """A module of the training."""

    title = ma.fields.String(required=True)
    minutes = ma.fields.Integer(required=True, metadata={"description": "What it is meant to take."})
    completed_on = ma.fields.Date(required=True, allow_none=True)


class HandedInTestAnswer(ma.Schema):
    """An attempt at the final test."""

    attempt = ma.fields.Integer(required=True)
    on = ma.fields.Date(required=True)
    right = ma.fields.Integer(required=True)
    total = ma.fields.Integer(required=True)
    percent = ma.fields.Integer(required=True)


class AttendanceAnswer(ma.Schema):
    """What one trainee has really done at one training, so far or in full."""

    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    company = ma.fields.String(required=True)
    training = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf([one.value for one in EnrolmentState]))
    started_on = ma.fields.Date(required=True)
    ended_on = ma.fields.Date(required=True)
    seconds = ma.fields.Integer(required=True, metadata={"description": "Really spent."})
    planned_minutes = ma.fields.Integer(required=True)
    modules = ma.fields.List(ma.fields.Nested(StudiedModuleAnswer), required=True)
    connections = ma.fields.List(ma.fields.Nested(ConnectionAnswer), required=True)
    tests = ma.fields.List(ma.fields.Nested(HandedInTestAnswer), required=True)
