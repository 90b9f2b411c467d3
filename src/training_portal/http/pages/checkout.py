"""The terms and conditions, and placing the order."""

import sqlalchemy as sa
from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from training_portal.aggregates.cart import NobodyIsChosen
from training_portal.errors import NotFound
from training_portal.event_store.lists import Wanted
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, now, portal, today, visitor
from training_portal.http.forms import faults, read_form, shows_again
from training_portal.http.purchase import Purchase, purchase_under_way, warnings_for
from training_portal.http.schemas.purchase import OrderForm
from training_portal.http.speech import spoken_language, words_of
from training_portal.http.terms_text import terms_html
from training_portal.identity.handover import HANDOVER_LIFE
from training_portal.identity.rights import Right
from training_portal.projections import orders
from training_portal.projections.companies import company
from training_portal.terms import terms_of

blueprint = Blueprint("checkout", __name__)


@blueprint.get("/cart/terms")
@may_enter(MANAGER, needs=Right.PURCHASE)
def terms() -> ResponseReturnValue:
    """What is to be ordered, and the terms to be accepted."""
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        employer = company(tx, visitor().company)
        placed = () if under_way.lines else _just_placed(tx)
        warnings = {
            line.id: warnings_for(tx, line.shown.training, [p.id for p in line.people], today())
            for line in under_way.lines
        }
    valid = terms_of(portal().settings.terms_version)
    return render_template(
        "checkout/terms.html",
        purchase=under_way,
        warnings=warnings,
        terms=valid,
        text=terms_html(valid.texts[spoken_language()]),
        obstacle=_obstacle(under_way),
        employer=employer,
        placed=placed,
    )


@blueprint.get("/terms/<terms>")
@may_enter(MANAGER)
def accepted(terms: str) -> ResponseReturnValue:
    """The terms of a version on a page of their own, to be read and printed, long after an order too."""
    try:
        found = terms_of(terms)
    except ValueError:
        raise NotFound from None
    return render_template(
        "checkout/accepted.html", terms=found, text=terms_html(found.texts[spoken_language()])
    )


@blueprint.post("/orders")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(terms)
def place() -> ResponseReturnValue:
    """Place the order. Sent twice, it is one order."""
    form = read_form(OrderForm)
    order = portal().application.place_order(
        command_context(), form["terms"], form["cart_version"], form["po_number"]
    )
    return send_to(url_for("orders.credentials", id=order))


def _just_placed(tx: sa.Connection) -> list[sa.RowMapping]:
    """The visitor's own newest order, when it is less than an hour old: whoever comes back looks for it."""
    newest = orders.page(tx, visitor().company, Wanted(sort="placed_at", descending=True, limit=1)).rows
    return [
        order
        for order in newest
        if order["manager"] == visitor().person_id and now() < order["placed_at"] + HANDOVER_LIFE
    ]


def _obstacle(under_way: Purchase) -> str:
    """What keeps the cart from being ordered, in words, unless the page says so already."""
    if not faults() and under_way.without_people:
        return words_of(NobodyIsChosen())
    return ""
