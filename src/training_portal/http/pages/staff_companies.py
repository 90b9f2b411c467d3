"""Companies: the first page of staff, with every client company and the state of its account."""

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.language import marked
from training_portal.projections import companies
from training_portal.projections.dashboard import trainees_by_company

blueprint = Blueprint("staff_companies", __name__)
_ACCOUNT = {"open": marked("open"), "suspended": marked("suspended"), "closed": marked("closed")}
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
        trainees = trainees_by_company(tx, [row["id"] for row in found.rows])
    _log.info("staff looked at companies", person=visitor().person_id, shown=len(found.rows))
    return render_template(
        "staff/companies.html", state=state, page=page_with(found), counts=counts, trainees=trainees
    )
