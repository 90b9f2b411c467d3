"""My profile of a trainee: who they are to the portal, their e-mail address, the language of the pages."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.http.access import TRAINEE, may_enter
from training_portal.http.current import command_context, now, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.profile import EmailEntered
from training_portal.identity.email_changes import change_of
from training_portal.projections.trainees import trainee_himself

blueprint = Blueprint("trainee_profile", __name__, url_prefix="/trainee/my-profile")


@blueprint.get("")
@may_enter(TRAINEE)
def show() -> ResponseReturnValue:
    """Name, username, e-mail address, company, language and this session."""
    who = visitor()
    with portal().reading() as tx:
        me = trainee_himself(tx, who.person_id)
        waiting = change_of(tx, portal().settings.master_key, who.person_id, now())
    return render_template("trainee_profile/show.html", me=me, waiting=waiting, session=who.session)


@blueprint.get("/edit")
@may_enter(TRAINEE)
def edit() -> ResponseReturnValue:
    """The form for the e-mail address."""
    with portal().reading() as tx:
        me = trainee_himself(tx, visitor().person_id)
    return render_template("trainee_profile/edit.html", me=me)


@blueprint.post("/edit")
@may_enter(TRAINEE)
@shows_again(edit)
def submit() -> ResponseReturnValue:
    """Send a link to a new e-mail address, or take the present one away."""
    address = read_form(EmailEntered)["email"]
    portal().application.enter_email(command_context(), address)
    if not address:
        flash(gettext("The portal has no e-mail address of yours any more."), "good")
    return redirect(url_for("trainee_profile.show"), 303)


@blueprint.post("/e-mail/cancel")
@may_enter(TRAINEE)
def cancel_email() -> ResponseReturnValue:
    """Keep the present e-mail address, or none, after all."""
    portal().application.cancel_email_change(command_context())
    flash(gettext("Your e-mail address stays as it is."), "good")
    return redirect(url_for("trainee_profile.show"), 303)
