"""The trainee selection page of a training in the cart: search and choose, take off, copy, go on."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from training_portal.aggregates.cart import NobodyIsChosen
from training_portal.http.access import MANAGER, may_enter, send_to, wants_fragment
from training_portal.http.chosen_panel import chosen_panel
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.links import safe_place
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.purchase import purchase, purchase_under_way, warnings_for
from training_portal.http.renewal_words import urgency
from training_portal.http.schemas.purchase import LineCopied, PeopleChosen, PersonDropped
from training_portal.http.validity import Validity
from training_portal.identity.rights import Right
from training_portal.projections import trainees
from training_portal.projections.training_to_renew import AsOf, held_by
from training_portal.values import Person, folded, renewal_colour

blueprint = Blueprint("trainee_selection", __name__, url_prefix="/cart/lines/<line>")
_SHAPE = ListShape(sorts=("sort_name", "identifier"))
_MOST_NEWCOMERS = 5


@blueprint.get("/trainees")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(line: str) -> ResponseReturnValue:
    """The Search tab: trainees of the company, each with the cart icon; the chosen ones beside them."""
    state = ListState.read(request.args, url_for("trainee_selection.show", line=line), _SHAPE)
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        here = under_way.line(line)
        found = trainees.page_of_present(tx, visitor().company, wanted_by(state))
        warnings = warnings_for(tx, here.shown.training, [row["id"] for row in found.rows], today())
        due = _due(tx, here.shown.training, [row["id"] for row in found.rows])
        panel = chosen_panel(tx, under_way, here)
    chosen = {person.id for person in here.people}
    fresh = [person for id, person in under_way.newcomers.items() if id not in chosen]
    return render_template(
        "trainee_selection/search.html",
        panel=panel,
        state=state,
        page=page_with(found),
        warnings=warnings,
        due=due,
        chosen=chosen,
        newcomers=_matching(fresh, state.search)[:_MOST_NEWCOMERS],
    )


@blueprint.get("/chosen")
@may_enter(MANAGER, needs=Right.PURCHASE)
def chosen(line: str) -> ResponseReturnValue:
    """The panel by itself: another page of the chosen people, or those whose name holds a text."""
    if not wants_fragment():
        who, names = request.args.get("who"), request.args.get("names")
        return send_to(url_for("trainee_selection.show", line=line, who=who, names=names))
    return _changed(line)


@blueprint.post("/trainees")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def choose(line: str) -> ResponseReturnValue:
    """Choose trainees: one by the cart icon, or all that were ticked."""
    form = read_form(PeopleChosen)
    before = len(purchase().line(line).people)
    portal().application.choose_people(command_context(), line, form["chosen"], ())
    now_chosen = purchase().line(line)
    added = len(now_chosen.people) - before
    words = ngettext("%(num)s trainee selected.", "%(num)s trainees selected.", added)
    if len(form["chosen"]) == 1:
        name = next(person.full_name for person in now_chosen.people if person.id == form["chosen"][0])
        words = gettext("%(name)s is selected.", name=name)
    return _answer(line, form["chosen"], words, form["back"])


@blueprint.post("/trainees/drop")
@may_enter(MANAGER, needs=Right.PURCHASE)
def drop(line: str) -> ResponseReturnValue:
    """Take somebody off the training."""
    form = read_form(PersonDropped)
    portal().application.drop_trainees(command_context(), line, [form["person"]])
    return _answer(line, [form["person"]], gettext("Taken off the selection."), form["back"])


@blueprint.post("/trainees/copy")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def copy(line: str) -> ResponseReturnValue:
    """Use the same list as for another training of the cart."""
    form = read_form(LineCopied)
    portal().application.copy_trainees(command_context(), line, form["source"])
    flash(gettext("The same list is selected for this training."), "good")
    return send_to(url_for("trainee_selection.show", line=line))


@blueprint.get("/next")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def go_on(line: str) -> ResponseReturnValue:
    """Go on to the next training of the cart, or to the terms. Errors: NobodyIsChosen."""
    under_way = purchase()
    if not under_way.line(line).people:
        raise NobodyIsChosen
    following = under_way.after(line)
    if following is not None:
        return send_to(url_for("trainee_selection.show", line=following.id))
    return send_to(url_for("checkout.terms"))


def _due(tx: sa.Connection, training: str, people: Sequence[str]) -> dict[str, tuple[Validity, date]]:
    """Of some trainees those whose training has to be renewed: how urgent it is, and its last day."""
    held = held_by(tx, visitor().company, AsOf(today()), people) if people else ()
    return {
        row["trainee"]: (urgency(row["renewal_on"], today()), row["renewal_on"])
        for row in held
        if row["training"] == training and row["renewal_on"] and renewal_colour(row["renewal_on"], today())
    }


def _answer(line: str, people: Sequence[str], words: str, back: str) -> ResponseReturnValue:
    """What changed, as parts for htmx, or back to the page where the manager was."""
    if wants_fragment():
        return _changed(line, people, words)
    flash(words, "good")
    return send_to(safe_place(back, url_for("trainee_selection.show", line=line)))


def _changed(line: str, people: Sequence[str] = (), words: str = "") -> str:
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        here = under_way.line(line)
        panel = chosen_panel(tx, under_way, here, words)
        named = [trainees.trainee(tx, visitor().company, id) for id in people[:1]]
    touched = [(row["id"], f"{row['first_name']} {row['last_name']}") for row in named if row]
    touched += [(p.id, p.full_name) for p in under_way.newcomers.values() if p.id in people[:1]]
    chosen = {person.id for person in here.people}
    return render_template("trainee_selection/changed.html", panel=panel, touched=touched, chosen=chosen)


def _matching(people: Sequence[Person], search: str) -> list[Person]:
    wanted = folded(search).split()
    return [person for person in people if all(word in folded(person.full_name) for word in wanted)]
