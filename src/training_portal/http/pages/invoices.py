"""Invoices: what the company was billed, what is open, the documents, and what was set against each."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column, money_in
from training_portal.http.current import portal, today, visitor
from training_portal.http.downloads import pdf_download, zip_download
from training_portal.http.forms import read_form
from training_portal.http.links import safe_place
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.invoices import InvoicesChosen
from training_portal.http.settlements import settlements_of
from training_portal.http.training_titles import TITLES
from training_portal.identity.rights import Right
from training_portal.invoice_papers import credit_note_pdf, rendition_pdf, rendition_xml, zipped_invoices
from training_portal.language import marked
from training_portal.projections import invoices
from training_portal.projections.managers import names_in
from training_portal.projections.overdue import debt, rests
from training_portal.values import Money

blueprint = Blueprint("invoices", __name__)
_reads = may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)
_STATE_WORDS = {
    "open": marked("open"),
    "overdue": marked("overdue"),
    "paid": marked("paid"),
    "credited": marked("credited"),
}


def state_of(row: Mapping[str, Any]) -> str:
    """How an invoice stands today: open, overdue, paid or credited."""
    return "overdue" if row["state"] == "open" and row["due_on"] < today() else str(row["state"])


SHAPE = ListShape(
    sorts=("-issued_on", "-number", "-order_number", "-due_on", "-total_minor", "-open_minor"),
    filters={"state": invoices.STATES},
    days="issued_on",
    columns=(
        Column(marked("Invoice"), "number"),
        Column(marked("Order"), "order_number"),
        Column(marked("Purchase order"), "po_number"),
        Column(marked("Issued"), "issued_on"),
        Column(marked("Due"), "due_on"),
        TITLES,
        Column(marked("Net"), money_in("net_minor")),
        Column(marked("VAT"), lambda row: Money(invoices.tax_of(row), row["currency"])),
        Column(marked("Total"), money_in("total_minor")),
        Column(marked("Still to pay"), money_in("open_minor")),
        Column(marked("State"), lambda row: gettext(_STATE_WORDS[state_of(row)])),
    ),
)


@blueprint.get("/invoices")
@_reads
def show() -> ResponseReturnValue:
    """The company's invoices, the newest first."""
    state = ListState.read(request.args, request.path, SHAPE)
    company, wished = visitor().company, state.filters.get("state", "")
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state, "invoices", lambda wanted: invoices.page(tx, company, wanted, wished, today())
            )
        found = invoices.page(tx, company, wanted_by(state), wished, today())
        counts = invoices.counts_by_state(tx, company, state.search, today(), found.matching)
    return render_template(
        "invoices/show.html",
        state=state,
        page=page_with(found),
        counts=counts,
        state_of=state_of,
        money_of=Money,
    )


@blueprint.get("/invoices/<id>")
@_reads
def one(id: str) -> ResponseReturnValue:
    """One invoice: its lines, its renditions, and what was set against it."""
    with portal().reading() as tx:
        row = own_invoice(tx, id)
        renditions = invoices.renditions_of(tx, id)
        notes = invoices.credit_notes_of(tx, id)
        settled = settlements_of(tx, row, notes)
        names = names_in(tx, visitor().company, [one["manager"] for one in renditions])
        owing = debt(tx, id)
    return render_template(
        "invoices/one.html",
        row=row,
        renditions=renditions,
        settlements=settled,
        notes=notes,
        names=names,
        rests=owing if owing and rests(owing, today()) else None,
        state_of=state_of,
        money_of=Money,
    )


@blueprint.get("/invoices/<id>/<int:rendition>.pdf")
@_reads
def document(id: str, rendition: int) -> ResponseReturnValue:
    """A rendition as PDF, the same bytes at every download."""
    with portal().reading() as tx:
        row = own_invoice(tx, id)
    name = row["number"] if rendition == row["rendition"] else f"{row['number']}-{rendition}"
    return pdf_download(rendition_pdf(portal(), row, rendition), name)


@blueprint.get("/invoices/<id>/<int:rendition>.xml")
@_reads
def machine_readable(id: str, rendition: int) -> ResponseReturnValue:
    """A rendition for machines: the Factur-X alone."""
    with portal().reading() as tx:
        row = own_invoice(tx, id)
    response = Response(rendition_xml(portal(), row, rendition), mimetype="text/xml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row['number']}.xml")
    return response


@blueprint.get("/credit-notes/<note>.pdf")
@_reads
def credit_note(note: str) -> ResponseReturnValue:
    """A credit note as PDF, the same bytes at every download."""
    with portal().reading() as tx:
        row = invoices.credit_note(tx, visitor().company, note)
    if row is None:
        raise NotFound
    return pdf_download(credit_note_pdf(portal(), row), row["number"])


@blueprint.post("/invoices.zip")
@_reads
def of_chosen() -> ResponseReturnValue:
    """The invoices that were ticked in the list, as a ZIP."""
    form = read_form(InvoicesChosen)
    with portal().reading() as tx:
        rows = invoices.invoices_named(tx, visitor().company, form["chosen"])
    if not rows:
        flash(gettext("Tick the invoices that you want to download."), "bad")
        return send_to(safe_place(form["back"], url_for("invoices.show")))
    return zip_download(zipped_invoices(portal(), rows), "invoices")


def own_invoice(tx: Any, id: str) -> Any:
    """An invoice of the visitor's company. Errors: NotFound."""
    row = invoices.invoice(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row
