"""``/api/v1/credit`` and credit notes: what the provider owes the company, and using it for invoices."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.views import MethodView

from ...errors import NotFound
from ...identity.rights import Right
from ...invoice_papers import credit_note_pdf
from ...projections import invoices, payments
from ...values import Money, sums
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..schemas.api import IdempotencyHeader
from ..schemas.api_payments import CreditAnswer, CreditNoteAnswer, CreditUsedAnswer
from .asked import amount, billed
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_credits", __name__, url_prefix="", description="Credit and credit notes")
_reads = may_enter(API_TOKEN, suspended=True, needs=Right.READ_INVOICES)


@blueprint.route("/credit")
class CompanyCredit(MethodView):
    """What the company has paid or got back, and not used yet."""

    @_reads
    @blueprint.etag
    @blueprint.response(200, CreditAnswer)
    def get(self) -> dict[str, Any]:
        """Show the credit, one amount for each currency."""
        return {"left": _left()}

    @may_enter(API_TOKEN, suspended=True, needs=Right.INVOICES)
    @blueprint.arguments(IdempotencyHeader, location="headers")
    @blueprint.response(200, CreditUsedAnswer)
    @blueprint.alt_response(422, success=False, description="There is no credit, or nothing that it may pay.")
    def post(self, header: Mapping[str, Any]) -> dict[str, Any]:
        """Set all of it against the open invoices, the oldest first."""
        numbers = portal().application.use_credit(command_context(header["key"]))
        return {"invoices": numbers, "left": _left()}


@blueprint.route("/invoices/<string:invoice_id>/credit-notes")
@_reads
class InvoiceCreditNotes(MethodView):
    """What took back an invoice, or parts of it."""

    @blueprint.etag
    @blueprint.response(200, CreditNoteAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not an invoice of the company.")
    def get(self, invoice_id: str) -> list[dict[str, Any]]:
        """List the credit notes that name an invoice, in order."""
        with portal().reading() as tx:
            if invoices.invoice(tx, visitor().company, invoice_id) is None:
                raise NotFound
            rows = invoices.credit_notes_of(tx, invoice_id)
        return [{**row, **billed(row, "net", "total")} for row in rows]


@blueprint.route("/credit-notes/<string:note_id>/pdf")
@_reads
class CreditNoteDocument(MethodView):
    """The PDF of a credit note, with the Factur-X inside."""

    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/pdf", description="The PDF."
    )
    @blueprint.alt_response(404, success=False, description="Not a credit note of the company.")
    def get(self, note_id: str) -> Response:
        """Download it, always the same bytes."""
        with portal().reading() as tx:
            row = invoices.credit_note(tx, visitor().company, note_id)
        if row is None:
            raise NotFound
        named = {"Content-Disposition": f'attachment; filename="{row["number"]}.pdf"'}
        return Response(credit_note_pdf(portal(), row), mimetype="application/pdf", headers=named)


def _left() -> list[dict[str, Any]]:
    """The company's credit by currency."""
    with portal().reading() as tx:
        credits = payments.credits_of(tx, visitor().company)
    found = sums(Money(row["left_minor"], row["currency"]) for row in credits)
    return [amount(money.minor, money.currency) for money in sorted(found, key=lambda money: money.currency)]
