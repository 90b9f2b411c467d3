"""A new e-mail address: the page of the link that was sent there."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_portal.application.profiles import EmailLinkIsDead
from training_portal.http.access import ANYONE, may_enter
from training_portal.http.current import now, portal
from training_portal.identity.email_changes import EmailChange, change_with

blueprint = Blueprint("new_email", __name__, url_prefix="/new-e-mail")


@blueprint.get("/<token>")
@may_enter(ANYONE, unfinished=True)
def show(token: str) -> ResponseReturnValue:
    """Ask whether the address shall count: programs that look into links must not confirm it."""
    change = _change(token)
    if change is None:
        return render_template("new_email/dead.html"), 404
    return render_template("new_email/show.html", token=token, address=change.address)


@blueprint.post("/<token>")
@may_enter(ANYONE, unfinished=True)
def confirm(token: str) -> ResponseReturnValue:
    """Let the address count from now on; whoever holds the link need not be signed in."""
    change = _change(token)
    if change is None:
        return render_template("new_email/dead.html"), 404
    try:
        portal().application.confirm_email(portal().context(change.person_id), token)
    except EmailLinkIsDead:
        return render_template("new_email/dead.html"), 404
    return render_template("new_email/done.html", address=change.address)


def _change(token: str) -> EmailChange | None:
    with portal().reading() as tx:
        return change_with(tx, portal().settings.master_key, token, now())
