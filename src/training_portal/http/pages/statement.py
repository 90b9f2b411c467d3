"""Account statement: what the company owed and paid, entry by entry, on the page, as PDF, CSV and XLSX."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.http.access import MANAGER, may_enter
from training_portal.http.current import visitor
from training_portal.http.statements import (
    statement_asked,
    statement_document,
    statement_file,
    statement_page,
)
from training_portal.identity.rights import Right

blueprint = Blueprint("statement", __name__, url_prefix="/statement")
_reads = may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)


@blueprint.get("")
@_reads
def show() -> ResponseReturnValue:
    """The statement of a period, the newest entry first, with the balance before, after, and after each."""
    state = statement_asked()
    if state.format:
        return statement_file(state, visitor().company)
    return render_template("statement/show.html", **statement_page(state, visitor().company))


@blueprint.get("/statement.pdf")
@_reads
def document() -> ResponseReturnValue:
    """The statement of a period as PDF."""
    state = statement_asked()
    if state.is_turned_round:
        return redirect(f"{url_for('statement.show')}?{request.query_string.decode()}")
    return statement_document(state, visitor().company, visitor().company_name)
