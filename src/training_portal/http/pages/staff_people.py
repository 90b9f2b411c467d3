"""People: what staff do when a person asks what is known about them, or to be forgotten."""

import json

import structlog
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.documents.disclosure import Disclosure, disclosure_pdf
from training_portal.erasure import KnownPerson, forget_person, known_person, personal_data, records_to_keep
from training_portal.errors import NotFound, Refusal
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.privacy import ForgettingConfirmed
from training_portal.language import marked
from training_portal.projections.companies import names_of

blueprint = Blueprint("staff_people", __name__, url_prefix="/staff/people")
_ADMINISTRATOR = ("administrator",)
_log = structlog.get_logger(__name__)


class ConfirmationIsWrong(Refusal):
    """Forgetting cannot be undone: the person is named once more."""

    words = marked("Type the identifier %(identifier)s to confirm that this person is meant.")
    field = "confirmation"


@blueprint.get("")
@may_enter(STAFF, roles=_ADMINISTRATOR)
def show() -> ResponseReturnValue:
    """Look for a person by user name or id. Who of staff looked for whom is logged."""
    wanted = request.args.get("q", "").strip()
    known = known_person(portal(), wanted) if wanted else None
    if wanted:
        _log.info("staff looked for a person", staff=visitor().person_id, found=known is not None)
    if known is not None:
        return redirect(url_for("staff_people.one", id=known.ids[0]), 303)
    return render_template("staff/people.html", wanted=wanted)


@blueprint.get("/<id>")
@may_enter(STAFF, roles=_ADMINISTRATOR)
def one(id: str) -> ResponseReturnValue:
    """Who this is, what can be told to them, and what forgetting would mean."""
    known = _known(id)
    with portal().reading() as tx:
        company = names_of(tx, [known.company]).get(known.company, "")
    kept = records_to_keep(known, portal().today)
    return render_template("staff/person.html", known=known, company=company, kept=kept)


@blueprint.get("/<id>/data.json")
@may_enter(STAFF, roles=_ADMINISTRATOR)
def as_json(id: str) -> ResponseReturnValue:
    """Everything known about the person, for a program."""
    text = json.dumps(personal_data(portal(), _known(id)), ensure_ascii=False, indent=2)
    response = Response(text, mimetype="application/json")
    response.headers.set("Content-Disposition", "attachment", filename="personal-data.json")
    return response


@blueprint.get("/<id>/data.pdf")
@may_enter(STAFF, roles=_ADMINISTRATOR)
def as_pdf(id: str) -> ResponseReturnValue:
    """Everything known about the person, to read."""
    known = _known(id)
    told = personal_data(portal(), known)
    facts = Disclosure(known.person, told, portal().today, portal().settings.provider)
    return pdf_download(disclosure_pdf(facts), "personal-data")


@blueprint.post("/<id>/forget")
@may_enter(STAFF, roles=_ADMINISTRATOR)
@shows_again(one)
def forget(id: str) -> ResponseReturnValue:
    """Destroy the person's key; the lists follow within a minute or two."""
    known, typed = _known(id), read_form(ForgettingConfirmed)["confirmation"]
    name = known.person.identifier or known.ids[0]
    if typed.casefold() != name.casefold():
        raise ConfirmationIsWrong(identifier=name)
    forget_person(portal(), command_context(), known)
    flash(gettext("The person is forgotten. Lists and documents follow within a few minutes."), "good")
    return redirect(url_for("staff_people.one", id=id), 303)


def _known(id: str) -> KnownPerson:
    known = known_person(portal(), id)
    if known is None or known.ids[0] != id:
        raise NotFound
    return known
