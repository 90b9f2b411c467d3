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
