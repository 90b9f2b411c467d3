"""A list as a file: all rows that meet its search, filters and days, in its order, as CSV or XLSX."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Response
from flask_babel import gettext

from training_portal.clock import day_of
from training_portal.documents.table_files import Cell, csv_file, xlsx_file
from training_portal.errors import Refusal
from training_portal.event_store.lists import Found, Wanted
from training_portal.http.current import portal, today
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListState
from training_portal.http.speech import spoken_language
from training_portal.language import marked
from training_portal.values import Money

MOST_ROWS = 100_000
"""Rows of one file: a spreadsheet program still opens it, and nobody else waits for it."""
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ListIsTooLong(Refusal):
    """A file holds MOST_ROWS rows at most: a part of the list would pass for the whole."""

    words = marked(
        "The list has %(total)s rows, and a file holds %(most)s. Narrow it by a search or by dates."
    )


def list_file(state: ListState, name: str, find: Callable[[Wanted], Found]) -> Response:
    """The list that an address asks for as a file; `find` asks the projection, as for a page.

    `name` is ours, letters and hyphens; the file's name has the day too. Errors: ListIsTooLong.
    """
    found = find(replace(wanted_by(state), offset=0, limit=MOST_ROWS, counts_all=True))
    return rows_file(state, name, found.rows, found.total)


def rows_file(state: ListState, name: str, rows: Sequence[Any], total: int | None = None) -> Response:
    """The file of rows that were found already, all of them. Errors: ListIsTooLong."""
    if (total or 0) > MOST_ROWS:
        raise ListIsTooLong(total=total, most=MOST_ROWS)
    headings = [gettext(column.heading) for column in state.shape.columns]
    cells = ([_cell(column.of(row)) for column in state.shape.columns] for row in rows)
    if state.format == "csv":
        content = csv_file(headings, cells, decimal_comma=spoken_language() == "fr")
    else:
        content = xlsx_file(name, headings, cells)
    response = Response(content, content_type=_TYPES[state.format])
    file = f"{name}-{today().isoformat()}.{state.format}"
    response.headers.set("Content-Disposition", "attachment", filename=file)
    return response


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return day_of(value, portal().settings.time_zone)
    if isinstance(value, Money):
        return value.decimal
    return value if value is None or isinstance(value, Cell) else str(value)
