"""Replace the trainee of a registration that is not started: by another one of the company, or a new one."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.aggregates.enrolment import EnrolmentState
from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.purchase import warnings_for
from training_portal.http.schemas.purchase import NewTrainee
from training_portal.http.schemas.registrations import Successor
from training_portal.identity.rights import Right
from training_portal.projections import orders, trainees
from training_portal.projections.my_trainings import training_of

blueprint = Blueprint("replace_trainee", __name__, url_prefix="/registrations/<registration>/replace")
_SHAPE = ListShape(sorts=("sort_name", "identifier"))


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(registration: str) -> ResponseReturnValue:
    """Search for the trainee who takes the training instead, or name a new one."""
    return _page(registration)


@blueprint.get("/confirm")
@may_enter(MANAGER, needs=Right.PURCHASE)
def confirm(registration: str) -> ResponseReturnValue:
    """Ask once more, with what speaks against it."""
    id = request.form.get("trainee") or request.args.get("trainee", "")
    with portal().reading() as tx:
        row, training = _own(tx, registration)
        if not id:
            return send_to(url_for("replace_trainee.show", registration=registration))
        successor = trainees.trainee(tx, visitor().company, id) if id.isalnum() else None
        if successor is None:
            raise NotFound
        warnings = warnings_for(tx, training, [id], today())
    return render_template(
        "replace_trainee/confirm.html", row=row, successor=successor, warning=warnings.get(id)
    )


@blueprint.post("")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(confirm)
def replace(registration: str) -> ResponseReturnValue:
    """Give the training to another trainee of the company."""
    form, order = read_form(Successor), _order(registration)
    portal().application.replace_trainee(command_context(), registration, form["trainee"])
    _say_done(registration)
    return send_to(url_for("orders.one", id=order))


@blueprint.post("/new")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def replace_by_newcomer(registration: str) -> ResponseReturnValue:
    """Give the training to somebody new, whose log-in is shown next; namesakes are offered first."""
    form, order = read_form(NewTrainee), _order(registration)
    first, last = form["first_name"], form["last_name"]
    if not form["all_the_same"]:
        with portal().reading() as tx:
            same = trainees.namesakes(tx, visitor().company, [(first, last)])
        if same:
            return _page(registration, same), 422
    newcomer = (first, last, form["email"])
    portal().application.replace_by_newcomer(command_context(), registration, newcomer)
    _say_done(registration)
    return send_to(url_for("orders.credentials", id=order))


def _page(registration: str, same: Sequence[sa.RowMapping] = ()) -> str:
    here = url_for("replace_trainee.show", registration=registration)
    state = ListState.read(request.args, here, _SHAPE)
    with portal().reading() as tx:
        row, training = _own(tx, registration)
        found = trainees.page_of_present(tx, visitor().company, wanted_by(state))
        warnings = warnings_for(tx, training, [one["id"] for one in found.rows], today())
    return render_template(
        "replace_trainee/show.html",
        row=row,
        state=state,
        page=page_with(found),
        warnings=warnings,
        same=same,
        is_open=row["state"] == EnrolmentState.NOT_STARTED.value,
    )


def _own(tx: sa.Connection, registration: str) -> tuple[sa.RowMapping, str]:
    """A registration of the company, and the training it is for. Errors: NotFound."""
    row = orders.registration(tx, visitor().company, registration)
    taken = training_of(tx, row["trainee"], registration) if row else None
    if row is None or taken is None:
        raise NotFound
    return row, taken["training"]


def _order(registration: str) -> str:
    with portal().reading() as tx:
        return str(_own(tx, registration)[0]["order"])


def _say_done(registration: str) -> None:
    with portal().reading() as tx:
        row, _ = _own(tx, registration)
    name = f"{row['first_name']} {row['last_name']}"
    flash(gettext("%(name)s takes the training now.", name=name), "good")
