"""Training to Renew: what must be renewed by when, in colours and words; ordering it; who has left."""

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from training_portal.application.renewals import Renewal
from training_portal.errors import NotFound
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.columns import Column
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.renewal_words import as_of, coloured, day_asked, told, urgency
from training_portal.http.schemas.renewals import RenewalsChosen
from training_portal.http.training_titles import TITLE, title_words
from training_portal.language import marked
from training_portal.projections import training_to_renew
from training_portal.projections.trainees import trainee as find_trainee
from training_portal.values import RenewalColour

blueprint = Blueprint("training_to_renew", __name__, url_prefix="/training-to-renew")
_COLUMNS = (
    Column(marked("Last name"), "last_name"),
    Column(marked("First name"), "first_name"),
    Column(marked("Identifier"), "identifier"),
    TITLE,
    Column(marked("Completed"), "completed_on"),
    Column(marked("Renewal date"), "renewal_on"),
    Column(marked("Certificate"), "number"),
)
_SHAPE = ListShape(
    sorts=("renewal_on", "sort_name", "title", "completed_on"),
    filters={"on": None, "colour": tuple(RenewalColour), "training": None},
    days="renewal_on",
    columns=(
        *_COLUMNS,
        Column(marked("State"), "told"),
        Column(marked("Renewal ordered"), lambda row: gettext("yes") if row["order"] else gettext("no")),
    ),
)
_REMOVED_SHAPE = ListShape(
    sorts=("renewal_on", "sort_name", "title"),
    filters={"training": None},
    days="renewal_on",
    columns=(*_COLUMNS, Column(marked("Left on"), "left_on")),
)


@blueprint.get("")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """What must be renewed within six months, today or as of another day."""
    state = ListState.read(request.args, url_for("training_to_renew.show"), _SHAPE)
    day, company = day_asked(state.filters.get("on", "")), visitor().company
    asked = as_of(day)
    colour = RenewalColour(state.filters["colour"]) if "colour" in state.filters else None
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state,
                "training-to-renew",
                lambda wanted: told(training_to_renew.rows_due(tx, company, asked, wanted, colour), day),
            )
        found = training_to_renew.rows_due(tx, company, asked, wanted_by(state), colour)
        counts = training_to_renew.counts_by_colour(tx, company, asked, wanted_by(state), found.matching)
        titles = training_to_renew.titles(tx, company)
    return render_template(
        "training_to_renew/show.html",
        state=state,
        page=Page(coloured(found.rows, day), found.total),
        counts=counts,
        titles=titles,
        day_shown=day,
        today=today(),
        urgency=urgency,
    )


@blueprint.post("/order")
@may_enter(MANAGER)
@shows_again(show)
def order() -> ResponseReturnValue:
    """Fill the cart with the renewals chosen, but for those that are ordered already."""
    chosen = read_form(RenewalsChosen)["chosen"]
    with portal().reading() as tx:
        rows = training_to_renew.renewals_named(tx, visitor().company, chosen)
    if not rows:
        raise NotFound
    wanted = [row for row in rows if not row["order"]]
    if not wanted:
        flash(gettext("The renewal is ordered already."), "bad")
        return send_to(url_for("training_to_renew.show"))
    renewals = [Renewal(row["trainee"], row["training"], row["language"], row["months"]) for row in wanted]
    filled = portal().application.order_renewals(command_context(), renewals)
    _tell(filled.chosen, len(rows) - len(wanted))
    sold = {(row["training"], row["language"], row["months"]): row["title"] for row in wanted}
    for offer in filled.unsold:
        title = title_words(sold[offer])
        words = gettext("%(title)s is no longer sold in the same language and frequency.", title=title)
        flash(words, "bad")
    return send_to(url_for("cart.show"))


def _tell(chosen: int, ordered: int) -> None:
    flash(ngettext("%(num)s renewal is in the cart.", "%(num)s renewals are in the cart.", chosen), "good")
    if ordered:
        words = ngettext("%(num)s was ordered already.", "%(num)s were ordered already.", ordered)
        flash(words, "good")


@blueprint.get("/people/<trainee>/remove")
@may_enter(MANAGER)
def remove(trainee: str) -> ResponseReturnValue:
    """Ask whether somebody has left the company."""
    with portal().reading() as tx:
        person = find_trainee(tx, visitor().company, trainee)
    if person is None:
        raise NotFound
    return render_template("training_to_renew/remove.html", trainee=person)


@blueprint.post("/people/<trainee>/remove")
@may_enter(MANAGER)
@shows_again(remove)
def take_off(trainee: str) -> ResponseReturnValue:
    """Take somebody who has left off the list."""
    portal().application.mark_left(command_context(), trainee)
    flash(gettext("Removed from the list. Everything about this person stays findable."), "good")
    return send_to(url_for("training_to_renew.show"))


@blueprint.get("/removed")
@may_enter(MANAGER)
def removed() -> ResponseReturnValue:
    """What would be listed, had its trainees not left, with the way back."""
    state = ListState.read(request.args, url_for("training_to_renew.removed"), _REMOVED_SHAPE)
    company = visitor().company
    with portal().reading() as tx:
        if state.format:
            return list_file(
                state,
                "removed-from-list",
                lambda wanted: training_to_renew.removed(tx, company, today(), wanted),
            )
        found = training_to_renew.removed(tx, company, today(), wanted_by(state))
        titles = training_to_renew.titles_of_removed(tx, company)
    return render_template(
        "training_to_renew/removed.html", state=state, page=page_with(found), titles=titles
    )


@blueprint.post("/people/<trainee>/back")
@may_enter(MANAGER)
@shows_again(lambda trainee: removed())
def back(trainee: str) -> ResponseReturnValue:
    """Put somebody who was removed back on the list."""
    portal().application.mark_returned(command_context(), trainee)
    flash(gettext("Back on the list."), "good")
    return send_to(url_for("training_to_renew.removed"))
