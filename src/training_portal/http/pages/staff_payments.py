"""Payments, for staff: what came in, a transfer typed in by hand, and one recorded by mistake taken back."""

from dataclasses import replace
from typing import Any

import marshmallow as ma
import sqlalchemy as sa
import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.context import Context
from training_portal.event_store.lists import Found, Wanted
from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column, money_in
from training_portal.http.current import command_context, is_sent_again, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.payments import PaymentWithdrawn, TransferTyped
from training_portal.http.typed_transfer import checked_transfer, open_in_all
from training_portal.language import marked
from training_portal.payments.notices import notices_counted
from training_portal.projections import companies, payments
from training_portal.values import Money

blueprint = Blueprint("staff_payments", __name__, url_prefix="/staff/payments")
MONEY_ROLES = ("administrator", "accounts")
_METHODS = {"card": marked("Card"), "transfer": marked("Bank transfer")}
_STATES = {
    "used": marked("set against invoices"),
    "credit": marked("credit left"),
    "withdrawn": marked("withdrawn"),
}
_log = structlog.get_logger(__name__)


def method_words(method: str) -> str:
    """How money came, in the reader's words."""
    return str(gettext(_METHODS[method]))


_SHAPE = ListShape(
    sorts=("-paid_on", "-amount_minor", "-left_minor"),
    filters={"state": payments.PAYMENT_STATES, "method": tuple(_METHODS)},
    days="paid_on",
    columns=(
        Column(marked("Date"), "paid_on"),
        Column(marked("Company"), "company_name"),
        Column(marked("Method"), lambda row: method_words(row["method"])),
        Column(marked("Reference"), "reference"),
        Column(marked("Invoices"), "numbers"),
        Column(marked("Amount"), money_in("amount_minor")),
        Column(marked("Left"), money_in("left_minor")),
        Column(marked("State"), lambda row: gettext(_STATES[row["state"]])),
    ),
)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """The payments of all companies, the newest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            _log.info("staff downloaded payments", person=visitor().person_id)
            return list_file(state, "payments", lambda wanted: _page(tx, wanted))
        found = _page(tx, wanted_by(state))
        counts = payments.payment_totals(tx)
        refused, left = notices_counted(tx, "refused"), notices_counted(tx, "left")
    _log.info("staff looked at payments", person=visitor().person_id, shown=len(found.rows))
    page = {
        "state": state,
        "page": page_with(found),
        "counts": counts,
        "refused": refused,
        "left": left,
    }
    return render_template("staff/payments.html", **page, money_of=Money, method_words=method_words)


def _page(tx: sa.Connection, wanted: Wanted) -> Found:
    """Payments, each with the name of its company."""
    found = payments.payments_page(tx, wanted, companies.found_by(tx, wanted.search))
    names = companies.names_of(tx, [row["company"] for row in found.rows])
    rows: Any = [{**row, "company_name": names.get(row["company"], "")} for row in found.rows]
    return replace(found, rows=rows)


@blueprint.get("/<id>")
@may_enter(STAFF, roles=MONEY_ROLES)
def one(id: str) -> ResponseReturnValue:
    """One payment: where it went, and what can be done with it."""
    with portal().reading() as tx:
        row = _payment(tx, id)
        against, back = payments.allocations_of(tx, id), payments.refunds_of(tx, id)
        company = companies.names_of(tx, [row["company"]]).get(row["company"], "")
    _log.info("staff looked at a payment", person=visitor().person_id, payment=id)
    page = {"row": row, "allocations": against, "refunds": back, "company": company}
    return render_template("staff/payment.html", **page, money_of=Money, method_words=method_words)


@blueprint.get("/new")
@may_enter(STAFF, roles=MONEY_ROLES)
def new() -> ResponseReturnValue:
    """A transfer to be typed in; the address may fill in its fields, as far as they can be read.

    `?numbers=` fills in what is open on these invoices, too.
    """
    wrong = TransferTyped(partial=True, unknown=ma.EXCLUDE).validate(request.args)
    given = {name: value for name, value in request.args.items() if name not in wrong}
    with portal().reading() as tx:
        owed = open_in_all(tx, given.get("numbers", ""))
    amount = owed.decimal if owed and owed.minor else ""
    return render_template("staff/new_payment.html", given={"paid_on": today(), "amount": amount, **given})


@blueprint.post("/new")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(new)
def add() -> ResponseReturnValue:
    """Record a transfer for the invoices it names, in their order; the rest is credit."""
    typed = read_form(TransferTyped)
    if is_sent_again():
        return redirect(url_for("staff_payments.show"), 303)
    with portal().reading() as tx:
        company, transfer = checked_transfer(tx, typed, today())
    id = portal().application.record_transfer(_for(company), transfer)
    flash(gettext("The payment is recorded."), "good")
    return redirect(url_for("staff_payments.one", id=id), 303)


@blueprint.get("/<id>/withdraw")
@may_enter(STAFF, roles=MONEY_ROLES)
def ask_to_withdraw(id: str) -> ResponseReturnValue:
    """Whether a payment was recorded by mistake, and why."""
    with portal().reading() as tx:
        row, against = _payment(tx, id), payments.allocations_of(tx, id)
    return render_template("staff/withdraw_payment.html", row=row, allocations=against, money_of=Money)


@blueprint.post("/<id>/withdraw")
@may_enter(STAFF, roles=MONEY_ROLES)
@shows_again(ask_to_withdraw)
def withdraw(id: str) -> ResponseReturnValue:
    """Take a payment back; its invoices are open again."""
    reason = read_form(PaymentWithdrawn)["reason"]
    with portal().reading() as tx:
        company = _payment(tx, id)["company"]
    portal().application.withdraw_payment(_for(company), id, reason)
    flash(gettext("The payment is withdrawn. Its invoices are open again."), "good")
    return redirect(url_for("staff_payments.one", id=id), 303)


def _payment(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A payment of any company. Errors: NotFound."""
    row = payments.payment(tx, id)
    if row is None:
        raise NotFound
    return row


def _for(company: str) -> Context:
    """The context of a command of staff for a company."""
    return replace(command_context(), company=company)
