"""Reports of a convention: what each of its trainees has done, as a page, a spreadsheet and a PDF."""

from dataclasses import replace

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.list_files import MOST_ROWS, list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.conventions import own_convention
from training_portal.http.report_document import report_of
from training_portal.http.reported import reported
from training_portal.http.standing import state_words
from training_portal.http.training_titles import TITLE
from training_portal.language import marked
from training_portal.projections import orders

blueprint = Blueprint("convention_reports", __name__)
_SHAPE = ListShape(
    sorts=("sort_name", "title", "state"),
    filters={"training": None, "state": orders.STATES},
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        TITLE,
        Column(marked("State"), lambda row: state_words(row["state"])),
        Column(marked("Begun on"), "started_at"),
        Column(marked("Ended on"), "finished_at"),
        Column(marked("Modules finished"), "modules_done"),
        Column(marked("Modules"), "modules"),
        Column(marked("Minutes spent"), lambda row: row["seconds"] // 60),
        Column(marked("Result in percent"), "percent"),
        Column(marked("Tests taken"), "attempts_used"),
        Column(marked("Certificate"), "number"),
    ),
)


@blueprint.get("/conventions/<id>/reports")
@may_enter(MANAGER)
def show(id: str) -> ResponseReturnValue:
    """Each trainee of the agreement: start, end, progress, time spent, results."""
    state = ListState.read(request.args, request.path, _SHAPE)
    company = visitor().company
    with portal().reading() as tx:
        row = own_convention(tx, id)
        if state.format:
            name = f"reports-{row['number']}"
            return list_file(state, name, lambda wanted: reported(tx, company, row["order"], wanted))
        found = reported(tx, company, row["order"], wanted_by(state))
        order, lines = orders.order(tx, company, row["order"]), orders.lines_of(tx, row["order"])
    return render_template(
        "convention_reports/show.html",
        row=row,
        order=order,
        titles={line["training"]: line["title"] for line in lines},
        state=state,
        page=page_with(found),
    )


@blueprint.get("/conventions/<id>/reports.pdf")
@may_enter(MANAGER)
def document(id: str) -> ResponseReturnValue:
    """All of it as PDF, as it stands now."""
    state = ListState.read(request.args, request.path, _SHAPE)
    wanted = replace(wanted_by(state), offset=0, limit=MOST_ROWS)
    with portal().reading() as tx:
        row = own_convention(tx, id)
        found = reported(tx, visitor().company, row["order"], wanted)
    return pdf_download(report_of(row, found.rows), f"reports-{row['number']}")
