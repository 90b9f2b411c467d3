"""Credit, for staff: what is left of payments and credit notes, set against an invoice or given back."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.application.payments import Credit
from training_portal.errors import NotFound
from training_portal.event_store.context import Context
from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column, money_in
from training_portal.http.current import command_context, is_sent_again, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_files import rows_file
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.staff_payments import MONEY_ROLES, method_words
from training_portal.http.refusals import FormHasFaults
from training_portal.http.schemas.payments import CreditPaidOut, CreditUsed
from training_portal.http.speech import money_words
from training_portal.language import marked
from training_portal.projections import companies, payments
from training_portal.values import Money, sums

blueprint = Blueprint("staff_credits", __name__, url_prefix="/staff/credits")
_log = structlog.get_logger(__name__)


def origin_words(row: Mapping[str, Any]) -> str:
    """Where a credit comes from, in the reader's words: its credit note, or how it was paid."""
    if row["kind"] == "credit_note":
        return str(gettext("Credit note %(number)s", number=row["name"]))
    return f"{method_words(row['method'])} {row['name']}".strip()


_SHAPE = ListShape(
    columns=(
        Column(marked("Company"), "company_name"),
        Column(marked("From"), origin_words),
        Column(marked("Date"), "day"),
        Column(marked("Left"), money_in("left_minor")),
        Column(marked("Currency"), "currency"),
    ),
)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """Every credit of every company, the oldest first, and their total. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        found = payments.all_credits(tx)
        names = companies.names_of(tx, [row["company"] for row in found])
    rows = [{**row, "company_name": names.get(row["company"], "")} for row in found]
    _log.info("staff looked at credits", person=visitor().person_id, shown=len(rows))
    if state.format:
        return rows_file(state, "credits", rows)
    totals = sums(Money(row["left_minor"], row["currency"]) for row in rows)
    page = {"state": state, "rows": rows, "totals": totals}
    return render_template("staff/credits.html", **page, money_of=Money, origin_words=origin_words)


@blueprint.get("/<id>")
@may_enter(STAFF, roles=MONEY_ROLES)
def one(id: str) -> ResponseReturnValue:
    """One credit, with what it can be used for."""
    row = _credit(id)
    with portal().reading() as tx:
        bills = payments.open_invoices(tx, row["company"])
        company = companies.names_of(tx, [row["company"]]).get(row["company"], "")
    bills = [bill for bill in bills if bill["currency"] == row["currency"]]
    page = {"row": row, "bills": bills, "company": company, "left": Money(row["left_minor"], row["currency"])}
    return render_template("staff/credit.html", **page, money_of=Money, method_words=method_words)


@blueprint.post("/<id>/use")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(one)
def use(id: str) -> ResponseReturnValue:
    """Set a part of a credit against an invoice of the same company."""
    typed, row = read_form(CreditUsed), _credit(id)
    amount = Money(typed["amount"], row["currency"])
    portal().application.allocate_credit(_for(row), _place(row), typed["invoice"], amount)
    flash(gettext("The credit is set against the invoice."), "good")
    return redirect(url_for("staff_credits.show"), 303)


@blueprint.post("/<id>/pay-out")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(one)
def pay_out(id: str) -> ResponseReturnValue:
    """Give a part of a credit back, once it was confirmed: to the card, or by a transfer that is noted."""
    typed = read_form(CreditPaidOut)
    if is_sent_again():
        return redirect(url_for("staff_credits.show"), 303)
    row = _credit(id)
    amount = _left_for(row, typed)
    if typed["over"] != amount.minor:
        return _ask_again(row, amount, typed)
    if typed["way"] == "card":
        portal().application.ask_refund(_for(row), id, amount)
        flash(gettext("The refund is under way: the payment provider is asked within a minute."), "good")
    else:
        portal().application.refund_by_transfer(_for(row), _place(row), amount, typed["reference"])
        flash(gettext("The refund is noted."), "good")
    return redirect(url_for("staff_credits.show"), 303)


def _left_for(row: Mapping[str, Any], typed: Mapping[str, Any]) -> Money:
    """The amount to be given back as was typed. Errors: FormHasFaults."""
    left, amount = Money(row["left_minor"], row["currency"]), Money(typed["paid_out"], row["currency"])
    if amount.minor > left.minor:
        words = gettext("Only %(left)s is left of this credit.", left=money_words(left))
        raise FormHasFaults({"paid_out": words})
    if typed["way"] == "card" and row["method"] != "card":
        words = gettext("This payment did not come by card. Refund it by bank transfer.")
        raise FormHasFaults({"way": words})
    return amount


def _ask_again(row: Mapping[str, Any], amount: Money, typed: Mapping[str, Any]) -> ResponseReturnValue:
    """What would be given back to whom, and how, to be confirmed."""
    with portal().reading() as tx:
        company = companies.names_of(tx, [row["company"]]).get(row["company"], "")
    page = {"row": row, "company": company, "amount": amount, "asked": typed}
    return render_template("staff/confirm_refund.html", **page, method_words=method_words)


def _credit(id: str) -> Mapping[str, Any]:
    """A credit of any company of which something is left. Errors: NotFound."""
    with portal().reading() as tx:
        row = payments.credit(tx, id)
    if row is None:
        raise NotFound
    return row


def _place(row: Mapping[str, Any]) -> Credit:
    return Credit(row["id"], row["kind"] == "credit_note")


def _for(row: Mapping[str, Any]) -> Context:
    return replace(command_context(), company=row["company"])
