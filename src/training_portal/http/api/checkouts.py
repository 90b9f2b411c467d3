"""``/api/v1/invoices/{id}/checkout``: a payment page for an invoice, and what became of it."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask.views import MethodView

from ...errors import NotFound
from ...identity.rights import Right
from ...projections import payments
from ...till.checkouts import pay_now, return_address
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..schemas.api import IdempotencyHeader
from ..schemas.api_payments import CheckoutAnswer
from ..speech import spoken_language
from .asked import amount
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_checkouts", __name__, url_prefix="", description="Paying invoices by card")


@blueprint.route("/invoices/<string:invoice_id>/checkout")
@may_enter(API_TOKEN, suspended=True, needs=Right.INVOICES)
class InvoiceCheckout(MethodView):
    """The payment page of an invoice."""

    @blueprint.arguments(IdempotencyHeader, location="headers")
    @blueprint.response(201, CheckoutAnswer)
    @blueprint.alt_response(404, success=False, description="Not an invoice of the company.")
    @blueprint.alt_response(422, success=False, description="Nothing is owed on it.")
    @blueprint.alt_response(
        503, success=False, description="The payment page is out of reach; send it again."
    )
    def post(self, header: Mapping[str, Any], invoice_id: str) -> dict[str, Any]:
        """Open a payment page for what is owed on an invoice."""
        context = command_context(header["key"])
        checkout, _ = pay_now(portal(), context, [invoice_id], spoken_language())
        return _shown(_own(checkout))


@blueprint.route("/checkouts/<string:checkout_id>")
@may_enter(API_TOKEN, suspended=True, needs=Right.READ_INVOICES)
class CheckoutOne(MethodView):
    """One try at paying."""

    @blueprint.etag
    @blueprint.response(200, CheckoutAnswer)
    @blueprint.alt_response(404, success=False, description="Not a checkout of the company.")
    def get(self, checkout_id: str) -> dict[str, Any]:
        """Show what became of a payment."""
        return _shown(_own(checkout_id))


def _own(id: str) -> sa.RowMapping:
    """A checkout of the visitor's company. Errors: NotFound."""
    with portal().reading() as tx:
        row = payments.company_checkout(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _shown(row: sa.RowMapping) -> dict[str, Any]:
    return {
        **row,
        "amount": amount(row["amount_minor"], row["currency"]),
        "invoices": [one["invoice"] for one in row["invoices"]],
        "page": return_address(portal(), row["id"]),
    }
