"""What the pages of invoices take."""

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.http.schemas.fields import Text

_ID = ma.validate.Regexp("^[0-9a-f]{32}$")
LONGEST_PO_NUMBER = 50
MOST_PO_NUMBERS = 500
"""So many can be saved at once."""


def _at_once(rows: list[str]) -> None:
    if len(rows) > MOST_PO_NUMBERS:
        words = lazy_gettext("Save at most %(most)s numbers at once.", most=MOST_PO_NUMBERS)
        raise ma.ValidationError([words])


class InvoicesChosen(ma.Schema):
    """Invoices by their ids, and where in a list the manager is."""

    chosen = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=1000)
    )
    back = ma.fields.String(load_default="")


class PurchaseOrderRule(ma.Schema):
    """The purchase order number of new invoices, and whether an order needs one."""

    standing = Text(load_default="", longest=LONGEST_PO_NUMBER)
    required = ma.fields.Boolean(load_default=False)


class PutOff(ma.Schema):
    """Until when an invoice suspends nobody, and why."""

    why = ma.fields.String(required=True, validate=ma.validate.OneOf(("delay", "dispute")))
    until = ma.fields.Date(
        required=True,
        error_messages={
            "invalid": [lazy_gettext("Choose a day.")],
            "required": [lazy_gettext("Choose a day.")],
        },
    )
    reason = Text(required=True, longest=300)


class InvoiceCredited(ma.Schema):
    """Why an invoice is taken back, for how many people of which lines; without any, for all that are left.

    `over` is the total in minor units that was shown and confirmed, 0 before it was shown.
    """

    reason = Text(required=True, longest=300)
    line = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(max=80)),
        load_default=list,
        validate=ma.validate.Length(max=1000),
    )
    people = ma.fields.List(
        ma.fields.Integer(
            validate=ma.validate.Range(0, 1_000_000, error=lazy_gettext("Write a number of people.")),
            error_messages={"invalid": lazy_gettext("Write a number of people.")},
        ),
        load_default=list,
        validate=ma.validate.Length(max=1000),
    )
    over = ma.fields.Integer(load_default=0)


class PONumbersTyped(ma.Schema):
    """Purchase order numbers, each beside the id of its invoice and the number that stood there before.

    `back` is where in the list the manager is.
    """

    invoice = ma.fields.List(ma.fields.String(validate=_ID), load_default=list, validate=_at_once)
    po_number = ma.fields.List(Text(longest=LONGEST_PO_NUMBER), load_default=list, validate=_at_once)
    previous = ma.fields.List(ma.fields.String(), load_default=list, validate=_at_once)
    back = ma.fields.String(load_default="")
