"""What a manager sends while buying."""

import marshmallow as ma

from training_portal.application.names import LONGEST_NAME
from training_portal.http.schemas.fields import Text
from training_portal.http.schemas.invoices import LONGEST_PO_NUMBER
from training_portal.values import FREQUENCIES, LANGUAGES

_LONGEST_LIST = 300_000
_ID = ma.validate.Length(max=80)


class OfferChosen(ma.Schema):
    """A training in a language with a frequency (months, 0 is once)."""

    training = ma.fields.String(required=True, validate=_ID)
    language = ma.fields.String(required=True, validate=ma.validate.OneOf(LANGUAGES))
    months = ma.fields.Integer(required=True, validate=ma.validate.OneOf(FREQUENCIES))


class PeopleChosen(ma.Schema):
    """Trainees by their ids, and where in the list the manager is."""

    chosen = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=200)
    )
    back = ma.fields.String(load_default="")


class NewTrainee(ma.Schema):
    """A trainee who was never registered. `all_the_same`: although there is a namesake."""

    first_name = Text(required=True, longest=LONGEST_NAME)
    last_name = Text(required=True, longest=LONGEST_NAME)
    email = Text(load_default="", longest=254)
    all_the_same = ma.fields.String(load_default="")


class PersonDropped(ma.Schema):
    """Somebody to take off a training, by id."""

    person = ma.fields.String(required=True, validate=_ID)
    back = ma.fields.String(load_default="")


class LineCopied(ma.Schema):
    """The line whose people are chosen here too."""

    source = ma.fields.String(required=True, validate=_ID)


class PastedList(ma.Schema):
    """A list as it was pasted, its tabs kept."""

    list = ma.fields.String(load_default="", validate=ma.validate.Length(max=_LONGEST_LIST))


class OrderForm(ma.Schema):
    """The terms accepted, by their version, the version of the cart that was seen, a purchase order."""

    po_number = Text(load_default="", longest=LONGEST_PO_NUMBER)
    terms = ma.fields.String(load_default="")
    cart_version = ma.fields.Integer(required=True)
