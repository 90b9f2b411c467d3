"""Companies: the first page of staff, with every client company and the state of its account."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.lists import Wanted
from training_portal.http.access import STAFF, may_enter
from training_portal.http.account_story import story_of
from training_portal.http.columns import Column
from training_portal.http.current import portal, today, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.manager_roles import role_words
from training_portal.http.pages.invoices import state_of
from training_portal.http.pages.staff_payments import MONEY_ROLES, method_words
from training_portal.language import marked
from training_portal.projections import companies, invoices, managers, payments, trainees
from training_portal.projections.dashboard import trainees_by_company
from training_portal.projections.overdue import alert, owed_by
from training_portal.values import Money, sums

blueprint = Blueprint("staff_companies", __name__)
_ACCOUNT = {"open": marked("account open"), "suspended": marked("suspended"), "closed": marked("closed")}
_SHAPE = ListShape(
    sorts=("search", "state", "-opened_at"),
    filters={"state": ("open", "suspended", "closed")},
    days="opened_at",
    columns=(
        Column(marked("Company"), "name"),
        Column("SIREN", "siren"),
        Column(marked("Address"), lambda row: ", ".join(row["address"])),
        Column(marked("Client since"), "opened_at"),
        Column(marked("Account"), lambda row: gettext(_ACCOUNT[row["state"]])),
    ),
)
_NEWEST = 100
"""Invoices and payments that the page of a company shows; the lists have them all."""
_log = structlog.get_logger(__name__)


@blueprint.get("/staff")
@may_enter(STAFF)
def show() -> ResponseReturnValue:
    """Every client company. Who of staff looked is logged: the question is not bound to one company."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            _log.info("staff downloaded companies", person=visitor().person_id)
            return list_file(state, "companies", lambda wanted: companies.page(tx, wanted))
        found = companies.page(tx, wanted_by(state))
        counts = companies.counts_by_state(tx, state.search)
        people = trainees_by_company(tx, [row["id"] for row in found.rows])
    _log.info("staff looked at companies", person=visitor().person_id, shown=len(found.rows))
    return render_template(
        "staff/companies.html", state=state, page=page_with(found), counts=counts, trainees=people
    )


@blueprint.get("/staff/companies/<id>")
@may_enter(STAFF)
def one(id: str) -> ResponseReturnValue:
    """One company: its managers, what led to the state of its account, and for some roles its money."""
    sees_money = visitor().role in MONEY_ROLES
    with portal().reading() as tx:
        row = companies.company(tx, id)
        if row is None:
            raise NotFound
        bills = invoices.newest_of(tx, id, _NEWEST)
        page = {
            "row": row,
            "trainees": trainees.counts_by_state(tx, id),
            "managers": managers.managers_of(tx, id),
            "story": story_of(tx, id, bills, with_amounts=sees_money),
            "money": _money(tx, id, bills) if sees_money else None,
        }
    _log.info("staff looked at a company", person=visitor().person_id, company=id)
    return render_template(
        "staff/company.html",
        **page,
        state_of=state_of,
        money_of=Money,
        method_words=method_words,
        role_words=role_words,
    )


def _money(tx: sa.Connection, company: str, bills: Sequence[sa.RowMapping]) -> dict[str, Any]:
    """What a company was billed, owes, paid and has left."""
    owed, credits = owed_by(tx, company), payments.credits_of(tx, company)
    told = alert(tx, company, today())
    return {
        "invoices": bills,
        "payments": payments.company_payments(tx, company, Wanted(sort="paid_on", descending=True)).rows,
        "put_off": {one["id"]: one["put_off_until"] for one in owed if one["put_off_until"]},
        "owed": sums(Money(one["open_minor"], one["currency"]) for one in owed),
        "credit": sums(Money(one["left_minor"], one["currency"]) for one in credits),
        "suspended_from": told.suspended_from if told else None,
    }
