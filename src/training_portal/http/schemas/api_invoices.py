"""The API's shapes of invoices."""

import marshmallow as ma

from training_portal.http.schemas.api import Amount, Question, sorted_by
from training_portal.http.schemas.fields import Text
from training_portal.http.schemas.invoices import LONGEST_PO_NUMBER
from training_portal.projections.invoices import SORTS, STATES


class InvoiceQuestion(Question):
    """What the list of invoices can be asked."""

    sort = sorted_by(SORTS)
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class InvoiceAnswer(ma.Schema):
    """An invoice of the company as it stands today."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    order = ma.fields.String(required=True, metadata={"description": "The id of the order."})
    order_number = ma.fields.String(required=True)
    po_number = ma.fields.String(
        required=True, metadata={"description": "The company's purchase order number, or empty."}
    )
    issued_on = ma.fields.Date(required=True)
    due_on = ma.fields.Date(required=True)
    net = ma.fields.Nested(Amount, required=True)
    tax = ma.fields.Nested(Amount, required=True)
    total = ma.fields.Nested(Amount, required=True)
    open = ma.fields.Nested(Amount, required=True, metadata={"description": "What is still to be paid."})
    credited = ma.fields.Nested(Amount, required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    rendition = ma.fields.Integer(
        required=True, metadata={"description": "Counts the documents: one more for each PO number."}
    )


class RenditionAnswer(ma.Schema):
    """One document of an invoice: what it says, since when, by whom."""

    rendition = ma.fields.Integer(required=True)
    po_number = ma.fields.String(required=True)
    manager = ma.fields.String(required=True, metadata={"description": "Who gave the number, by id."})
    made_at = ma.fields.DateTime(required=True)


class PONumberSent(ma.Schema):
    """The one thing about an invoice that a company may edit."""

    po_number = Text(required=True, may_be_blank=True, longest=LONGEST_PO_NUMBER)
