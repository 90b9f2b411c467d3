"""Add new trainee user: naming somebody who was never registered, without making a double."""

from flask import Blueprint, flash, g, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.application.list_preview import name_key
from training_portal.http.access import MANAGER, may_enter, send_to, wants_fragment
from training_portal.http.chosen_panel import chosen_panel
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.purchase import purchase_under_way
from training_portal.http.schemas.purchase import NewTrainee
from training_portal.identity.rights import Right
from training_portal.projections.trainees import namesakes
from training_portal.values import Person

blueprint = Blueprint("new_trainee", __name__, url_prefix="/cart/lines/<line>/trainees/new")


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(line: str) -> ResponseReturnValue:
    """The form for a new trainee, beside the people chosen."""
    return _page(line)


@blueprint.post("")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def add(line: str) -> ResponseReturnValue:
    """Name a new trainee and choose them; somebody of that name is offered first."""
    form = read_form(NewTrainee)
    first, last = form["first_name"], form["last_name"]
    same = [] if form["all_the_same"] else _of_that_name(line, first, last)
    if same:
        return _page(line, same=same), 422
    portal().application.name_newcomers(command_context(), line, [(first, last, form["email"])])
    words = gettext("%(name)s is selected.", name=f"{first} {last}")
    if wants_fragment():
        g.typed = {}
        return _page(line, words)
    flash(words, "good")
    return send_to(url_for("new_trainee.show", line=line))


def _page(line: str, words: str = "", same: list[Person] | None = None) -> str:
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        panel = chosen_panel(tx, under_way, under_way.line(line), words)
    chosen = {person.id for person in panel.line.people}
    return render_template("trainee_selection/new.html", panel=panel, same=same or [], chosen=chosen)


def _of_that_name(line: str, first: str, last: str) -> list[Person]:
    """Who has that name already: registered trainees, and newcomers of this cart."""
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        under_way.line(line)
        rows = namesakes(tx, visitor().company, [(first, last)])
    registered = [Person(row["id"], row["first_name"], row["last_name"], row["identifier"]) for row in rows]
    wanted = name_key(first, last)
    fresh = [p for p in under_way.newcomers.values() if name_key(p.first_name, p.last_name) == wanted]
    return [*registered, *fresh]
