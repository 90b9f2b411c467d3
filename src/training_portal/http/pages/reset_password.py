"""Reset password: a manager gives a trainee a new temporary one, and hands it over within the hour."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.access_slips import access_after_reset, reset_slip
from training_portal.http.current import command_context, now, portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.forms import shows_again
from training_portal.http.pages.trainees import own_trainee
from training_portal.identity.credentials import TEMPORARY_LIFE, Credential, credential_of
from training_portal.identity.handover import HANDOVER_LIFE
from training_portal.identity.rights import Right

blueprint = Blueprint("reset_password", __name__, url_prefix="/trainees/<id>")


@blueprint.get("/reset-password")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(id: str) -> ResponseReturnValue:
    """Ask whether the trainee shall have a new temporary password."""
    person = own_trainee(id)
    with portal().reading() as tx:
        credential = credential_of(tx, id)
    return render_template("reset_password/show.html", trainee=person, has_login=credential is not None)


@blueprint.post("/reset-password")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def reset(id: str) -> ResponseReturnValue:
    """Give the trainee a new temporary password; sessions end."""
    portal().application.reset_password(command_context(), id)
    return send_to(url_for("reset_password.password", id=id))


@blueprint.get("/temporary-password")
@may_enter(MANAGER, needs=Right.PURCHASE)
def password(id: str) -> ResponseReturnValue:
    """The new temporary password, within the hour, to the manager who reset it."""
    person = own_trainee(id)
    with portal().reading() as tx:
        credential = credential_of(tx, id)
        access = access_after_reset(tx, person, visitor().person_id, now())
    until = credential.temporary_until if access and credential else None
    shown_until = until - TEMPORARY_LIFE + HANDOVER_LIFE if until else None
    return render_template(
        "reset_password/password.html", trainee=person, access=access, until=until, shown_until=shown_until
    )


@blueprint.get("/slip.pdf")
@may_enter(MANAGER, needs=Right.PURCHASE)
def slip(id: str) -> ResponseReturnValue:
    """The slip to print and hand out; when it cannot be had any more, the page that says why."""
    person = own_trainee(id)
    with portal().reading() as tx:
        credential = credential_of(tx, id)
        access = access_after_reset(tx, person, visitor().person_id, now())
    if access is None or not _is_temporary(credential):
        return send_to(url_for("reset_password.password", id=id))
    until = credential.temporary_until if credential else None
    return pdf_download(reset_slip(access, until or now()), "access-slip")


def _is_temporary(credential: Credential | None) -> bool:
    return credential is not None and credential.is_temporary
