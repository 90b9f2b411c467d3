"""Orders: what the company bought; and, within the hour, how the new trainees of an order sign in."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.access_slips import Access, accesses, order_slips
from training_portal.http.columns import Column
from training_portal.http.current import now, portal, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.links import link_to
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.invoices import state_of
from training_portal.http.standing import state_words
from training_portal.http.training_titles import TITLE
from training_portal.identity.handover import HANDOVER_LIFE, given_at, shown
from training_portal.identity.rights import Right
from training_portal.language import marked
from training_portal.projections import conventions, invoices, my_trainings, orders
from training_portal.projections.managers import manager, names_in
from training_portal.values import Money, Vat

blueprint = Blueprint("orders", __name__)
_SHAPE = ListShape(
    sorts=("-placed_at", "-number", "-registrations", "-total_minor"),
    filters={"training": None, "holds": orders.STATES},
    days="placed_at",
    columns=(
        Column(marked("Order"), "number"),
        Column(marked("Placed"), "placed_at"),
        Column(marked("Registrations"), "registrations"),
        Column(marked("Not started"), "not_started"),
        Column(marked("In progress"), "in_progress"),
        Column(marked("Passed"), "passed"),
        Column(marked("Failed"), "failed"),
        Column(marked("Total without VAT"), lambda row: Money(row["net_minor"], row["currency"])),
        Column(marked("Total with VAT"), lambda row: Money(row["total_minor"], row["currency"])),
        Column(marked("Currency"), "currency"),
    ),
)
_PEOPLE_SHAPE = ListShape(
    sorts=("sort_name", "title", "state"),
    filters={"training": None, "state": orders.STATES},
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
        TITLE,
        Column(marked("State"), lambda row: state_words(row["state"])),
    ),
)


@blueprint.get("/orders")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The company's orders, the newest first."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "orders", lambda wanted: orders.page(tx, visitor().company, wanted))
        found = orders.page(tx, visitor().company, wanted_by(state))
        names = names_in(tx, visitor().company, [row["manager"] for row in found.rows])
        titles = my_trainings.titles(tx, visitor().company)
    return render_template(
        "orders/show.html", state=state, page=page_with(found), names=names, titles=titles, money_of=Money
    )


@blueprint.get("/orders/<id>")
@may_enter(MANAGER)
def one(id: str) -> ResponseReturnValue:
    """One order: its lines, amounts and terms, and everybody it registered."""
    state = ListState.read(request.args, request.path, _PEOPLE_SHAPE)
    company = visitor().company
    with portal().reading() as tx:
        order = _own_order(tx, id)
        if state.format:
            name = f"{order['number']}-registrations"
            return list_file(state, name, lambda wanted: orders.registrations_of(tx, company, id, wanted))
        lines = orders.lines_of(tx, id)
        found = orders.registrations_of(tx, company, id, wanted_by(state))
        buyer = manager(tx, company, order["manager"])
        agreement = conventions.convention_of(tx, company, id)
        bill = invoices.invoice_of_order(tx, company, id)
        notes = invoices.credit_notes_of(tx, bill["id"]) if bill else ()
        passwords = shown(tx, portal().settings.master_key, id, visitor().person_id, now())
    return render_template(
        "orders/one.html",
        order=order,
        lines=lines,
        titles={line["training"]: line["title"] for line in lines},
        taxes=_taxes(lines),
        money_of=Money,
        state=state,
        page=page_with(found),
        buyer=buyer,
        convention=agreement,
        invoice=bill,
        notes=notes,
        bill_state=state_of(dict(bill)) if bill else "",
        shows_access=bool(passwords),
    )


@blueprint.get("/orders/<id>/credentials")
@may_enter(MANAGER, needs=Right.PURCHASE)
def credentials(id: str) -> ResponseReturnValue:
    """Thank you; identifiers and temporary passwords of the new trainees, within the hour."""
    with portal().reading() as tx:
        order, people = _own_order(tx, id), _accesses(tx, id)
        until = _until(tx, order)
        registered = orders.trainees_of(tx, id)
    return render_template(
        "orders/credentials.html",
        order=order,
        money_of=Money,
        people=people,
        known=max(registered - len(people), 0),
        door=link_to("sign_in.log_in", door="trainee"),
        until=until,
        is_buyer=order["manager"] == visitor().person_id,
        is_fresh=now() < order["placed_at"] + HANDOVER_LIFE,
        is_over=now() >= until,
    )


@blueprint.get("/orders/<id>/slips.pdf")
@may_enter(MANAGER, needs=Right.PURCHASE)
def slips(id: str) -> ResponseReturnValue:
    """The slips to print and hand out; when they cannot be had any more, the page that says why."""
    with portal().reading() as tx:
        order, people = _own_order(tx, id), _accesses(tx, id)
        given = _until(tx, order) - HANDOVER_LIFE
    if not people:
        return send_to(url_for("orders.credentials", id=id))
    return pdf_download(order_slips(order, people, given), f"{order['number']}-slips")


def _own_order(tx: sa.Connection, id: str) -> sa.RowMapping:
    """An order of the visitor's company. Errors: NotFound."""
    order = orders.order(tx, visitor().company, id)
    if order is None:
        raise NotFound
    return order


def _taxes(lines: Sequence[sa.RowMapping]) -> list[tuple[Vat, int]]:
    """The tax of an order by rate, in minor units: sums of the lines' rounded amounts."""
    sums: dict[Vat, int] = {}
    for line in lines:
        rate = Vat(line["vat_basis_points"], line["vat_exemption"])
        sums[rate] = sums.get(rate, 0) + line["tax_minor"]
    return list(sums.items())


def _accesses(tx: sa.Connection, order: str) -> list[Access]:
    return accesses(tx, visitor().company, order, visitor().person_id, now())


def _until(tx: sa.Connection, order: sa.RowMapping) -> datetime:
    """How long the visitor sees temporary passwords: an hour from the order, or from a later replacement."""
    given: datetime = given_at(tx, order["id"], visitor().person_id, now()) or order["placed_at"]
    return given + HANDOVER_LIFE
