"""Forgotten your password? Asking for a link, and setting a new password by it."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.event_store.engine import writing
from training_portal.http.access import ANYONE, may_enter, send_to
from training_portal.http.current import now, portal
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.sign_in import ForgottenPassword, NewPassword
from training_portal.identity.password_links import Link, RequestThrottle, link_of, request_row
from training_portal.identity.passwords import LEAST_CHARACTERS
from training_portal.identity.refusals import PasswordLinkIsDead
from training_portal.identity.tables import password_requests

blueprint = Blueprint("forgotten_password", __name__)


@blueprint.get("/<any(manager, trainee, staff):door>/forgotten-password")
@may_enter(ANYONE)
def show(door: str) -> ResponseReturnValue:
    """Ask for the username or the e-mail address."""
    return render_template("forgotten_password/show.html", door=door)


@blueprint.post("/<any(manager, trainee, staff):door>/forgotten-password")
@may_enter(ANYONE)
@shows_again(show)
def ask(door: str) -> ResponseReturnValue:
    """Take the request; the answer and its work are the same whether somebody has that name or not."""
    name = read_form(ForgottenPassword)["username"]
    engine, key = portal().store.engine, portal().settings.master_key
    RequestThrottle(engine, key, portal().clock).ask(name, request.remote_addr or "")
    with writing(engine) as tx:
        tx.execute(password_requests.insert().values(request_row(key, door, name, now())))
    return send_to(url_for("forgotten_password.asked", door=door))


@blueprint.get("/<any(manager, trainee, staff):door>/forgotten-password/sent")
@may_enter(ANYONE)
def asked(door: str) -> ResponseReturnValue:
    """Say what happens now, to everybody in the same words."""
    return render_template("forgotten_password/asked.html", door=door)


@blueprint.get("/new-password/<token>")
@may_enter(ANYONE, unfinished=True)
def choose(token: str) -> ResponseReturnValue:
    """Ask for the new password, or say that the link is dead."""
    link = _link(token)
    if link is None:
        return render_template("forgotten_password/dead.html"), 404
    least = LEAST_CHARACTERS[link.kind]
    return render_template("forgotten_password/choose.html", token=token, least=least)


@blueprint.post("/new-password/<token>")
@may_enter(ANYONE, unfinished=True)
@shows_again(choose)
def change(token: str) -> ResponseReturnValue:
    """Set the new password; sessions end, and a second factor is asked for at the next log-in as ever."""
    form, link = read_form(NewPassword), _link(token)
    if link is None:
        raise PasswordLinkIsDead
    facts = portal().visitor_facts(link.kind, link.person_id)
    names = (facts["name"], facts["company_name"]) if facts else ()
    context = portal().context(link.person_id, link.company)
    portal().application.set_password_by_link(context, token, form["password"], form["repeated"], names)
    flash(gettext("Your password is changed. Log in with the new one."), "good")
    return send_to(url_for("sign_in.log_in", door=link.kind))


def _link(token: str) -> Link | None:
    with portal().reading() as tx:
        return link_of(tx, token, now())
