"""Amendments that look like another person: staff see old and new, and approve or decline with a reason."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotFound
from training_portal.event_store.context import Context
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.schemas.certificates import AmendmentDecided
from training_portal.projections import companies, managers
from training_portal.projections.certificate_amendments import (
    amendment_waiting,
    amendments_count,
    amendments_waiting,
)
from training_portal.projections.certified_trainees import certificate_for_letter

blueprint = Blueprint("staff_amendments", __name__, url_prefix="/staff/amendments")
_DECIDE = ("administrator", "support")
_SHAPE = ListShape()
_log = structlog.get_logger(__name__)


@blueprint.get("")
@may_enter(STAFF, roles=_DECIDE)
def show() -> ResponseReturnValue:
    """The amendments that wait, the oldest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        rows = amendments_waiting(tx, state.limit, state.offset)
        page = Page(
            [{**row, "now": certificate_for_letter(tx, row["id"])} for row in rows], amendments_count(tx)
        )
        names = companies.names_of(tx, [row["company"] for row in rows])
        people = managers.names_of(tx, [row["manager"] for row in rows])
    _log.info("staff looked at amendments", person=visitor().person_id, shown=len(rows))
    return render_template("staff/amendments.html", state=state, page=page, companies=names, people=people)


@blueprint.get("/<id>")
@may_enter(STAFF, roles=_DECIDE)
def one(id: str) -> ResponseReturnValue:
    """One amendment, what is printed now beside what was asked for, with the two decisions."""
    with portal().reading() as tx:
        asked, now = _waiting(tx, id)
        names = companies.names_of(tx, [asked["company"]])
        people = managers.names_of(tx, [asked["manager"]])
    _log.info("staff looked at an amendment", person=visitor().person_id, certificate=id)
    return render_template(
        "staff/amendment.html",
        asked=asked,
        now=now,
        company=names.get(asked["company"], ""),
        manager=people.get(asked["manager"], ""),
    )


@blueprint.post("/<id>/approve")
@may_enter(STAFF, roles=_DECIDE)
@shows_again(one)
def approve(id: str) -> ResponseReturnValue:
    """Print what was asked for; the manager receives the new version."""
    seen = read_form(AmendmentDecided)["seen"]
    portal().application.approve_amendment(_for_its_company(id), id, seen)
    flash(gettext("The amendment is approved. The manager receives the new version by e-mail."), "good")
    return redirect(url_for("staff_amendments.show"), 303)


@blueprint.post("/<id>/decline")
@may_enter(STAFF, roles=_DECIDE)
@shows_again(one)
def decline(id: str) -> ResponseReturnValue:
    """Leave the certificate as it is; the manager is told why."""
    sent = read_form(AmendmentDecided)
    portal().application.decline_amendment(_for_its_company(id), id, sent["seen"], sent["reason"])
    flash(gettext("The amendment is declined. The manager is told why by e-mail."), "good")
    return redirect(url_for("staff_amendments.show"), 303)


def _waiting(tx: sa.Connection, id: str) -> tuple[sa.RowMapping, sa.RowMapping]:
    """What was asked, and the certificate as it stands. Errors: NotFound, also when it is decided already."""
    asked, now = amendment_waiting(tx, id), certificate_for_letter(tx, id)
    if asked is None or now is None:
        raise NotFound
    return asked, now


def _for_its_company(id: str) -> Context:
    """The context of a decision of staff about a certificate, for the company whose it is."""
    with portal().reading() as tx:
        asked: Any = _waiting(tx, id)[0]
    return replace(command_context(), company=asked["company"])
