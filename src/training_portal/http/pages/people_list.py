"""A pasted or uploaded list of people: read, previewed row by row, added, the rest shown to be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from training_portal.application.list_preview import (
    Addition,
    Judged,
    Known,
    Verdict,
    addition,
    judge,
    name_key,
)
from training_portal.application.people_lists import Entry, read_file, read_pasted
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.chosen_panel import chosen_panel
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.list_form import carried_text, choices_of, entries_of
from training_portal.http.purchase import Purchase, purchase_under_way
from training_portal.http.schemas.purchase import PastedList
from training_portal.http.speech import words_of
from training_portal.identity.rights import Right
from training_portal.projections.trainees import identified, namesakes
from training_portal.values import Person, folded

blueprint = Blueprint("people_list", __name__, url_prefix="/cart/lines/<line>/list")
ROWS_SHOWN = 100
"""So many rows to decide, to correct or to look at stand on one page; the others travel along."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A judged list in parts: what is added as it stands, and what asks for an answer."""

    rows: Sequence[Judged]
    choices: Mapping[int, str]
    added: Addition

    def of(self, *verdicts: Verdict) -> list[Judged]:
        """The rows with one of these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]

    @property
    def good(self) -> list[Judged]:
        """Rows that are added as they stand."""
        return self.of(Verdict.NEW, Verdict.KNOWN)

    @property
    def faults(self) -> list[Judged]:
        """Rows to be corrected, as many as one page shows."""
        return self.of(Verdict.FAULT)[:ROWS_SHOWN]

    @property
    def decisions(self) -> list[Judged]:
        """Rows to be decided, as many as one page shows."""
        return self.of(Verdict.DECISION)[:ROWS_SHOWN]

    @property
    def carried(self) -> str:
        """All rows that have no fields of their own on the page."""
        with_fields = {row.entry.line for row in self.faults}
        return carried_text(row.entry for row in self.rows if row.entry.line not in with_fields)


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show(line: str) -> ResponseReturnValue:
    """Where a list is pasted, or a file is chosen."""
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        panel = chosen_panel(tx, under_way, under_way.line(line))
    return render_template("people_list/show.html", panel=panel)


@blueprint.post("")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def preview(line: str) -> ResponseReturnValue:
    """Read the list and show what it would do. Nothing is added yet."""
    pasted = read_form(PastedList)["list"]
    file = request.files.get("file")
    content = file.read() if file else b""
    entries = read_file(content, (file and file.filename) or "") if content else read_pasted(pasted)
    return _preview(line, entries, {})


@blueprint.get("/add")
@may_enter(MANAGER, needs=Right.PURCHASE)
def begin_again(line: str) -> ResponseReturnValue:
    """The address that a preview leaves behind, loaded again: back to the list."""
    return send_to(url_for("people_list.show", line=line))


@blueprint.post("/add")
@may_enter(MANAGER, needs=Right.PURCHASE)
def add(line: str) -> ResponseReturnValue:
    """Add every row that can be added; show the others again, to be corrected or decided."""
    return _add(line=line)


def _again(line: str) -> ResponseReturnValue:
    return _preview(line, entries_of(request.form), choices_of(request.form))


@shows_again(_again)
def _add(line: str) -> ResponseReturnValue:
    judged, choices = _judged(line, entries_of(request.form)), choices_of(request.form)
    added = addition(judged, choices)
    if added.count:
        portal().application.choose_people(command_context(), line, added.known, added.newcomers)
        words = ngettext("%(num)s trainee selected.", "%(num)s trainees selected.", added.count)
        flash(words, "good")
    if added.waiting:
        return _preview(line, added.waiting, choices)
    return send_to(url_for("trainee_selection.show", line=line))


def _preview(line: str, entries: Sequence[Entry], choices: Mapping[int, str]) -> ResponseReturnValue:
    rows = _judged(line, entries)
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        panel = chosen_panel(tx, under_way, under_way.line(line))
    shown = Preview(rows, choices, addition(rows, choices))
    return render_template(
        "people_list/preview.html", panel=panel, preview=shown, most=ROWS_SHOWN, words_of=words_of
    )


def _judged(line: str, entries: Sequence[Entry]) -> list[Judged]:
    names = [(entry.first_name, entry.last_name) for entry in entries if not entry.identifier]
    with portal().reading() as tx:
        under_way = purchase_under_way(tx)
        rows = [
            *namesakes(tx, visitor().company, names),
            *identified(tx, visitor().company, [entry.identifier for entry in entries if entry.identifier]),
        ]
    people = [Person(row["id"], row["first_name"], row["last_name"], row["identifier"]) for row in rows]
    return judge(entries, _known(people, under_way, line))


def _known(registered: Sequence[Person], under_way: Purchase, line: str) -> Known:
    """Whom the company knows: registered trainees, and newcomers of the cart under way."""
    people = {person.id: person for person in (*registered, *under_way.newcomers.values())}
    by_name: dict[str, list[Person]] = {}
    for person in people.values():
        by_name.setdefault(name_key(person.first_name, person.last_name), []).append(person)
    by_identifier = {folded(person.identifier): person for person in registered}
    chosen = frozenset(person.id for person in under_way.line(line).people)
    return Known(by_identifier, by_name, chosen)
