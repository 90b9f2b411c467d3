"""The record behind a certificate of attendance: connections, modules and tests, row by row, page by page."""

from dataclasses import dataclass

from ..language import day_in_words, marked, translated
from .attendance_facts import AttendanceFacts
from .certificate import duration_in_words
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, LEAD, MARGIN, MUTED, PALE, SMALL, Style, wrapped

_WIDE, _TOP, _LAST = 174.0, 22.0, 276.0
_COLUMNS = (0.0, 82.0, 109.0, 140.0)
_CELL = Style(size=SMALL)
_HEAD = Style(BOLD, SMALL, MUTED)
_HIGH = {"title": 11.0, "head": 6.0, "sum": 6.0, "row": 5.2, "gap": 5.0}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the record: its kind (title, head, row, sum, gap), and the text of each column."""

    kind: str
    cells: tuple[str, ...] = ()


def record_pages(facts: AttendanceFacts) -> list[list[Row]]:
    """The rows of each page. A table that goes on on the next page begins there with its heads again."""
    pages: list[list[Row]] = [[]]
    head, y = Row("gap"), _TOP
    for row in (*_connections(facts), *_modules(facts), *_tests(facts)):
        if row.kind == "head":
            head = row
        needed = _HIGH[row.kind] + (17.0 if row.kind == "title" else 0)
        if y + needed > _LAST:
            pages.append([head] if row.kind == "row" else [])
            y = _TOP + (_HIGH["head"] if row.kind == "row" else 0)
        if row.kind != "gap" or pages[-1]:
            pages[-1].append(row)
            y += _HIGH[row.kind]
    return pages


def write_record_page(sheet: Sheet, facts: AttendanceFacts, rows: list[Row]) -> None:
    """One page of the record."""
    y = _TOP
    for row in rows:
        y += _HIGH[row.kind]
        if row.kind == "title":
            sheet.write_at(MARGIN, y - 3.0, row.cells[0], Style(BOLD, LEAD, BLUE))
        elif row.kind != "gap":
            _write_cells(sheet, y - 1.6, row)
            sheet.rule(MARGIN, y, _WIDE, PALE if row.kind == "row" else BLUE, 0.2)


def _write_cells(sheet: Sheet, y: float, row: Row) -> None:
    ends = (*_COLUMNS[1:], _WIDE)
    for place, text in enumerate(row.cells):
        style = _CELL if row.kind == "row" else _HEAD
        wide = ends[place] - _COLUMNS[place] - 2.0
        sheet.write_at(
            MARGIN + _COLUMNS[place], y, wrapped(text, style, wide, most=1)[0] if text else "", style
        )


def _heads(facts: AttendanceFacts, title: str, *heads: str) -> list[Row]:
    said = tuple(translated(facts.language, head) if head else "" for head in heads)
    return [Row("title", (translated(facts.language, title),)), Row("head", said)]


def _connections(facts: AttendanceFacts) -> list[Row]:
    rows = _heads(
        facts, marked("Connections"), marked("Day"), marked("Start"), marked("End"), marked("Duration")
    )
    rows += [
        Row(
            "row",
            (
                day_in_words(one.began_at.date(), facts.language),
                f"{one.began_at:%H:%M}",
                f"{one.ended_at:%H:%M}",
                facts.in_words(one.seconds),
            ),
        )
        for one in facts.connections
    ]
    total = translated(facts.language, marked("Total time"))
    return [*rows, Row("sum", (total, "", "", facts.in_words(facts.seconds))), Row("gap")]


def _modules(facts: AttendanceFacts) -> list[Row]:
    rows = _heads(facts, marked("Modules"), marked("Module"), marked("Estimated"), "", marked("Finished on"))
    for module in facts.modules:
        on = module.completed_on
        day = day_in_words(on, facts.language) if on else translated(facts.language, marked("not yet"))
        rows.append(Row("row", (module.title, duration_in_words(module.minutes, facts.language), "", day)))
    return [*rows, Row("gap")]


def _tests(facts: AttendanceFacts) -> list[Row]:
    if not facts.tests:
        return []
    rows = _heads(
        facts,
        marked("Final test"),
        marked("Day"),
        marked("Attempt"),
        marked("Right answers"),
        marked("Result"),
    )
    for one in facts.tests:
        right = translated(facts.language, marked("%(done)s of %(all)s"), done=one.right, all=one.total)
        result = translated(facts.language, marked("%(percent)s%%"), percent=one.percent)
        rows.append(Row("row", (day_in_words(one.on, facts.language), str(one.attempt), right, result)))
    return rows
