"""The first page with its three log-ins, signing in and out, and the language switch."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from training_portal.application.profiles import ProfileEdits
from training_portal.event_store.engine import writing
from training_portal.http.access import ANYONE, may_enter, send_to
from training_portal.http.cookies import chosen_language_cookie, give_language, take_session
from training_portal.http.current import command_context, front_door, now, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.links import safe_place
from training_portal.http.navigation import home as first_place
from training_portal.http.pages.sign_in_steps import FURTHER, go_on
from training_portal.http.schemas.sign_in import LanguageChoice, LogIn
from training_portal.http.visitor import Kind
from training_portal.identity.front_door import Attempt
from training_portal.identity.sessions import Stage, speak

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/")
@may_enter(ANYONE)
def home() -> ResponseReturnValue:
    """Three log-ins for those who are not signed in; everybody else is sent to their own first page."""
    first = first_place()
    if first != "sign_in.home":
        return redirect(url_for(first), 303)
    return render_template("sign_in/home.html")


@blueprint.get("/<any(manager, trainee, staff):door>/log-in")
@may_enter(ANYONE)
def log_in(door: str) -> ResponseReturnValue:
    """The log-in of managers, trainees or staff."""
    further = request.form.get(FURTHER) or request.args.get("next", "")
    return render_template("sign_in/log_in.html", door=door, further=further)


@blueprint.post("/<any(manager, trainee, staff):door>/log-in")
@may_enter(ANYONE)
@shows_again(log_in)
def enter(door: str) -> ResponseReturnValue:
    """Sign in; a session that was open in this browser ends."""
    form = read_form(LogIn)
    attempt = Attempt(
        kind=door,
        username=form["username"],
        password=form["password"],
        address=request.remote_addr or "",
        language=chosen_language_cookie(),
    )
    token, stage = front_door().enter(attempt, now())
    _leave()
    session[FURTHER] = safe_place(request.form.get(FURTHER, ""), "/")
    return go_on(token, stage)


@blueprint.post("/log-out")
@may_enter(ANYONE, unfinished=True)
def log_out() -> ResponseReturnValue:
    """Sign out, and forget what forms of this browser were made for."""
    _leave()
    return take_session(redirect(url_for("sign_in.home"), 303))


@blueprint.post("/language")
@may_enter(ANYONE, unfinished=True)
def choose_language() -> ResponseReturnValue:
    """Speak another language in this browser and during this session; a manager's letters follow."""
    choice = read_form(LanguageChoice)
    language, present = choice["language"], visitor().session
    if present is not None:
        with writing(portal().store.engine) as tx:
            tx.execute(speak(present.id, language))
    if visitor().kind is Kind.MANAGER and visitor().stage is not Stage.CODE:
        portal().application.edit_profile(command_context(), ProfileEdits(language=language))
    return give_language(send_to(safe_place(choice["next"], "/")), language)


def _leave() -> None:
    present = visitor().session
    if present is not None:
        front_door().leave(present, now())
    session.clear()
