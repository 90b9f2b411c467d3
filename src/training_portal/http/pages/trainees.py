"""Trainees: everybody whom the company registered, and a page for each."""

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.lists import Found, Wanted
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.history_words import history_in_words
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.trainees import DetailsCorrected
from training_portal.http.validity import validity_today
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import my_trainings, trainees
from training_portal.projections.certified_trainees import certificates_of_company_trainee

blueprint = Blueprint("trainees", __name__)
_SHAPE = ListShape(
    sorts=("sort_name", "identifier", "-registered_at", "-registrations", "-passed"),
    filters={"training": None, "state": trainees.STATES},
    days="registered_at",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        Column(marked("E-mail"), "email"),
        Column(marked("Registered"), "registered_at"),
        Column(marked("Trainings"), "registrations"),
        Column(marked("Of these passed"), "passed"),
        Column(marked("Left on"), "left_on"),
    ),
)


@blueprint.get("/trainees")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The company's trainees."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "trainees", lambda wanted: _page(tx, wanted))
        found, company = _page(tx, wanted_by(state)), visitor().company
        counts = trainees.counts_by_state(tx, company, state.search, found.matching)
        titles = trainees.titles_of_past(tx, company) | my_trainings.titles(tx, company)
    return render_template(
        "trainees/show.html", state=state, page=page_with(found), counts=counts, titles=titles
    )


@blueprint.get("/trainees/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One trainee: facts, trainings with their progress and certificates, past trainings, history."""
    company = visitor().company
    with portal().reading() as tx:
        trainee = trainees.trainee(tx, company, id)
        if trainee is None:
            raise NotFound
        registrations = my_trainings.trainings_of_company_trainee(tx, company, id)
        certificates = certificates_of_company_trainee(tx, company, id)
        past = trainees.past_trainings_of(tx, company, id)
        history = history_in_words(tx, trainee)
    return render_template(
        "trainees/one.html",
        trainee=trainee,
        registrations=registrations,
        certificates={row["id"]: row for row in certificates},
        past=past,
        history=history,
        validity=validity_today,
    )


@blueprint.get("/trainees/<id>/edit")
@may_enter(MANAGER, needs=Right.PURCHASE)
def edit(id: str) -> ResponseReturnValue:
    """The form that corrects a trainee's name or e-mail address."""
    return render_template("trainees/edit.html", trainee=own_trainee(id))


@blueprint.post("/trainees/<id>/edit")
@may_enter(MANAGER)
@shows_again(edit)
def correct(id: str) -> ResponseReturnValue:
    """Correct the record; certificates keep the name they print."""
    form = read_form(DetailsCorrected)
    details = (form["first_name"], form["last_name"], form["email"])
    portal().application.correct_details(command_context(), id, details)
    flash(gettext("The record is corrected."), "good")
    return send_to(url_for("trainees.one", id=id))


@blueprint.post("/trainees/<id>/leave")
@may_enter(MANAGER)
def leave(id: str) -> ResponseReturnValue:
    """Note that somebody left the company; it can be taken back at any time."""
    portal().application.mark_left(command_context(), id)
    words = gettext("%(name)s is noted as having left. Documents stay here.", name=_name_of(id))
    flash(words, "good")
    return send_to(url_for("trainees.one", id=id))


@blueprint.post("/trainees/<id>/return")
@may_enter(MANAGER)
def come_back(id: str) -> ResponseReturnValue:
    """Count somebody who had left among the company's people again."""
    portal().application.mark_returned(command_context(), id)
    flash(gettext("%(name)s is among your trainees again.", name=_name_of(id)), "good")
    return send_to(url_for("trainees.one", id=id))


def own_trainee(id: str) -> sa.RowMapping:
    """A trainee of the visitor's company. Errors: NotFound."""
    with portal().reading() as tx:
        found = trainees.trainee(tx, visitor().company, id)
    if found is None:
        raise NotFound
    return found


def _page(tx: sa.Connection, wanted: Wanted) -> Found:
    return trainees.page(tx, visitor().company, wanted)


def _name_of(id: str) -> str:
    row = own_trainee(id)
    return f"{row['first_name']} {row['last_name']}"
