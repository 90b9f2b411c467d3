"""Not started: registrations that nobody opened yet; each can be reminded of, replaced or cancelled."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.mail_log import last_written
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import shows_again
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.training_titles import TITLE
from training_portal.language import marked
from training_portal.projections import not_started, orders, trainees

blueprint = Blueprint("not_started", __name__)
_SHAPE = ListShape(
    sorts=("registered_at", "sort_name", "title"),
    filters={"training": None},
    days="registered_at",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        TITLE,
        Column(marked("Registered"), "registered_at"),
    ),
)


@blueprint.get("/not-started")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The registrations that are not started, the oldest first."""
    state, company = ListState.read(request.args, request.path, _SHAPE), visitor().company
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "not-started", lambda wanted: not_started.page(tx, company, wanted))
        found = not_started.page(tx, company, wanted_by(state))
        titles = not_started.titles(tx, company)
        reminded = last_written(tx, company, "start_reminder", [row["id"] for row in found.rows])
    return render_template(
        "not_started/show.html",
        state=state,
        page=page_with(found),
        titles=titles,
        reminded=reminded,
        today=today(),
    )


@blueprint.get("/not-started/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One registration: remind the trainee, or go on to replace or cancel."""
    company = visitor().company
    with portal().reading() as tx:
        registration = orders.registration(tx, company, id)
        waiting = not_started.registration(tx, company, id)
        reminded = last_written(tx, company, "start_reminder", [id])
        person = trainees.trainee(tx, company, registration["trainee"]) if registration else None
    if registration is None:
        raise NotFound
    return render_template(
        "not_started/one.html",
        registration=registration,
        waiting=waiting,
        email=person["email"] if person else "",
        reminded=reminded.get(id),
    )


@blueprint.post("/not-started/<id>/reminder")
@may_enter(MANAGER)
@shows_again(one)
def remind(id: str) -> ResponseReturnValue:
    """Mail the trainee a reminder, at most once a day."""
    portal().application.remind_trainee(command_context(), id)
    flash(gettext("The reminder is on its way."), "good")
    return send_to(url_for("not_started.one", id=id))
