"""Certified Trainees: the company's certificates of completion, and each of them as PDF."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.validity import validity_today
from training_portal.language import marked
from training_portal.letters import certificate_pdf
from training_portal.projections import certified_trainees

blueprint = Blueprint("certified_trainees", __name__)
_SHAPE = ListShape(
    sorts=("sort_name", "title", "-completed_on", "renewal_on", "-number"),
    filters={"training": None},
    days="completed_on",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        Column(marked("Training"), "title"),
        Column(marked("Number"), "number"),
        Column(marked("Completed"), "completed_on"),
        Column(marked("Renewal date"), "renewal_on"),
        Column(marked("State"), lambda row: validity_today(row["renewal_on"]).words),
    ),
)


@blueprint.get("/certified-trainees")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """Every certificate with its number, its renewal date and whether it is still valid."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state,
                "certified-trainees",
                lambda wanted: certified_trainees.page(tx, visitor().company, wanted),
            )
        found = certified_trainees.page(tx, visitor().company, wanted_by(state))
        titles = certified_trainees.titles(tx, visitor().company)
    return render_template(
        "certified_trainees/show.html",
        state=state,
        page=page_with(found),
        titles=titles,
        validity=validity_today,
    )


@blueprint.get("/certificates/<id>.pdf")
@may_enter(MANAGER)
def certificate(id: str) -> ResponseReturnValue:
    """A certificate of the company as PDF, the same bytes at every download."""
    with portal().reading() as tx:
        row = certified_trainees.certificate(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return pdf_download(certificate_pdf(portal(), row), f"certificate-{row['number']}")
