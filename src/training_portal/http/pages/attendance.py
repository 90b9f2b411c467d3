"""Attendance certificate: what a trainee has really done at a training, shown, as PDF, and many as a ZIP."""

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.attestations import (
    NothingWasDone,
    attendance_archive,
    attendance_certificate,
    attendance_facts,
    file_name,
)
from training_portal.documents.attendance_facts import AttendanceFacts
from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import now, portal, visitor
from training_portal.http.downloads import pdf_download, zip_download
from training_portal.http.forms import read_form
from training_portal.http.links import safe_place
from training_portal.http.schemas.registrations import RegistrationsChosen
from training_portal.http.speech import spoken_language, words_of
from training_portal.identity.rights import Right
from training_portal.projections import orders
from training_portal.projections.attendance import begun_of_order
from training_portal.values import LANGUAGES

blueprint = Blueprint("attendance", __name__)


@blueprint.get("/registrations/<registration>/attendance")
@may_enter(MANAGER)
def show(registration: str) -> ResponseReturnValue:
    """What was done, so far or in full, and the certificate of it in both languages."""
    with portal().reading() as tx:
        row = orders.registration(tx, visitor().company, registration)
    if row is None:
        raise NotFound
    facts = _facts([registration], spoken_language()).get(registration)
    return render_template("attendance/show.html", row=row, facts=facts)


@blueprint.get("/registrations/<registration>/attendance.pdf")
@may_enter(MANAGER)
def certificate(registration: str) -> ResponseReturnValue:
    """The certificate of attendance as PDF, in the language of `?language=`."""
    with portal().reading() as tx:
        if orders.registration(tx, visitor().company, registration) is None:
            raise NotFound
    facts = _facts([registration], _language()).get(registration)
    if facts is None:
        return send_to(url_for("attendance.show", registration=registration))
    return pdf_download(attendance_certificate(facts), file_name(facts))


@blueprint.get("/orders/<order>/attendance.zip")
@may_enter(MANAGER)
def of_order(order: str) -> ResponseReturnValue:
    """The certificates of everybody in an order who has started, as a ZIP."""
    with portal().reading() as tx:
        row = orders.order(tx, visitor().company, order)
        begun = begun_of_order(tx, visitor().company, order)
    if row is None:
        raise NotFound
    return _archive(begun, f"{row['number']}-attendance", url_for("orders.one", id=order))


@blueprint.post("/attendance.zip")
@may_enter(MANAGER, needs=Right.READ)
def of_chosen() -> ResponseReturnValue:
    """The certificates of the registrations that were ticked in a list, as a ZIP."""
    form = read_form(RegistrationsChosen)
    return _archive(form["chosen"], "attendance", safe_place(form["back"], url_for("orders.show")))


def _archive(registrations: Sequence[str], name: str, back: str) -> ResponseReturnValue:
    """The ZIP; when nobody of them has started, the page it was asked from, which says so."""
    facts = _facts(registrations, _language())
    if not facts:
        flash(words_of(NothingWasDone()), "bad")
        return send_to(back)
    by_name = sorted(facts.values(), key=lambda one: (one.last_name, one.first_name, one.training))
    return zip_download(attendance_archive(by_name), name)


def _facts(registrations: Sequence[str], language: str) -> dict[str, AttendanceFacts]:
    with portal().reading() as tx:
        return attendance_facts(portal(), tx, visitor().company, registrations, language, now())


def _language() -> str:
    asked = request.args.get("language", "")
    return asked if asked in LANGUAGES else spoken_language()
