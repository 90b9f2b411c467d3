"""A company's account statement, for staff: what it owed and paid, entry by entry, with the balance."""

import sqlalchemy as sa
import structlog
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.errors import NotFound
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal, visitor
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.http.statements import (
    statement_asked,
    statement_document,
    statement_file,
    statement_page,
)
from training_portal.projections import companies

blueprint = Blueprint("staff_statement", __name__, url_prefix="/staff/companies/<id>/statement")
_log = structlog.get_logger(__name__)


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show(id: str) -> ResponseReturnValue:
    """The statement of a period, the newest entry first, with the balance before, after, and after each."""
    company, state = _looked_at(id), statement_asked()
    if state.format:
        return statement_file(state, id)
    return render_template("staff/statement.html", company=company, **statement_page(state, id))


@blueprint.get("/statement.pdf")
@may_enter(STAFF, roles=MONEY_ROLES)
def document(id: str) -> ResponseReturnValue:
    """The statement of a period as PDF."""
    company, state = _looked_at(id), statement_asked()
    if state.is_turned_round:
        return redirect(f"{url_for('staff_statement.show', id=id)}?{request.query_string.decode()}")
    return statement_document(state, id, company["name"])


def _looked_at(id: str) -> sa.RowMapping:
    """A company, whose statement somebody is looking at. Errors: NotFound."""
    with portal().reading() as tx:
        row = companies.company(tx, id)
    if row is None:
        raise NotFound
    _log.info("staff looked at an account statement", person=visitor().person_id, company=id)
    return row
