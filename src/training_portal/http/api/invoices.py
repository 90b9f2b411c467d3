"""``/api/v1/invoices``: what the company was billed, the documents, and the purchase order number."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...application.invoices import POEdit
from ...errors import NotFound
from ...identity.rights import Right
from ...invoice_papers import rendition_pdf, rendition_xml
from ...projections import invoices
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, today, visitor
from ..schemas.api_invoices import InvoiceAnswer, InvoiceQuestion, PONumberSent, RenditionAnswer
from .asked import billed, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_invoices", __name__, url_prefix="/invoices", description="Invoices")
_reads = may_enter(API_TOKEN, suspended=True, needs=Right.READ_INVOICES)


@blueprint.route("")
@_reads
class InvoiceList(MethodView):
    """The invoices of the company."""

    @blueprint.etag
    @blueprint.arguments(InvoiceQuestion, location="query")
    @blueprint.response(200, InvoiceAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the invoices."""
        question = wanted(asked, pagination_parameters)
        with portal().reading() as tx:
            found = invoices.page(tx, visitor().company, question, asked["state"], today())
        pagination_parameters.item_count = found.total
        return [_shown(row) for row in found.rows]


@blueprint.route("/<string:invoice_id>")
class InvoiceOne(MethodView):
    """One invoice of the company."""

    @_reads
    @blueprint.etag
    @blueprint.response(200, InvoiceAnswer)
    @blueprint.alt_response(404, success=False, description="Not an invoice of the company.")
    def get(self, invoice_id: str) -> dict[str, Any]:
        """Show one invoice."""
        return _shown(_row(invoice_id))

    @may_enter(API_TOKEN, suspended=True, needs=Right.INVOICES)
    @blueprint.etag
    @blueprint.arguments(PONumberSent)
    @blueprint.response(200, InvoiceAnswer)
    @blueprint.alt_response(404, success=False, description="Not an invoice of the company.")
    @blueprint.alt_response(409, success=False, description="Somebody else edited it at the same moment.")
    @blueprint.alt_response(412, success=False, description="It has changed since it was looked at.")
    def patch(self, sent: Mapping[str, Any], invoice_id: str) -> dict[str, Any]:
        """Give it a purchase order number, or correct the one it has; an empty one takes it off."""
        row = _row(invoice_id)
        blueprint.check_etag(_shown(row), InvoiceAnswer)
        edit = POEdit(sent["po_number"], row["version"])
        portal().application.edit_po_numbers(command_context(), {invoice_id: edit})
        return _shown(_row(invoice_id))


@blueprint.route("/<string:invoice_id>/renditions")
@_reads
class InvoiceRenditions(MethodView):
    """The documents of an invoice."""

    @blueprint.etag
    @blueprint.response(200, RenditionAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not an invoice of the company.")
    def get(self, invoice_id: str) -> list[dict[str, Any]]:
        """List the documents of an invoice, the newest first."""
        _row(invoice_id)
        with portal().reading() as tx:
            return [dict(row) for row in invoices.renditions_of(tx, invoice_id)]


@blueprint.route("/<string:invoice_id>/renditions/<int:rendition>/pdf")
@_reads
class InvoiceDocument(MethodView):
    """The PDF of an invoice, with the Factur-X inside."""

    @blueprint.response(
        200, {"type": "string", "format": "binary"}, content_type="application/pdf", description="The PDF."
    )
    @blueprint.alt_response(404, success=False, description="Not a document of the company.")
    def get(self, invoice_id: str, rendition: int) -> Response:
        """Download a document, always the same bytes."""
        row = _row(invoice_id)
        named = {"Content-Disposition": f'attachment; filename="{row["number"]}-{rendition}.pdf"'}
        return Response(rendition_pdf(portal(), row, rendition), mimetype="application/pdf", headers=named)


@blueprint.route("/<string:invoice_id>/renditions/<int:rendition>/xml")
@_reads
class InvoiceXml(MethodView):
    """An invoice for machines."""

    @blueprint.response(
        200,
        {"type": "string"},
        content_type="text/xml",
        description="Factur-X, profile EN 16931.",
    )
    @blueprint.alt_response(404, success=False, description="Not a document of the company.")
    def get(self, invoice_id: str, rendition: int) -> Response:
        """Download the Factur-X alone."""
        row = _row(invoice_id)
        named = {"Content-Disposition": f'attachment; filename="{row["number"]}-{rendition}.xml"'}
        return Response(rendition_xml(portal(), row, rendition), mimetype="text/xml", headers=named)


def _row(id: str) -> sa.RowMapping:
    """An invoice of the visitor's company. Errors: NotFound."""
    with portal().reading() as tx:
        row = invoices.invoice(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _shown(row: sa.RowMapping) -> dict[str, Any]:
    late = row["state"] == "open" and row["due_on"] < today()
    return {**row, **billed(row, *_AMOUNTS), "state": "overdue" if late else row["state"]}


_AMOUNTS = ("net", "total", "open", "credited")
