"""Amend a Certificate: choose one, correct what it prints, see old and new side by side, submit."""

from functools import partial

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.application.certificates import Amendment
from training_portal.errors import NotFound
from training_portal.event_store.lists import Found, Wanted
from training_portal.http.access import MANAGER, may_enter, wants_fragment
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again, typed
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.certificates import AmendmentTyped
from training_portal.http.training_titles import TITLE
from training_portal.http.validity import standing_today
from training_portal.identity.rights import Right
from training_portal.language import marked, translated
from training_portal.projections import certified_trainees
from training_portal.projections.certificate_amendments import amendment_waiting
from training_portal.values import folded

blueprint = Blueprint("amend_certificate", __name__, url_prefix="/amend-a-certificate")
_SHAPE = ListShape(
    sorts=("sort_name", "title", "-completed_on", "-number"),
    filters={"training": None, "status": certified_trainees.STATUSES},
    days="completed_on",
    columns=(
        Column(marked("Printed last name"), "last_name"),
        Column(marked("Printed first name"), "first_name"),
        Column(marked("Printed company"), "company_name"),
        TITLE,
        Column(marked("Number"), "number"),
        Column(marked("Version"), "version"),
        Column(marked("Completed"), "completed_on"),
        Column(marked("State"), lambda row: standing_today(row).words),
    ),
)


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show() -> ResponseReturnValue:
    """Every certificate of the company, each with the button that amends it."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "certificates-as-printed", lambda wanted: _page(tx, wanted))
        found = _page(tx, wanted_by(state))
        titles = certified_trainees.titles(tx, visitor().company)
    return render_template(
        "amend_certificate/show.html",
        state=state,
        page=page_with(found),
        titles=titles,
        standing=standing_today,
    )


@blueprint.get("/<id>")
@may_enter(MANAGER, needs=Right.PURCHASE)
def amend(id: str) -> ResponseReturnValue:
    """The form with what is printed now, and beside it what will be."""
    with portal().reading() as tx:
        row = _own(tx, id)
        waiting = amendment_waiting(tx, id)
    return _shown("amend_certificate/amend.html", row, waiting)


@blueprint.post("/<id>/preview")
@may_enter(MANAGER)
@shows_again(amend)
def preview(id: str) -> ResponseReturnValue:
    """What will be printed, as far as it is typed: the part beside the form, or the whole page."""
    with portal().reading() as tx:
        row = _own(tx, id)
    read_form(AmendmentTyped)
    return _shown(
        "amend_certificate/_preview.html" if wants_fragment() else "amend_certificate/amend.html", row
    )


@blueprint.post("/<id>")
@may_enter(MANAGER)
@shows_again(amend)
def submit(id: str) -> ResponseReturnValue:
    """Print it anew, or hand it to the provider when both names are new."""
    sent = read_form(AmendmentTyped)
    wanted = Amendment(
        sent["first_name"], sent["last_name"], sent["company_name"], with_record=bool(sent["with_record"])
    )
    amended = portal().application.amend_certificate(command_context(), id, wanted, sent["version"])
    if amended.is_waiting:
        flash(
            gettext(
                "Both names are new, so we check first that it is the same person. "
                "You will have our answer by e-mail; until then the certificate stays as it is."
            ),
            "good",
        )
    else:
        flash(
            gettext(
                "Version %(version)s is made. You will receive it by e-mail in a moment.",
                version=amended.version,
            ),
            "good",
        )
    return redirect(url_for("certified_trainees.one", id=id), 303)


@blueprint.post("/<id>/withdraw")
@may_enter(MANAGER)
@shows_again(amend)
def withdraw(id: str) -> ResponseReturnValue:
    """Want the amendment that waits for the provider no more."""
    portal().application.withdraw_amendment(command_context(), id)
    flash(gettext("The amendment is withdrawn. The certificate stays as it is."), "good")
    return redirect(url_for("certified_trainees.one", id=id), 303)


def _page(tx: sa.Connection, wanted: Wanted) -> Found:
    return certified_trainees.page(tx, visitor().company, wanted, today())


def _own(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A certificate of the visitor's company. Errors: NotFound."""
    row = certified_trainees.certificate(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _shown(template: str, row: sa.RowMapping, waiting: sa.RowMapping | None = None) -> str:
    """A template with what is printed, and with what the next version would print as far as it is typed."""
    names = {name: typed(name, row[name]) for name in ("first_name", "last_name", "company_name")}
    new = {**row, "version": row["version"] + 1, **names}
    now = {folded(row["first_name"]), folded(row["last_name"])}
    looks_odd = now.isdisjoint({folded(new["first_name"]), folded(new["last_name"])})
    in_its_language = partial(translated, row["language"])
    return render_template(
        template, row=row, waiting=waiting, new=new, looks_odd=looks_odd, said=in_its_language
    )
