"""``/api/v1/orders``: ordering, and what was ordered."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...application.orders import WantedLine
from ...attestations import attendance_archive, attendance_facts
from ...errors import NotFound
from ...projections import orders
from ...projections.attendance import begun_of_order
from ...values import Money
from ..access import API_TOKEN, may_enter
from ..current import command_context, now, portal, visitor
from ..downloads import zip_download
from ..schemas.api import IdempotencyHeader, OrderAnswer, OrderQuestion, OrderSent
from ..schemas.api_registrations import AttendanceQuestion
from ..speech import spoken_language
from .asked import amount, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_orders", __name__, url_prefix="/orders", description="Ordering trainings")


@blueprint.route("")
@may_enter(API_TOKEN)
class OrderList(MethodView):
    """The orders of the company."""

    @blueprint.etag
    @blueprint.arguments(OrderQuestion, location="query")
    @blueprint.response(200, OrderAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the orders."""
        question = wanted(asked, pagination_parameters, "training", "holds", days="placed_at")
        with portal().reading() as tx:
            found = orders.page(tx, visitor().company, question)
        pagination_parameters.item_count = found.total
        return [_shown(row) for row in found.rows]

    @blueprint.arguments(OrderSent)
    @blueprint.arguments(IdempotencyHeader, location="headers")
    @blueprint.response(201, OrderAnswer)
    @blueprint.alt_response(404, success=False, description="A training or trainee that is not there.")
    @blueprint.alt_response(409, success=False, description="Somebody else was faster; send it again.")
    def post(self, sent: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Any]:
        """Order trainings, under the terms accepted."""
        total = sent.get("agreed_total")
        agreed = Money(total["minor"], total["currency"]) if total else None
        lines = [_line(line) for line in sent["lines"]]
        context = command_context(header["key"])
        terms, number = sent["accepted_terms"], sent["po_number"]
        id = portal().application.order_at_once(context, terms, lines, agreed, number)
        return _found(id)


@blueprint.route("/<string:order_id>")
@may_enter(API_TOKEN)
class OrderOne(MethodView):
    """One order of the company."""

    @blueprint.etag
    @blueprint.response(200, OrderAnswer)
    @blueprint.alt_response(404, success=False, description="Not an order of the company.")
    def get(self, order_id: str) -> dict[str, Any]:
        """Show one order."""
        return _found(order_id)


@blueprint.route("/<string:order_id>/cancel")
@may_enter(API_TOKEN)
class OrderCancellation(MethodView):
    """The cancellation of one order of the company."""

    @blueprint.response(200, OrderAnswer)
    @blueprint.alt_response(404, success=False, description="Not an order of the company.")
    @blueprint.alt_response(422, success=False, description="Somebody has started, or nothing is left.")
    def post(self, order_id: str) -> dict[str, Any]:
        """Cancel every registration of an order of which nobody has started."""
        portal().application.cancel_order(command_context(), order_id)
        return _found(order_id)


@blueprint.route("/<string:order_id>/attendance")
@may_enter(API_TOKEN)
class OrderAttendance(MethodView):
    """The certificates of attendance of one order of the company."""

    @blueprint.arguments(AttendanceQuestion, location="query")
    @blueprint.response(
        200,
        {"type": "string", "format": "binary"},
        content_type="application/zip",
        description="A PDF for everybody who has started.",
    )
    @blueprint.alt_response(404, success=False, description="Not an order of the company.")
    def get(self, asked: Mapping[str, Any], order_id: str) -> Response:
        """Download the certificates of attendance of everybody who has started, in a ZIP file."""
        number, company = _found(order_id)["number"], visitor().company
        with portal().reading() as tx:
            begun, language = begun_of_order(tx, company, order_id), asked["language"] or spoken_language()
            facts = attendance_facts(portal(), tx, company, begun, language, now())
        by_name = sorted(facts.values(), key=lambda one: (one.last_name, one.first_name, one.training))
        return zip_download(attendance_archive(by_name), f"{number}-attendance")


def _line(line: Mapping[str, Any]) -> WantedLine:
    named = tuple((one["first_name"], one["last_name"], one["email"]) for one in line["newcomers"])
    known = tuple(dict.fromkeys(line["trainees"]))
    return WantedLine(line["training"], line["language"], line["months"], known, named)


def _found(id: str) -> dict[str, Any]:
    with portal().reading() as tx:
        row = orders.order(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return _shown(row)


def _shown(row: sa.RowMapping) -> dict[str, Any]:
    return {
        **row,
        "net": amount(row["net_minor"], row["currency"]),
        "total": amount(row["total_minor"], row["currency"]),
        "page": f"{portal().settings.base_url}/orders/{row['id']}",
    }
