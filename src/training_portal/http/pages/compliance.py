"""The compliance report, person by training, as of a day: to read, to print, as PDF and as a spreadsheet."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.event_store.lists import Wanted
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.compliance_document import MOST_PEOPLE, compliance_document
from training_portal.http.compliance_report import Person, Report, report_on, told_of
from training_portal.http.current import portal, today, visitor
from training_portal.http.downloads import pdf_download
from training_portal.http.list_files import MOST_ROWS, ListIsTooLong, rows_file
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.renewal_words import day_asked
from training_portal.http.training_titles import title_choices
from training_portal.language import marked

blueprint = Blueprint("compliance", __name__, url_prefix="/compliance-report")
_SHAPE = ListShape(
    sorts=("sort_name", "identifier"),
    filters={"on": None},
    columns=(
        Column(marked("Last name"), "last_name"),
        Column(marked("First name"), "first_name"),
        Column(marked("Identifier"), "identifier"),
    ),
)


@blueprint.get("")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """Who is trained in what until when, on a day."""
    state = ListState.read(request.args, request.path, _SHAPE)
    if state.format:
        report = _report(state, MOST_ROWS)
        return rows_file(_with_columns(state, report.trainings), "compliance-report", report.people)
    with portal().reading() as tx:
        report = report_on(tx, visitor().company, _day(state), wanted_by(state))
    return render_template(
        "compliance/show.html",
        state=state,
        page=Page(report.people, report.total),
        trainings=report.trainings,
        day_shown=report.day,
        today=today(),
    )


@blueprint.get("/report.pdf")
@may_enter(MANAGER)
def document() -> ResponseReturnValue:
    """The whole of it as PDF."""
    state = ListState.read(request.args, request.path, _SHAPE)
    report = _report(state, MOST_PEOPLE)
    return pdf_download(compliance_document(report), f"compliance-report-{report.day.isoformat()}")


def _report(state: ListState, most: int) -> Report:
    """Everybody who is asked for, on one report. Errors: ListIsTooLong."""
    wanted: Wanted = replace(wanted_by(state), offset=0, limit=most, counts_all=True)
    with portal().reading() as tx:
        report = report_on(tx, visitor().company, _day(state), wanted)
    if report.total > most:
        raise ListIsTooLong(total=report.total, most=most)
    return report


def _day(state: ListState) -> date:
    return day_asked(state.filters.get("on", ""))


def _with_columns(state: ListState, trainings: Mapping[str, str]) -> ListState:
    """The state whose file has two columns more for each training: the renewal date, and how it stands."""
    columns = list(state.shape.columns)
    for id, title in title_choices(trainings):
        columns += [Column(title, _renewal(id)), Column(f"{title} ({gettext('State')})", _state(id))]
    return replace(state, shape=replace(state.shape, columns=tuple(columns)))


def _renewal(training: str) -> Callable[[Person], date | None]:
    def tells(person: Person) -> date | None:
        standing = person.standings.get(training)
        return standing.renewal_on if standing else None

    return tells


def _state(training: str) -> Callable[[Person], str]:
    return lambda person: told_of(person, training)
