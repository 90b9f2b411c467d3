"""What may stand between the password and the portal: a code, a password of one's own, enrolment."""

from collections.abc import Callable
from functools import wraps
from io import BytesIO

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from training_portal.errors import NotFound
from training_portal.event_store.engine import reading
from training_portal.http.access import MANAGER, STAFF, STAGE_PAGES, TRAINEE, may_enter
from training_portal.http.cookies import give_session
from training_portal.http.current import front_door, now, portal, visitor
from training_portal.http.debt_alert import say_at_next_page
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.sign_in import Code, NewPassword
from training_portal.identity.passwords import LEAST_CHARACTERS
from training_portal.identity.rights import Right
from training_portal.identity.sessions import Session, Stage
from training_portal.identity.totp import enrolment_address, enrolment_secret

blueprint = Blueprint("sign_in_steps", __name__, url_prefix="/sign-in")
FURTHER = "next"
"""Where to go when the sign-in is complete: a field of the log-in form, then kept in the forms' cookie."""

_Page = Callable[[], ResponseReturnValue]
_somebody = may_enter(TRAINEE, MANAGER, STAFF, suspended=True, unfinished=True, needs=Right.PROFILE)


def go_on(token: str, stage: Stage) -> AnyResponse:
    """Hand over the session's new token, and send its owner to the next step or into the portal."""
    if stage is Stage.OPEN:
        say_at_next_page()
    place = session.pop(FURTHER, "/") if stage is Stage.OPEN else url_for(STAGE_PAGES[stage])
    return give_session(redirect(place, 303), token)


def _during(stage: Stage) -> Callable[[_Page], _Page]:
    """Let nobody take a step out of its turn: they are sent on to where they are."""

    def decorate(page: _Page) -> _Page:
        @wraps(page)
        def taken() -> ResponseReturnValue:
            return page() if visitor().stage is stage else redirect(url_for("sign_in.home"), 303)

        return taken

    return decorate


@blueprint.get("/code")
@_somebody
@_during(Stage.CODE)
def code() -> ResponseReturnValue:
    """Ask for the present code of the second factor."""
    return render_template("sign_in/code.html")


@blueprint.post("/code")
@_somebody
@_during(Stage.CODE)
@shows_again(code)
def show_code() -> ResponseReturnValue:
    """Go on with the code."""
    return _prove()


@blueprint.get("/new-password")
@_somebody
@_during(Stage.PASSWORD)
def new_password() -> ResponseReturnValue:
    """Ask for a password of one's own in the place of the temporary one."""
    return render_template("sign_in/new_password.html", least=LEAST_CHARACTERS[visitor().kind.value])


@blueprint.post("/new-password")
@_somebody
@_during(Stage.PASSWORD)
@shows_again(new_password)
def choose_password() -> ResponseReturnValue:
    """Take the new password; the temporary one is dead from then on."""
    form = read_form(NewPassword)
    names = (visitor().name, visitor().company_name)
    token, stage = front_door().choose_password(_session(), form["password"], form["repeated"], names, now())
    flash(gettext("Your password is changed. From now on you log in with the new one."), "good")
    return go_on(token, stage)


@blueprint.get("/second-factor")
@_somebody
@_during(Stage.ENROLMENT)
def second_factor() -> ResponseReturnValue:
    """Show the secret for the authenticator app, and ask for a first code."""
    return render_template("sign_in/second_factor.html", secret=_secret())


@blueprint.post("/second-factor")
@_somebody
@_during(Stage.ENROLMENT)
@shows_again(second_factor)
def enrol() -> ResponseReturnValue:
    """Complete the enrolment with a first code."""
    return _prove()


@blueprint.get("/second-factor.svg")
@_somebody
@_during(Stage.ENROLMENT)
def second_factor_picture() -> ResponseReturnValue:
    """The secret as a QR code for the authenticator app."""
    address = enrolment_address(_secret(), visitor().name, portal().settings.provider.name)
    picture = BytesIO()
    segno.make(address, micro=False).save(picture, kind="svg", scale=5, light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _prove() -> AnyResponse:
    digits = read_form(Code)["code"]
    return go_on(*front_door().show_code(_session(), digits, request.remote_addr or "", now()))


def _secret() -> str:
    with reading(portal().store.engine) as tx:
        secret = enrolment_secret(tx, portal().settings.master_key, visitor().person_id)
    if not secret:
        raise NotFound
    return secret


def _session() -> Session:
    present = visitor().session
    if present is None:
        raise NotFound
    return present
