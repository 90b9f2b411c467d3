"""Password and sessions: one's own password, where one is signed in, and the second factor."""

from io import BytesIO

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.engine import reading
from training_portal.http.access import MANAGER, STAFF, TRAINEE, may_enter
from training_portal.http.cookies import give_session
from training_portal.http.current import front_door, now, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.sign_in import Code, FactorRemoved, PasswordChanged, PresentPassword
from training_portal.identity.credentials import credential_of
from training_portal.identity.front_door import PasswordChange
from training_portal.identity.passwords import LEAST_CHARACTERS
from training_portal.identity.rights import Right
from training_portal.identity.sessions import Session, sessions_of
from training_portal.identity.totp import enrolment_address, enrolment_secret

blueprint = Blueprint("security", __name__, url_prefix="/password-and-sessions")
_somebody = may_enter(TRAINEE, MANAGER, STAFF, suspended=True, needs=Right.PROFILE)
_with_a_phone = may_enter(MANAGER, STAFF, suspended=True, needs=Right.PROFILE)


@blueprint.get("")
@_somebody
def show() -> ResponseReturnValue:
    """Where one is signed in, and what can be changed."""
    who, session = visitor(), _session()
    with reading(portal().store.engine) as tx:
        sessions = sessions_of(tx, who.person_id, now())
    return render_template(
        "security/show.html",
        sessions=sessions,
        present=session.id,
        least=LEAST_CHARACTERS[who.kind.value],
        has_factor=_has_factor(),
        may_have_factor=who.kind.value != "trainee",
    )


@blueprint.post("/password")
@_somebody
@shows_again(show)
def change_password() -> ResponseReturnValue:
    """Change one's own password; all other sessions end."""
    form = read_form(PasswordChanged)
    change = PasswordChange(form["present"], form["password"], form["repeated"], _address())
    names = (visitor().name, visitor().company_name)
    token, _ = front_door().change_password(_session(), change, names, now())
    flash(gettext("Your password is changed. Everywhere else you are signed out."), "good")
    return give_session(redirect(url_for("security.show"), 303), token)


@blueprint.post("/sign-out-everywhere")
@_somebody
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session but this one."""
    front_door().leave_everywhere_else(_session(), now())
    flash(gettext("Everywhere else you are signed out."), "good")
    return redirect(url_for("security.show"), 303)


@blueprint.get("/second-factor")
@_with_a_phone
def second_factor() -> ResponseReturnValue:
    """Begin a second factor, complete it with a first code, or remove it: what is next."""
    return render_template("security/second_factor.html", secret=_secret(), has_factor=_has_factor())


@blueprint.post("/second-factor/begin")
@_with_a_phone
@shows_again(second_factor)
def begin_factor() -> ResponseReturnValue:
    """Make the secret for the authenticator app."""
    front_door().begin_factor(_session(), read_form(PresentPassword)["present"], _address(), now())
    return redirect(url_for("security.second_factor"), 303)


@blueprint.get("/second-factor.svg")
@_with_a_phone
def second_factor_picture() -> ResponseReturnValue:
    """The secret as a QR code for the authenticator app."""
    secret = _secret()
    if not secret:
        return redirect(url_for("security.second_factor"))
    address = enrolment_address(secret, visitor().name, portal().settings.provider.name)
    picture = BytesIO()
    segno.make(address, micro=False).save(picture, kind="svg", scale=5, light="#fff")
    return Response(picture.getvalue(), mimetype="image/svg+xml")


@blueprint.post("/second-factor")
@_with_a_phone
@shows_again(second_factor)
def confirm_factor() -> ResponseReturnValue:
    """Complete the second factor with a first code."""
    token, _ = front_door().confirm_factor(_session(), read_form(Code)["code"], _address(), now())
    flash(gettext("Your second factor is set up. From now on a code is asked for at each sign-in."), "good")
    return give_session(redirect(url_for("security.show"), 303), token)


@blueprint.post("/second-factor/remove")
@_with_a_phone
@shows_again(second_factor)
def remove_factor() -> ResponseReturnValue:
    """Do without the second factor from now on."""
    form = read_form(FactorRemoved)
    front_door().remove_factor(_session(), form["present"], form["code"], _address(), now())
    flash(gettext("Your second factor is removed."), "good")
    return redirect(url_for("security.show"), 303)


def _has_factor() -> bool:
    with reading(portal().store.engine) as tx:
        credential = credential_of(tx, visitor().person_id)
    return credential is not None and credential.totp_enrolled


def _secret() -> str:
    with reading(portal().store.engine) as tx:
        return enrolment_secret(tx, portal().settings.master_key, visitor().person_id)


def _address() -> str:
    return request.remote_addr or ""


def _session() -> Session:
    present = visitor().session
    if present is None:
        raise NotFound
    return present
