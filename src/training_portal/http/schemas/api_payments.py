"""The API's shapes about paying."""

import marshmallow as ma

from training_portal.http.schemas.api import Amount
from training_portal.projections.payments import CHECKOUT_STATES


class CheckoutAnswer(ma.Schema):
    """A try at paying: where to pay, what, and what became of it."""

    id = ma.fields.String(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(CHECKOUT_STATES))
    invoices = ma.fields.List(ma.fields.String(), required=True, metadata={"description": "Ids of invoices."})
    amount = ma.fields.Nested(Amount, required=True)
    address = ma.fields.String(
        required=True, metadata={"description": "The payment page, for a browser. Empty before it is open."}
    )
    page = ma.fields.String(
        required=True, metadata={"description": "Where a signed-in manager sees what became of it."}
    )
    expires_at = ma.fields.DateTime(required=True)


class CreditAnswer(ma.Schema):
    """What the company has paid or got back, and not used yet."""

    left = ma.fields.List(
        ma.fields.Nested(Amount),
        required=True,
        metadata={"description": "One for each currency."},
    )


class CreditUsedAnswer(CreditAnswer):
    """What became of the credit."""

    invoices = ma.fields.List(
        ma.fields.String(),
        required=True,
        metadata={"description": "Numbers of those it was set against."},
    )


class CreditNoteAnswer(ma.Schema):
    """A credit note: what took back an invoice or a part of it. Amounts are positive."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    invoice = ma.fields.String(required=True, metadata={"description": "The id of the invoice."})
    invoice_number = ma.fields.String(required=True)
    issued_on = ma.fields.Date(required=True)
    net = ma.fields.Nested(Amount, required=True)
    tax = ma.fields.Nested(Amount, required=True)
    total = ma.fields.Nested(Amount, required=True)
    reason = ma.fields.String(
        required=True, metadata={"description": "Empty when registrations were cancelled."}
    )
