"""The form under the preview of a list: every row travels with it, so that nothing is lost between pages.

Rows that are to be corrected stand in fields of their own, named after their line; all others travel as one
hidden text, a row a line, its cells apart by tabs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from training_portal.application.people_lists import COLUMNS, MOST_ROWS, Entry

CARRIED = "carried"
_LONGEST_CELL = 300
_HIGHEST_LINE = 10_000_000


def carried_text(entries: Iterable[Entry]) -> str:
    """Rows as the hidden text."""
    return "\n".join("\t".join(map(_flat, (entry.line, *_cells(entry)))) for entry in entries)


def entries_of(form: Mapping[str, str]) -> list[Entry]:
    """All rows that a form brings back, corrected or not, in the order of the list, but those left out."""
    carried = (_carried(line) for line in form.get(CARRIED, "").splitlines()[:MOST_ROWS])
    entries = {entry.line: entry for entry in carried if entry}
    for line in _lines_with_fields(form):
        if field("leave", line) not in form:
            typed = {column: form.get(field(column, line), "")[:_LONGEST_CELL].strip() for column in COLUMNS}
            entries[line] = Entry(line, **typed)
    return [entry for _, entry in sorted(entries.items()) if any(_cells(entry))][:MOST_ROWS]


def choices_of(form: Mapping[str, str]) -> dict[int, str]:
    """What was decided about rows, by line."""
    begins = field("choice", 0).removesuffix("0")
    chosen = {
        _line(name.removeprefix(begins)): value for name, value in form.items() if name.startswith(begins)
    }
    return {line: value for line, value in chosen.items() if line}


def field(name: str, line: int) -> str:
    """The name of a row's field."""
    return f"{name}-{line}"


def _lines_with_fields(form: Mapping[str, str]) -> Sequence[int]:
    begins = field(COLUMNS[0], 0).removesuffix("0")
    lines = (_line(name.removeprefix(begins)) for name in form if name.startswith(begins))
    return [line for line in lines if line]


def _carried(text: str) -> Entry | None:
    number, *cells = text.split("\t")
    line = _line(number)
    entry = Entry(line, **dict(zip(COLUMNS, cells, strict=False)))
    return replace(entry, line=line) if line else None


def _line(text: str) -> int:
    """A line's number, or 0 for what is none."""
    return min(int(text), _HIGHEST_LINE) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _cells(entry: Entry) -> tuple[str, ...]:
    return tuple(getattr(entry, column) for column in COLUMNS)


def _flat(cell: object) -> str:
    return " ".join(str(cell).split())
