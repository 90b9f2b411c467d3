"""Local Edit: adding or correcting the purchase order numbers of invoices, one or several at once."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from training_portal.application.invoices import POEdit
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again, typed
from training_portal.http.links import safe_place
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.pages.invoices import state_of
from training_portal.http.schemas.invoices import (
    LONGEST_PO_NUMBER,
    MOST_PO_NUMBERS,
    PONumbersTyped,
    PurchaseOrderRule,
)
from training_portal.identity.rights import Right
from training_portal.projections import invoices
from training_portal.projections.companies import company as company_of
from training_portal.values import Money

blueprint = Blueprint("local_edit", __name__)
_SHAPE = ListShape(
    sorts=("-issued_on", "-number", "-order_number", "-total_minor"), filters={"state": invoices.STATES}
)


@blueprint.get("/local-edit")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
def show() -> ResponseReturnValue:
    """The company's invoices, each with a field for its purchase order number; nothing else can be edited.

    What was refused is shown again as the list of the invoices whose number was typed anew.
    """
    state = ListState.read(request.args, request.path, _SHAPE)
    company, wished = visitor().company, state.filters.get("state", "")
    names = ("invoice", "po_number", "previous")
    rows = list(_typed_anew(*(typed(name, []) for name in names)))
    kept, was = ({row[0]: row[place] for row in rows} for place in (1, 2))
    with portal().reading() as tx:
        refused = invoices.invoices_named(tx, company, list(kept)[:MOST_PO_NUMBERS]) if kept else []
        found = invoices.page(tx, company, wanted_by(state), wished, today())
        employer = company_of(tx, company)
    return render_template(
        "local_edit/show.html",
        state=state,
        page=Page(refused, len(refused)) if refused else page_with(found),
        longest=LONGEST_PO_NUMBER,
        kept=kept,
        was=was,
        employer=employer,
        state_of=state_of,
        money_of=Money,
    )


@blueprint.post("/local-edit")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
@shows_again(show)
def save() -> ResponseReturnValue:
    """Record every purchase order number that was typed anew. Sent twice, it is one edit."""
    form = read_form(PONumbersTyped)
    rows = _typed_anew(form["invoice"], form["po_number"], form["previous"])
    edits = {id: POEdit(number, previous=was) for id, number, was in rows}
    back = safe_place(form["back"], url_for("local_edit.show"))
    if not edits:
        flash(gettext("Nothing was typed anew: every number is as it was."))
        return send_to(back)
    edited = portal().application.edit_po_numbers(command_context(), edits)
    flash(
        ngettext(
            "%(num)d purchase order number is saved.",
            "%(num)d purchase order numbers are saved.",
            len(edited),
        ),
        "good",
    )
    return send_to(back)


@blueprint.get("/local-edit/new-invoices")
@may_enter(MANAGER, needs=Right.INVOICES)
def rule() -> ResponseReturnValue:
    """Which purchase order number new invoices have, and whether an order needs one."""
    with portal().reading() as tx:
        employer = company_of(tx, visitor().company)
    return render_template("local_edit/rule.html", employer=employer)


@blueprint.post("/local-edit/new-invoices")
@may_enter(MANAGER, needs=Right.INVOICES)
@shows_again(rule)
def choose_rule() -> ResponseReturnValue:
    """Choose the purchase order number of new invoices, and whether an order needs one."""
    chosen = read_form(PurchaseOrderRule)
    application, context = portal().application, command_context()
    application.choose_purchase_order_rule(context, chosen["standing"], chosen["required"])
    flash(gettext("New invoices follow this from now on."), "good")
    return send_to(url_for("local_edit.show"))


def _typed_anew(
    ids: Sequence[str], numbers: Sequence[str], before: Sequence[str]
) -> Iterator[tuple[str, str, str | None]]:
    """Of the rows of the form those whose number is another one: invoice, number, the number before."""
    for id, number, was in zip_longest(ids, numbers, before):
        if id and number not in (None, was):
            yield id, number, was
