"""Invoices of all companies, for staff: found, read, put off for a while, taken back by a credit note."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.aggregates.invoice import PutOffReason
from training_portal.billing import CreditedLine, credited_totals, suspended_from
from training_portal.errors import NotFound
from training_portal.event_store.context import Context
from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import command_context, is_sent_again, portal, today, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.forms import read_form, shows_again, typed
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListState
from training_portal.http.pages.invoices import SHAPE, state_of
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.http.refusals import FormHasFaults
from training_portal.http.schemas.invoices import InvoiceCredited, PutOff
from training_portal.http.settlements import settlements_of
from training_portal.invoice_papers import credit_note_pdf, rendition_pdf, rendition_xml
from training_portal.language import marked
from training_portal.projections import companies, invoices
from training_portal.projections.managers import names_of
from training_portal.projections.overdue import debt
from training_portal.values import Money

blueprint = Blueprint("staff_invoices", __name__, url_prefix="/staff/invoices")
_SHAPE = replace(SHAPE, columns=(Column(marked("Company"), lambda row: row["buyer"]["name"]), *SHAPE.columns))
_log = structlog.get_logger(__name__)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """The invoices of all companies, the newest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    wished = state.filters.get("state", "")
    with portal().reading() as tx:
        named = companies.found_by(tx, state.search)
        if state.format:
            _log.info("staff downloaded invoices", person=visitor().person_id)
            return list_file(
                state, "invoices", lambda wanted: invoices.page_of_all(tx, wanted, wished, today(), named)
            )
        found = invoices.page_of_all(tx, wanted_by(state), wished, today(), named)
        counts = invoices.counts_by_state(tx, "", state.search, today(), found.matching, named)
        names = companies.names_of(tx, [row["company"] for row in found.rows])
    _log.info("staff looked at invoices", person=visitor().person_id, shown=len(found.rows))
    page = {"state": state, "page": page_with(found), "counts": counts, "companies": names}
    return render_template("staff/invoices.html", **page, state_of=state_of, money_of=Money)


@blueprint.get("/<id>")
@may_enter(STAFF, roles=MONEY_ROLES)
def one(id: str) -> ResponseReturnValue:
    """One invoice: its lines, documents, what was set against it, and when it suspends its company."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
        renditions, notes = invoices.renditions_of(tx, id), invoices.credit_notes_of(tx, id)
        page = {
            "row": row,
            "renditions": renditions,
            "settlements": settlements_of(tx, row, notes),
            "notes": notes,
            "names": names_of(tx, [made["manager"] for made in renditions]),
            "company": _company(tx, row),
            "owing": debt(tx, id),
        }
    suspends = suspended_from(row["issued_on"])
    return render_template(
        "staff/invoice.html", **page, suspends_from=suspends, state_of=state_of, money_of=Money
    )


@blueprint.get("/<id>/<int:rendition>.pdf")
@may_enter(STAFF, roles=MONEY_ROLES)
def document(id: str, rendition: int) -> ResponseReturnValue:
    """A rendition as PDF, the bytes that the company has."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
    return pdf_download(rendition_pdf(portal(), row, rendition), f"{row['number']}-{rendition}")


@blueprint.get("/<id>/<int:rendition>.xml")
@may_enter(STAFF, roles=MONEY_ROLES)
def machine_readable(id: str, rendition: int) -> ResponseReturnValue:
    """A rendition for machines: the Factur-X alone."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
    response = Response(rendition_xml(portal(), row, rendition), mimetype="text/xml")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row['number']}.xml")
    return response


@blueprint.get("/credit-notes/<note>.pdf")
@may_enter(STAFF, roles=MONEY_ROLES)
def credit_note(note: str) -> ResponseReturnValue:
    """A credit note as PDF, the bytes that the company has."""
    with portal().reading() as tx:
        row = invoices.any_credit_note(tx, note)
    if row is None:
        raise NotFound
    return pdf_download(credit_note_pdf(portal(), row), row["number"])


@blueprint.get("/<id>/put-off")
@may_enter(STAFF, roles=MONEY_ROLES)
def ask_to_put_off(id: str) -> ResponseReturnValue:
    """Until when an invoice is to suspend nobody, and why."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
        return render_template("staff/put_off.html", row=row, company=_company(tx, row))


