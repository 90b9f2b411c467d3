"""Add/Update Trainee Managers: who else of the company signs in, and what each may do."""

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.manager_roles import role_choices, role_words
from training_portal.http.schemas.trainee_managers import ManagerCreated, ManagerModified
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import managers

blueprint = Blueprint("trainee_managers", __name__, url_prefix="/trainee-managers")
_SHAPE = ListShape(
    sorts=("sort_name", "username", "role", "-appointed_at"),
    filters={"state": ("active", "former")},
    days="appointed_at",
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Username"), "username"),
        Column(marked("E-mail"), "email"),
        Column(marked("Role"), lambda row: role_words(row["role"])),
        Column(marked("Since"), "appointed_at"),
    ),
)


@blueprint.get("")
@may_enter(MANAGER, needs=Right.READ_MANAGERS)
def show() -> ResponseReturnValue:
    """The company's managers, those of today and former ones."""
    state, company = ListState.read(request.args, request.path, _SHAPE), visitor().company
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "managers", lambda wanted: managers.page(tx, company, wanted))
        found = managers.page(tx, company, wanted_by(state))
        counts = managers.counts_by_state(tx, company, state.search)
    return render_template(
        "trainee_managers/show.html", state=state, page=page_with(found), counts=counts, role_words=role_words
    )


@blueprint.get("/new")
@may_enter(MANAGER, needs=Right.MANAGERS)
def new() -> ResponseReturnValue:
    """The form for a new manager."""
    return render_template("trainee_managers/new.html", roles=role_choices())


@blueprint.post("/new")
@may_enter(MANAGER, needs=Right.MANAGERS)
@shows_again(new)
def create() -> ResponseReturnValue:
    """Appoint a manager; username and temporary password go out by mail, and are shown nowhere."""
    form = read_form(ManagerCreated)
    names = (form["first_name"], form["last_name"], form["email"], form["language"])
    appointed = portal().application.appoint_manager(command_context(), *names, form["role"])
    row = colleague(appointed.person)
    words = gettext(
        "%(name)s is a manager now. Username and temporary password are on their way to %(email)s.",
        name=_name(row),
        email=row["email"],
    )
    flash(words, "good")
    return send_to(url_for("trainee_managers.show"))


@blueprint.get("/<id>/modify")
@may_enter(MANAGER, needs=Right.MANAGERS)
def modify(id: str) -> ResponseReturnValue:
    """The form that changes a manager's name or role."""
    return render_template("trainee_managers/modify.html", manager=colleague(id), roles=role_choices())


@blueprint.post("/<id>/modify")
@may_enter(MANAGER, needs=Right.MANAGERS)
@shows_again(modify)
def change(id: str) -> ResponseReturnValue:
    """Change name or role; rights follow at once."""
    form = read_form(ManagerModified)
    portal().application.modify_manager(
        command_context(), id, form["first_name"], form["last_name"], form["role"], form["seen_role"]
    )
    flash(gettext("%(name)s is changed.", name=_name(colleague(id))), "good")
    return send_to(url_for("dashboard.show" if id == visitor().person_id else "trainee_managers.show"))


@blueprint.get("/<id>/delete")
@may_enter(MANAGER, needs=Right.MANAGERS)
def ask_to_delete(id: str) -> ResponseReturnValue:
    """Ask whether somebody shall be a manager no longer."""
    return render_template("trainee_managers/delete.html", manager=colleague(id))


@blueprint.post("/<id>/delete")
@may_enter(MANAGER, needs=Right.MANAGERS)
@shows_again(ask_to_delete)
def delete(id: str) -> ResponseReturnValue:
    """Deactivate a manager: log-in, sessions and API tokens stop at once."""
    name = _name(colleague(id))
    portal().application.deactivate_manager(command_context(), id)
    flash(gettext("%(name)s is no longer a manager.", name=name), "good")
    return send_to(url_for("trainee_managers.show"))


@blueprint.get("/<id>/send-log-in")
@may_enter(MANAGER, needs=Right.MANAGERS)
def ask_to_send(id: str) -> ResponseReturnValue:
    """Ask whether a manager shall get a new temporary password."""
    return render_template("trainee_managers/send_again.html", manager=colleague(id))


@blueprint.post("/<id>/send-log-in")
@may_enter(MANAGER, needs=Right.MANAGERS)
@shows_again(ask_to_send)
def send_again(id: str) -> ResponseReturnValue:
    """Send a manager the username and a new temporary password by mail."""
    row = colleague(id)
    portal().application.resend_login(command_context(), id)
    words = gettext(
        "A new temporary password for %(name)s is on its way to %(email)s.",
        name=_name(row),
        email=row["email"],
    )
    flash(words, "good")
    return send_to(url_for("trainee_managers.show"))


def colleague(id: str) -> sa.RowMapping:
    """An active manager of the visitor's company. Errors: NotFound."""
    with portal().reading() as tx:
        row = managers.manager(tx, visitor().company, id)
    if row is None or not row["active"]:
        raise NotFound
    return row


def _name(row: sa.RowMapping) -> str:
    return f"{row['first_name']} {row['last_name']}"
