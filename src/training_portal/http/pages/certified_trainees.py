"""Certified Trainees: the company's certificates, a page for each, and their PDFs: one, or many."""

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.certificate_papers import certificate_pdf, certificate_version
from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.certificate_story import story_of
from training_portal.http.certificates_together import certificates_as_one_pdf, certificates_as_zip
from training_portal.http.columns import Column
from training_portal.http.current import portal, today, visitor
from training_portal.http.downloads import pdf_download
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
from training_portal.projections.certificate_amendments import amendment_waiting

blueprint = Blueprint("certified_trainees", __name__)
_SHAPE = ListShape(
    sorts=("sort_name", "title", "-completed_on", "renewal_on", "-number"),
    filters={"training": None, "status": certified_trainees.STATUSES},
    days="completed_on",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        TITLE,
        Column(marked("Number"), "number"),
        Column(marked("Completed"), "completed_on"),
        Column(marked("Renewal date"), "renewal_on"),
        Column(marked("State"), lambda row: standing_today(row).words),
    ),
)


@blueprint.get("/certified-trainees")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """Every certificate with its number, its renewal date and how it stands today."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state,
                "certified-trainees",
                lambda wanted: certified_trainees.page(tx, visitor().company, wanted, today()),
            )
        found = certified_trainees.page(tx, visitor().company, wanted_by(state), today())
        titles = certified_trainees.titles(tx, visitor().company)
    return render_template(
        "certified_trainees/show.html",
        state=state,
        page=page_with(found),
        titles=titles,
        standing=standing_today,
    )


@blueprint.get("/certified-trainees/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One certificate: what it says, every version to download, and who changed what and when."""
    with portal().reading() as tx:
        row = _own(tx, id)
        story = story_of(tx, row)
        waiting = amendment_waiting(tx, id)
    return render_template(
        "certified_trainees/one.html", row=row, story=story, waiting=waiting, standing=standing_today
    )


@blueprint.get("/certificates/<id>.pdf")
@may_enter(MANAGER)
def certificate(id: str) -> ResponseReturnValue:
    """A certificate of the company as PDF, the same bytes at every download."""
    with portal().reading() as tx:
        row = _own(tx, id)
    return pdf_download(certificate_pdf(portal(), row), f"certificate-{row['number']}")


@blueprint.get("/certificates/<id>/versions/<int:version>.pdf")
@may_enter(MANAGER)
def version(id: str, version: int) -> ResponseReturnValue:
    """One version of a certificate as PDF, as it was handed out, also when it is superseded."""
    with portal().reading() as tx:
        row = certificate_version(tx, _own(tx, id), version)
    return pdf_download(certificate_pdf(portal(), row), f"certificate-{row['number']}-v{version}")


@blueprint.post("/certified-trainees/zip")
@may_enter(MANAGER, needs=Right.READ)
def download_zip() -> ResponseReturnValue:
    """The chosen certificates, each as a PDF of its own in a ZIP file."""
    return certificates_as_zip(read_form(CertificatesChosen)["chosen"], url_for("certified_trainees.show"))


@blueprint.post("/certified-trainees/pdf")
@may_enter(MANAGER, needs=Right.READ)
def download_merged() -> ResponseReturnValue:
    """The chosen certificates as one PDF, to print them together."""
    return certificates_as_one_pdf(
        read_form(CertificatesChosen)["chosen"], url_for("certified_trainees.show")
    )


def _own(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A certificate of the visitor's company. Errors: NotFound."""
    row = certified_trainees.certificate(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row