@blueprint.post("/<id>/put-off")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(ask_to_put_off)
def put_off(id: str) -> ResponseReturnValue:
    """Let an invoice suspend nobody up to and with a day."""
    form, context = read_form(PutOff), _for(id)
    why = PutOffReason(form["why"])
    portal().application.put_off_suspension(context, id, why, form["until"], form["reason"])
    flash(gettext("The invoice suspends nobody until that day."), "good")
    return redirect(url_for("staff_invoices.one", id=id), 303)


@blueprint.post("/<id>/put-off/end")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(one)
def end_put_off(id: str) -> ResponseReturnValue:
    """End a delay before its day."""
    portal().application.end_put_off(_for(id), id)
    flash(gettext("The delay is over: the age of the invoice counts again."), "good")
    return redirect(url_for("staff_invoices.one", id=id), 303)


@blueprint.get("/<id>/credit")
@may_enter(STAFF, roles=MONEY_ROLES)
def ask_to_credit(id: str) -> ResponseReturnValue:
    """For how many people of each line an invoice is to be taken back, and why."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
        company = _company(tx, row)
    left = portal().application.left_to_credit(id)
    people = dict(zip(typed("line", ()), typed("people", ()), strict=False))
    return render_template(
        "staff/credit_invoice.html", row=row, company=company, left=left, people=people, money_of=Money
    )


@blueprint.post("/<id>/credit")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(ask_to_credit)
def credit(id: str) -> ResponseReturnValue:
    """Issue a credit note, once the amount that it comes to was shown and confirmed."""
    form, context, application = read_form(InvoiceCredited), _for(id), portal().application
    if is_sent_again():
        return redirect(url_for("staff_invoices.one", id=id), 303)
    people = _people(form, application.left_to_credit(id))
    lines = application.would_credit(id, people)
    net, total = credited_totals(lines)
    if form["over"] != total.minor:
        return _ask_again(id, lines, net, total, form["reason"])
    application.credit_invoice(context, id, form["reason"], people)
    flash(gettext("The credit note is issued and on its way to the company."), "good")
    return redirect(url_for("staff_invoices.one", id=id), 303)


def _people(form: Mapping[str, Any], left: Mapping[str, int]) -> dict[str, int]:
    """For how many people of each line an invoice is credited: all that are left, unless it was said.

    Errors: FormHasFaults.
    """
    wanted = dict(zip(form["line"], form["people"], strict=False)) or dict(left)
    if any(count > left.get(line, 0) for line, count in wanted.items()):
        raise FormHasFaults({"people": gettext("No more people than are left can be credited.")})
    if left and not any(wanted.values()):
        raise FormHasFaults({"people": gettext("Credit one person at least.")})
    return wanted


def _ask_again(
    id: str, lines: Sequence[CreditedLine], net: Money, total: Money, reason: str
) -> ResponseReturnValue:
    """What a credit note would take back, to be confirmed."""
    with portal().reading() as tx:
        row = _invoice(tx, id)
        company = _company(tx, row)
    settles = Money(min(total.minor, row["open_minor"]), total.currency)
    page = {"row": row, "company": company, "lines": lines, "net": net, "total": total, "settles": settles}
    return render_template("staff/confirm_credit.html", **page, reason=reason, money_of=Money)


def _invoice(tx: sa.Connection, id: str) -> sa.RowMapping:
    """An invoice of any company. Errors: NotFound."""
    row = invoices.any_invoice(tx, id)
    if row is None:
        raise NotFound
    return row


def _company(tx: sa.Connection, row: sa.RowMapping) -> str:
    return companies.names_of(tx, [row["company"]]).get(row["company"], "")


def _for(invoice: str) -> Context:
    """The context of a command of staff for the company of an invoice. Errors: NotFound."""
    with portal().reading() as tx:
        return replace(command_context(), company=_invoice(tx, invoice)["company"])
