"""The cart: the trainings to be bought, with prices as they stand, and what an order of them would cost."""

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, portal
from training_portal.http.forms import shows_again
from training_portal.http.purchase import purchase
from training_portal.identity.rights import Right

blueprint = Blueprint("cart", __name__)


@blueprint.get("/cart")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show() -> ResponseReturnValue:
    """What is in the cart."""
    return render_template("cart/show.html", purchase=purchase())


@blueprint.post("/cart/lines/<line>/remove")
@may_enter(MANAGER, needs=Right.PURCHASE)
def remove(line: str) -> ResponseReturnValue:
    """Take a training out of the cart."""
    portal().application.remove_from_cart(command_context(), line)
    flash(gettext("The training was taken out of the cart."), "good")
    return send_to(url_for("cart.show"))


@blueprint.post("/cart/lines/<line>/reprice")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(lambda line: show())
def reprice(line: str) -> ResponseReturnValue:
    """Take the price that the catalogue asks today."""
    shown = purchase().line(line).shown
    offer = shown.offer
    portal().application.add_to_cart(command_context(), shown.training, offer.language, offer.months)
    flash(gettext("The cart has the new price."), "good")
    return send_to(url_for("cart.show"))
