"""Cancel registration: one, some, or a whole order, until the training is started. Asks before it cancels."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.registrations import RegistrationsChosen
from training_portal.http.speech import money_words
from training_portal.identity.rights import Right
from training_portal.projections import conventions, invoices, orders
from training_portal.values import Money

blueprint = Blueprint("cancel_registration", __name__, url_prefix="/orders/<order>/cancel")
_BETWEEN = "."
"""Stands between the ids of chosen registrations in an address, which must not grow too long."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be cancelled of an order (`open`), who has begun, and the ids that are ticked.

    `is_whole`: the whole order was asked for and nobody has begun, so that it is cancelled as one.
    """

    open: Sequence[sa.RowMapping]
    begun: Sequence[sa.RowMapping]
    ticked: frozenset[str]
    is_whole: bool


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(order: str) -> ResponseReturnValue:
    """Who will be cancelled, who cannot be any more, and the one button that cancels."""
    with portal().reading() as tx:
        row = orders.order(tx, visitor().company, order)
        if row is None:
            raise NotFound
        choice = _choice(tx, order)
    return render_template("cancel_registration/show.html", order=row, choice=choice)


@blueprint.post("/chosen")
@may_enter(MANAGER, needs=Right.PURCHASE)
def choose(order: str) -> ResponseReturnValue:
    """Ask about the registrations that were ticked in the order's list."""
    chosen = read_form(RegistrationsChosen)["chosen"]
    return send_to(url_for("cancel_registration.show", order=order, chosen=_BETWEEN.join(chosen) or None))


@blueprint.post("")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def cancel(order: str) -> ResponseReturnValue:
    """Cancel them, all or none."""
    form, application = read_form(RegistrationsChosen), portal().application
    credited = _credit_notes(order)
    if form["whole"]:
        cancelled = application.cancel_order(command_context(), order)
    else:
        cancelled = application.cancel_registrations(command_context(), order, form["chosen"])
    words = ngettext("The registration is cancelled.", "%(num)s registrations are cancelled.", len(cancelled))
    flash(" ".join([words, *_consequences(order, credited)]), "good")
    return send_to(url_for("orders.one", id=order))


def _credit_notes(order: str) -> dict[str, sa.RowMapping]:
    with portal().reading() as tx:
        bill = invoices.invoice_of_order(tx, visitor().company, order)
        return {note["number"]: note for note in invoices.credit_notes_of(tx, bill["id"])} if bill else {}


def _consequences(order: str, credited: Collection[str]) -> Iterator[str]:
    """What a cancellation brought along: the credit notes beside those of before, a version to agree to."""
    for number, note in _credit_notes(order).items():
        if number not in credited:
            amount = money_words(Money(note["total_minor"], note["currency"]))
            yield gettext("Credit note %(number)s takes back %(amount)s.", number=number, amount=amount)
    with portal().reading() as tx:
        agreement = conventions.convention_of(tx, visitor().company, order)
    if agreement and agreement["state"] == "to_accept":
        yield gettext(
            "Version %(version)s of convention %(number)s waits for your agreement.",
            version=agreement["version"],
            number=agreement["number"],
        )


def _choice(tx: sa.Connection, order: str) -> Choice:
    """What was asked for is ticked and comes first: registrations by their ids, or all; nothing else is."""
    company = visitor().company
    left = orders.registrations_open_to_change(tx, company, order)
    begun = orders.registrations_begun(tx, company, order)
    sent = request.form if request.method == "POST" else request.args
    picked = {id for ids in sent.getlist("chosen") for id in ids.split(_BETWEEN)}
    is_all = bool(sent.get("whole"))
    ticked = frozenset(row["id"] for row in left if is_all or row["id"] in picked)
    shown = sorted(left, key=lambda row: row["id"] not in ticked)
    return Choice(shown, begun, ticked, is_whole=is_all and not begun)
