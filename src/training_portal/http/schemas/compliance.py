"""The compliance report in the API."""

from datetime import date

import marshmallow as ma

from training_portal.http.schemas.api import Question, sorted_by
from training_portal.projections import trainees
from training_portal.values import RenewalColour


class ComplianceQuestion(Question):
    """Of which day, and of whom."""

    sort = sorted_by(trainees.SORTS)
    on = ma.fields.Date(
        load_default=None,
        validate=ma.validate.Range(date(2000, 1, 1), date(2100, 1, 1)),
        metadata={"description": "A past day answers as it was known then. Unsaid: today."},
    )


class ComplianceStanding(ma.Schema):
    """One training of one trainee."""

    training = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    completed_on = ma.fields.Date(required=True)
    renewal_on = ma.fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "The last day on which it counts; null when it needs no renewal."},
    )
    number = ma.fields.String(required=True, metadata={"description": "Of the certificate, or empty."})
    colour = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("", *RenewalColour)),
        metadata={"description": "As in Training to Renew; empty when farther than six months off."},
    )


class CompliancePerson(ma.Schema):
    """One trainee with every training that was completed."""

    id = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    trainings = ma.fields.List(ma.fields.Nested(ComplianceStanding), required=True)
