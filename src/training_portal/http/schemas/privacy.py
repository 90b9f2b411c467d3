"""What staff say when they forget a person."""

import marshmallow as ma

from training_portal.http.schemas.fields import Text


class ForgettingConfirmed(ma.Schema):
    """The person's user name or id once more, as a sign that this person is meant."""

    confirmation = Text(required=True, longest=100)


class DoubleNamed(ma.Schema):
    """The user name of the record that gives way."""

    double = Text(required=True, longest=100)
