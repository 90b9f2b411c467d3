"""Conventions: the training agreements of the company's orders, their versions, and agreeing to them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.agreements import amounts, convention_digest, convention_pdf, counts_in, signed_copy
from training_portal.errors import NotFound
from training_portal.event_store.lists import Found, Wanted
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.forms import faults, read_form, shows_again
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.schemas.conventions import CopySigned, VersionAccepted
from training_portal.http.standing import convention_words
from training_portal.http.training_titles import TITLES
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import conventions, my_trainings, orders
from training_portal.projections.managers import names_in

blueprint = Blueprint("conventions", __name__)
_SHAPE = ListShape(
    sorts=("-drawn_up_at", "-number", "-order_number", "-registrations"),
    filters={"training": None, "state": conventions.STATES},
    days="drawn_up_at",
    columns=(
        Column(marked("Convention"), "number"),
        Column(marked("Order"), "order_number"),
        TITLES,
        Column(marked("Drawn up"), "drawn_up_at"),
        Column(marked("Version"), "version"),
        Column(marked("Registrations"), "registrations"),
        Column(marked("State"), lambda row: convention_words(row["state"])),
    ),
)


@blueprint.get("/conventions")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The company's agreements, the newest first."""
    state = ListState.read(request.args, request.path, _SHAPE)
    company = visitor().company
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "conventions", lambda wanted: _page(tx, wanted))
        found = _page(tx, wanted_by(state))
        counts = conventions.counts_by_state(tx, company, state.search)
        titles = my_trainings.titles(tx, company)
    return render_template(
        "conventions/show.html", state=state, page=page_with(found), counts=counts, titles=titles
    )


@blueprint.get("/conventions/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One agreement: what it is about, its versions, and what can be done with the newest."""
    with portal().reading() as tx:
        row = own_convention(tx, id)
        versions = conventions.versions_of(tx, row)
        names = conventions.names_of(tx, id)
        buyer = names_in(tx, visitor().company, [row["manager"]])
    net, total = amounts(row, counts_in(names, row["version"]))
    return render_template(
        "conventions/one.html",
        row=row,
        versions=versions,
        buyer=buyer.get(row["manager"]),
        net=net,
        total=total,
    )


@blueprint.get("/conventions/<id>/versions/<int:version>.pdf")
@may_enter(MANAGER)
def document(id: str, version: int) -> ResponseReturnValue:
    """A version as PDF, the same bytes at every download."""
    with portal().reading() as tx:
        row, _ = own_version(tx, id, version)
    return pdf_download(convention_pdf(portal(), row, version), f"{row['number']}-version-{version}")


@blueprint.get("/conventions/<id>/versions/<int:version>/signed.pdf")
@may_enter(MANAGER)
def signed(id: str, version: int) -> ResponseReturnValue:
    """The signed copy of a version, as it was uploaded."""
    with portal().reading() as tx:
        row, told = own_version(tx, id, version)
    content = signed_copy(portal(), told)
    if content is None:
        raise NotFound
    return pdf_download(content, f"{row['number']}-version-{version}-signed")


@blueprint.get("/conventions/<id>/accept")
@may_enter(MANAGER, needs=Right.PURCHASE)
def ask_to_accept(id: str) -> ResponseReturnValue:
    """What is accepted, by whom, and the digest of its document: to be confirmed."""
    with portal().reading() as tx:
        row = own_convention(tx, id)
        names = conventions.names_of(tx, id)
    if row["state"] != "to_accept" and not faults():
        return send_to(url_for("conventions.one", id=id))
    digest = convention_digest(portal(), row, row["version"])
    _, total = amounts(row, counts_in(names, row["version"]))
    return render_template("conventions/accept.html", row=row, digest=digest, total=total)


@blueprint.post("/conventions/<id>/accept")
@may_enter(MANAGER)
@shows_again(ask_to_accept)
def accept(id: str) -> ResponseReturnValue:
    """Accept the version that was shown. Sent twice, it is one acceptance."""
    form = read_form(VersionAccepted)
    portal().application.accept_convention(command_context(), id, form["version"], form["digest"])
    flash(gettext("The convention is accepted. You receive the document by e-mail."), "good")
    return send_to(url_for("conventions.one", id=id))


@blueprint.post("/conventions/<id>/signed")
@may_enter(MANAGER)
@shows_again(one)
def upload(id: str) -> ResponseReturnValue:
    """Keep a signed copy of the version that was shown."""
    version, file = read_form(CopySigned)["version"], request.files.get("file")
    content = file.read() if file else b""
    portal().application.keep_signed_copy(command_context(), id, version, content)
    flash(gettext("The signed copy is kept with the convention."), "good")
    return send_to(url_for("conventions.one", id=id))


def _page(tx: sa.Connection, wanted: Wanted) -> Found:
    training = wanted.filters.get("training", "")
    of_training = orders.with_training(training) if training else None
    return conventions.page(tx, visitor().company, wanted, of_training)


def own_convention(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A convention of the visitor's company. Errors: NotFound."""
    row = conventions.convention(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def own_version(tx: sa.Connection, id: str, version: int) -> tuple[sa.RowMapping, Mapping[Any, Any]]:
    """A convention of the visitor's company, and one of its versions. Errors: NotFound."""
    row = own_convention(tx, id)
    for told in conventions.versions_of(tx, row):
        if told["version"] == version:
            return row, told
    raise NotFound
