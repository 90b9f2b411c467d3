"""Training Passed: the company's registrations that ended with a passed test, and their certificates."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.event_store.lists import Found, Wanted
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.certificates_together import certificates_as_one_pdf, certificates_as_zip
from training_portal.http.columns import Column
from training_portal.http.current import portal, today, visitor
from training_portal.http.forms import read_form
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.certificates import CertificatesChosen
from training_portal.http.training_titles import TITLE
from training_portal.http.validity import standing_today
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import certified_trainees

blueprint = Blueprint("training_passed", __name__)
_SHAPE = ListShape(
    sorts=("-completed_on", "sort_name", "title", "-percent", "-number"),
    filters={"training": None, "status": certified_trainees.STATUSES},
    days="completed_on",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        TITLE,
        Column(marked("Passed"), "completed_on"),
        Column(marked("Result in percent"), "percent"),
        Column(marked("Certificate"), "number"),
        Column(marked("State"), lambda row: row["standing"].words),
    ),
)


@blueprint.get("/training-passed")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """Who passed what, and when; Actions has the certificate."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "training-passed", lambda wanted: _passed(tx, wanted))
        found = _passed(tx, wanted_by(state))
        titles = certified_trainees.titles(tx, visitor().company)
    return render_template("training_passed/show.html", state=state, page=page_with(found), titles=titles)


@blueprint.post("/training-passed/zip")
@may_enter(MANAGER, needs=Right.READ)
def download_zip() -> ResponseReturnValue:
    """The certificates of the chosen registrations, each as a PDF of its own in a ZIP file."""
    return certificates_as_zip(_chosen(), url_for("training_passed.show"))


@blueprint.post("/training-passed/pdf")
@may_enter(MANAGER, needs=Right.READ)
def download_merged() -> ResponseReturnValue:
    """The certificates of the chosen registrations as one PDF, to print them together."""
    return certificates_as_one_pdf(_chosen(), url_for("training_passed.show"))


def _chosen() -> list[str]:
    """The certificates of the registrations that were ticked."""
    registrations = read_form(CertificatesChosen)["chosen"]
    with portal().reading() as tx:
        return list(certified_trainees.certificates_of(tx, visitor().company, registrations))


def _passed(tx: sa.Connection, wanted: Wanted) -> Found:
    """The list by its registrations, each row with how its certificate stands today."""
    found = certified_trainees.page(tx, visitor().company, wanted, today())
    rows: list[Any] = [
        {**row, "id": row["registration"], "certificate": row["id"], "standing": standing_today(row)}
        for row in found.rows
    ]
    return replace(found, rows=rows)
