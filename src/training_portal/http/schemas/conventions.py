"""What a manager sends about an agreement."""

import marshmallow as ma
from flask_babel import lazy_gettext
from flask_smorest.fields import Upload

from training_portal.http.schemas.api import DatedQuestion, Question, sorted_by, training_asked
from training_portal.projections.conventions import SORTS, STATES
from training_portal.projections.orders import REGISTRATION_SORTS
from training_portal.projections.orders import STATES as REGISTRATION_STATES


class VersionAccepted(ma.Schema):
    """The version that is accepted, the digest of its document as shown, and the tick."""

    version = ma.fields.Integer(required=True)
    digest = ma.fields.String(required=True, validate=ma.validate.Length(max=64))
    agreed = ma.fields.String(
        required=True,
        error_messages={"required": [lazy_gettext("Tick this to accept the convention.")]},
    )


class CopySigned(ma.Schema):
    """The version that was signed; its copy comes as a file."""

    version = ma.fields.Integer(required=True)


class SignedSent(ma.Schema):
    """A copy that was signed by hand, as a file."""

    file = Upload(required=True)


class ConventionQuestion(DatedQuestion):
    """What the list of conventions can be asked."""

    sort = sorted_by(SORTS)
    training = training_asked()
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class ReportQuestion(Question):
    """What the reports of an agreement can be asked."""

    sort = sorted_by(REGISTRATION_SORTS)
    training = training_asked()
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *REGISTRATION_STATES)))


class ConventionVersionAnswer(ma.Schema):
    """One version of an agreement, and whether it was agreed to."""

    version = ma.fields.Integer(required=True)
    drawn_up_at = ma.fields.DateTime(required=True)
    cancelled = ma.fields.Integer(required=True, metadata={"description": "Registrations cancelled."})
    replaced = ma.fields.Integer(required=True, metadata={"description": "Trainees replaced."})
    accepted_at = ma.fields.DateTime(required=True, allow_none=True)
    accepted_name = ma.fields.String(required=True)
    digest = ma.fields.String(
        required=True, metadata={"description": "SHA-256 of the document that was accepted, or empty."}
    )
    signed_at = ma.fields.DateTime(required=True, allow_none=True)


class ConventionAnswer(ma.Schema):
    """The training agreement of an order, as it stands."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    order = ma.fields.String(required=True)
    order_number = ma.fields.String(required=True)
    titles = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    drawn_up_at = ma.fields.DateTime(required=True)
    version = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    registrations = ma.fields.Integer(required=True)


class ConventionTold(ConventionAnswer):
    """The training agreement of an order with its versions, the newest first."""

    versions = ma.fields.List(ma.fields.Nested(ConventionVersionAnswer), required=True)


class AcceptanceSent(ma.Schema):
    """The version that is accepted, and the digest of the document that was downloaded and read."""

    version = ma.fields.Integer(required=True, strict=True, validate=ma.validate.Range(1, 10**6))
    digest = ma.fields.String(
        required=True,
        validate=ma.validate.Regexp("^[0-9a-f]{64}$", error=lazy_gettext("Send 64 hexadecimal digits.")),
        metadata={"description": "SHA-256 of the PDF, hexadecimal."},
    )


class ReportAnswer(ma.Schema):
    """What one trainee has done for one training of an agreement."""

    id = ma.fields.String(required=True, metadata={"description": "Of the registration."})
    trainee = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    state = ma.fields.String(required=True)
    started_at = ma.fields.DateTime(required=True, allow_none=True)
    finished_at = ma.fields.DateTime(required=True, allow_none=True)
    modules_done = ma.fields.Integer(required=True)
    modules = ma.fields.Integer(required=True)
    seconds = ma.fields.Integer(required=True, metadata={"description": "Time really spent."})
    attempts_used = ma.fields.Integer(required=True)
    percent = ma.fields.Integer(required=True, allow_none=True)
    certificate = ma.fields.String(required=True, metadata={"description": "Its id, or empty."})
