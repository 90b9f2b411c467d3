"""My profile: who the manager is to the portal, what it tells them, and the tokens of their own programs."""

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.aggregates.manager import Notifications
from training_portal.application.profiles import ProfileEdits
from training_portal.errors import NotFound
from training_portal.event_store.engine import writing
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.cookies import give_language
from training_portal.http.current import command_context, new_command_id, now, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.manager_roles import frequency_choices, role_words
from training_portal.http.schemas.profile import TOKEN_DAYS, ProfileEdited, TokenWanted
from training_portal.identity.email_changes import change_of
from training_portal.identity.rights import Right, has_right
from training_portal.identity.sessions import speak
from training_portal.identity.tokens import ApiToken, make_token, revoke_token, tokens_of
from training_portal.projections.managers import manager

blueprint = Blueprint("profile", __name__, url_prefix="/my-profile")
_OWN = uuid5(NAMESPACE_OID, "training-portal/api-tokens")
"""Ids of tokens are made from their forms' command ids, each manager's apart from all others."""


@blueprint.get("")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
def show() -> ResponseReturnValue:
    """Who I am, what I am told, where I am signed in, and the API tokens."""
    who = visitor()
    with portal().reading() as tx:
        me = manager(tx, who.company, who.person_id)
        waiting = change_of(tx, portal().settings.master_key, who.person_id, now())
        tokens = tokens_of(tx, who.person_id)
    return render_template(
        "profile/show.html",
        me=me,
        follows=has_right(who.role, Right.READ),
        waiting=waiting,
        session=who.session,
        tokens=tokens,
        days=TOKEN_DAYS,
        now=now(),
        role_words=role_words,
        frequencies=dict(frequency_choices()),
    )


@blueprint.get("/edit")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
def edit() -> ResponseReturnValue:
    """What the manager can change."""
    with portal().reading() as tx:
        me = manager(tx, visitor().company, visitor().person_id)
    follows = has_right(visitor().role, Right.READ)
    return render_template("profile/edit.html", me=me, follows=follows, frequencies=frequency_choices())


@blueprint.post("/edit")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
@shows_again(edit)
def submit() -> ResponseReturnValue:
    """Change language and notifications at once, and send a link to a new e-mail address."""
    form, session = read_form(ProfileEdited), visitor().session
    language = form["language"]
    notifications = Notifications(form["not_started"], form["deadline_days"], form["renewals"])
    edits = ProfileEdits(form["email"], language, notifications)
    portal().application.edit_profile(command_context(), edits)
    if session is not None:
        with writing(portal().store.engine) as tx:
            tx.execute(speak(session.id, language))
    flash(_told(), "good")
    return give_language(send_to(url_for("profile.show")), language)


@blueprint.post("/e-mail/cancel")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
def cancel_email() -> ResponseReturnValue:
    """Keep the present e-mail address after all."""
    portal().application.cancel_email_change(command_context())
    flash(gettext("Your e-mail address stays as it is."), "good")
    return redirect(url_for("profile.show"), 303)


@blueprint.post("/tokens")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
@shows_again(show)
def make() -> ResponseReturnValue:
    """Make an API token and show it, this once; the same form sent again makes no second one."""
    wanted, who, engine = read_form(TokenWanted), visitor(), portal().store.engine
    life, token_id = timedelta(days=wanted["days"]), uuid5(_OWN, f"{who.person_id}/{new_command_id()}").hex
    with writing(engine) as tx:
        token = make_token(tx, who.person_id, who.company, wanted["label"], now(), life, token_id)
    if not token:
        flash(gettext("This token was made and shown before. If nobody kept it, revoke it and make another."))
        return redirect(url_for("profile.show"), 303)
    return render_template("profile/token.html", token=token, label=wanted["label"], until=now() + life)


@blueprint.get("/tokens/<id>/revoke")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
def ask_to_revoke(id: str) -> ResponseReturnValue:
    """Ask whether a token shall be useless from now on."""
    return render_template("profile/revoke.html", token=_own_token(id))


@blueprint.post("/tokens/<id>/revoke")
@may_enter(MANAGER, suspended=True, needs=Right.PROFILE)
def revoke(id: str) -> ResponseReturnValue:
    """Make a token useless from now on."""
    with writing(portal().store.engine) as tx:
        revoke_token(tx, visitor().person_id, id, now())
    flash(gettext("The token is revoked. Programs that show it are refused from now on."), "good")
    return redirect(url_for("profile.show"), 303)


def _told() -> str:
    """What became of the edits; a new address that is not confirmed yet has changed nothing so far."""
    with portal().reading() as tx:
        waiting = change_of(tx, portal().settings.master_key, visitor().person_id, now())
    if waiting is None:
        return str(gettext("Your profile is changed."))
    words = gettext(
        "Saved. The portal writes to %(address)s as soon as you follow the link that was sent there.",
        address=waiting.address,
    )
    return str(words)


def _own_token(id: str) -> ApiToken:
    with portal().reading() as tx:
        found = [token for token in tokens_of(tx, visitor().person_id) if token.id == id]
    if not found:
        raise NotFound
    return found[0]
