"""Credit notes of all companies, for staff: found, downloaded, and saved to be reckoned with the invoices."""

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column, money_in
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.language import marked
from training_portal.projections import companies, invoices
from training_portal.values import Money

blueprint = Blueprint("staff_credit_notes", __name__, url_prefix="/staff/credit-notes")
_log = structlog.get_logger(__name__)


_SHAPE = ListShape(
    sorts=("-issued_on", "-number", "-total_minor"),
    days="issued_on",
    columns=(
        Column(marked("Credit note"), "number"),
        Column(marked("Issued"), "issued_on"),
        Column(marked("Company"), lambda row: row["buyer"]["name"]),
        Column(marked("Invoice"), "invoice_number"),
        Column(marked("Net"), money_in("net_minor")),
        Column(marked("VAT"), lambda row: Money(invoices.tax_of(row), row["currency"])),
        Column(marked("Total"), money_in("total_minor")),
        Column(marked("Reason"), "reason"),
    ),
)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """The credit notes of all companies, the newest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        named = companies.found_by(tx, state.search)
        if state.format:
            _log.info("staff downloaded credit notes", person=visitor().person_id)
            return list_file(
                state, "credit-notes", lambda wanted: invoices.credit_notes_page(tx, wanted, named)
            )
        found = invoices.credit_notes_page(tx, wanted_by(state), named)
        names = companies.names_of(tx, [row["company"] for row in found.rows])
    _log.info("staff looked at credit notes", person=visitor().person_id, shown=len(found.rows))
    page = {"state": state, "page": page_with(found), "companies": names}
    return render_template("staff/credit_notes.html", **page, money_of=Money)
