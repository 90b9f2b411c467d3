"""The API about renewals."""

import marshmallow as ma

from training_portal.http.schemas.api import DatedQuestion, sorted_by, training_asked
from training_portal.http.schemas.compliance import ComplianceQuestion
from training_portal.projections.training_to_renew import SORTS
from training_portal.values import RenewalColour

_COLOURS = [colour.value for colour in RenewalColour]


class RenewalQuestion(ComplianceQuestion, DatedQuestion):
    """What the list of trainings to renew can be asked, and of which day."""

    sort = sorted_by(SORTS)
    colour = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *_COLOURS)))
    training = training_asked()


class RenewalAnswer(ma.Schema):
    """A training of a trainee that must be renewed within six months of the day."""

    id = ma.fields.String(required=True)
    trainee = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    training = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    months = ma.fields.Integer(required=True)
    completed_on = ma.fields.Date(required=True)
    renewal_on = ma.fields.Date(required=True)
    colour = ma.fields.String(required=True, validate=ma.validate.OneOf(_COLOURS))
    certificate = ma.fields.String(
        required=True, metadata={"description": "Its id; empty for one taken over from a list."}
    )
    number = ma.fields.String(required=True, metadata={"description": "Of the certificate, or empty."})
    order = ma.fields.String(
        required=True, metadata={"description": "The order that brings the renewal, or empty."}
    )
