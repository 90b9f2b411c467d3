"""Import past certificates: a file is read, previewed row by row, and taken over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from training_portal.application.past_certificates import COLUMNS, PastEntry, read_past_certificates
from training_portal.application.past_trainings import PastAddition, PastJudged, PastVerdict, past_addition
from training_portal.application.people_lists import MOST_ROWS
from training_portal.certificate_import import HEADINGS, judged_list
from training_portal.documents.table_files import csv_file, xlsx_file
from training_portal.http.access import MANAGER, may_enter, send_to
from training_portal.http.current import command_context, portal, visitor
from training_portal.http.forms import shows_again
from training_portal.http.list_form import CARRIED, choices_of
from training_portal.http.speech import spoken_language, words_of
from training_portal.identity.rights import Right

blueprint = Blueprint("import_certificates", __name__, url_prefix="/trainees/import-certificates")
ROWS_SHOWN = 100
"""So many rows of each kind stand on one page; the others travel along."""
_LONGEST_CELL = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """A judged list in parts."""

    rows: Sequence[PastJudged]
    choices: Mapping[int, str]
    added: PastAddition

    def of(self, *verdicts: str) -> list[PastJudged]:
        """The rows with one of these verdicts."""
        return [row for row in self.rows if row.verdict in verdicts]

    @property
    def decisions(self) -> list[PastJudged]:
        """The rows at which a namesake is decided about, once for each name."""
        return [row for row in self.of(PastVerdict.DECISION) if row.decided_at == row.entry.line]

    @property
    def carried(self) -> str:
        """Every row as hidden text, a row a line, its cells apart by tabs."""
        return "\n".join("\t".join((str(row.entry.line), *row.entry.cells)) for row in self.rows)


@blueprint.get("")
@may_enter(MANAGER, needs=Right.PURCHASE)
def show() -> ResponseReturnValue:
    """Where a file is chosen, and the template is downloaded."""
    return render_template("import_certificates/show.html", headings=HEADINGS)


@blueprint.get("/template.<any(csv, xlsx):kind>")
@may_enter(MANAGER, needs=Right.PURCHASE)
def template(kind: str) -> ResponseReturnValue:
    """An empty list with its headings."""
    content = xlsx_file("certificates", HEADINGS, []) if kind == "xlsx" else _empty_csv()
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=f"past-certificates.{kind}")
    return response


@blueprint.post("")
@may_enter(MANAGER, needs=Right.PURCHASE)
@shows_again(show)
def preview() -> ResponseReturnValue:
    """Read the file and show what it would do. Nothing is recorded yet."""
    file = request.files.get("file")
    return _preview(read_past_certificates(file.read() if file else b""), {})


@blueprint.post("/add")
@may_enter(MANAGER, needs=Right.PURCHASE)
def add() -> ResponseReturnValue:
    """Record what can be recorded; faulty rows are left out, undecided ones are shown again."""
    entries, choices = _carried(request.form.get(CARRIED, "")), choices_of(request.form)
    judged = judged_list(portal(), visitor().company, entries)
    added = past_addition(judged, choices)
    undecided = [row for row in added.waiting if row.verdict is PastVerdict.DECISION]
    if undecided or not added.rows:
        return _preview(entries, choices), 422
    done = portal().application.import_past_trainings(command_context(), added.rows)
    flash(_words(done.trainings, done.people), "good")
    return send_to(url_for("trainees.show"))


def _preview(entries: Sequence[PastEntry], choices: Mapping[int, str]) -> str:
    rows = judged_list(portal(), visitor().company, entries)
    shown = Preview(rows, choices, past_addition(rows, choices))
    return render_template(
        "import_certificates/preview.html", preview=shown, most=ROWS_SHOWN, words_of=words_of
    )


def _carried(text: str) -> list[PastEntry]:
    found = []
    for row in text.splitlines()[:MOST_ROWS]:
        number, *cells = (cell[:_LONGEST_CELL].strip() for cell in row.split("\t"))
        if number.isascii() and number.isdigit() and len(number) < 9:
            found.append(PastEntry(int(number), **dict(zip(COLUMNS, cells, strict=False))))
    return found


def _empty_csv() -> bytes:
    return csv_file(HEADINGS, [], decimal_comma=spoken_language() == "fr")


def _words(trainings: int, people: int) -> str:
    told = ngettext("%(num)s past training is recorded.", "%(num)s past trainings are recorded.", trainings)
    if not people:
        return str(told)
    new = ngettext("%(num)s trainee is new.", "%(num)s trainees are new.", people)
    return f"{told} {new}"
