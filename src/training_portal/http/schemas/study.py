"""What a trainee sends while studying."""

import marshmallow as ma

from training_portal.http.schemas.fields import Text


class Pulse(ma.Schema):
    """A sign of life at a module, or at the final test ("")."""

    module = Text(load_default="", longest=80)


class AnswerGiven(ma.Schema):
    """The places chosen in a question of an attempt, and where to go on; "stay" only keeps the answer."""

    attempt = ma.fields.Integer(required=True)
    answers = ma.fields.List(ma.fields.Integer(), load_default=list, validate=ma.validate.Length(max=20))
    go = ma.fields.String(
        load_default="next", validate=ma.validate.OneOf(("next", "back", "answers", "stay"))
    )
