"""A company's account statement, for staff: what it owed and paid, entry by entry, with the balance."""

from collections.abc import Callable, Mapping
from typing import Any

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.errors import NotFound
from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.http.pages.statement import entry_words
from training_portal.language import marked
from training_portal.projections import companies, statement
from training_portal.values import Money

blueprint = Blueprint("staff_statement", __name__, url_prefix="/staff/companies/<id>/statement")
_log = structlog.get_logger(__name__)


def _money(column: str) -> Callable[[Mapping[Any, Any]], Money]:
    return lambda row: Money(row[column], row["currency"])


_SHAPE = ListShape(
    sorts=("-on",),
    days="on",
    columns=(
        Column(marked("Date"), "on"),
        Column(marked("Entry"), entry_words),
        Column(marked("Amount"), _money("minor")),
    ),
)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show(id: str) -> ResponseReturnValue:
    """The statement of a period, the newest entry first, with the balance before, after, and after each."""
    state = ListState.read(request.args, request.path, _SHAPE)
    _log.info("staff looked at an account statement", person=visitor().person_id, company=id)
    with portal().reading() as tx:
        row = companies.company(tx, id)
        if row is None:
            raise NotFound
        currency, wanted = statement.currency_of(tx, id), wanted_by(state)
        if state.format:
            return list_file(state, "statement", lambda wanted: statement.page(tx, id, currency, wanted))
        found = statement.page(tx, id, currency, wanted)
        rows = statement.with_balance(tx, id, currency, found.rows, newest_first=state.descending)
        told = statement.balances(tx, id, currency, wanted.days)
    page = {"state": state, "page": Page(rows, found.total), "company": row, "told": told}
    return render_template("staff/statement.html", **page, entry_words=entry_words, money_of=Money)
