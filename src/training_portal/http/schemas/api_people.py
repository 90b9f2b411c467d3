"""The API about people: what is sent about trainees, and what is answered of their history."""

import marshmallow as ma

from training_portal.http.schemas.api import DatedQuestion, sorted_by, training_asked
from training_portal.http.schemas.fields import Text
from training_portal.projections.trainees import SORTS, STATES


class TraineeQuestion(DatedQuestion):
    """What the list of trainees can be asked."""

    sort = sorted_by(SORTS)
    training = training_asked()
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class DetailsSent(ma.Schema):
    """What is to be corrected in a trainee's record; what is not sent stays."""

    first_name = Text(required=False, longest=200)
    last_name = Text(required=False, longest=200)
    email = Text(required=False, longest=254)


class PasswordResetAnswer(ma.Schema):
    """A password that was reset: not the password, but where it is shown."""

    page = ma.fields.String(
        required=True,
        metadata={"description": "Where the token's manager, signed in, finds it for an hour."},
    )


class HappenedAnswer(ma.Schema):
    """One event of a trainee's history."""

    at = ma.fields.DateTime(required=True)
    occasion = ma.fields.String(required=True, metadata={"description": "What happened, for programs."})
    about = ma.fields.String(required=True, metadata={"description": "A training, or a certificate."})
