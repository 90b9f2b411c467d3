"""Lists of people as managers keep them: pasted text, CSV files, spreadsheets."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ..aggregates.cart import MOST_PEOPLE_A_LINE
from ..errors import Refusal
from ..language import marked
from ..values import folded
from .spreadsheets import is_spreadsheet, spreadsheet_rows

MOST_ROWS = MOST_PEOPLE_A_LINE
COLUMNS = ("first_name", "last_name", "email", "identifier")

_HEADINGS = {
    "first_name": ("first name", "firstname", "given name", "forename", "prenom", "prenoms"),
    "last_name": ("last name", "lastname", "surname", "family name", "name", "nom", "nom de famille"),
    "email": (
        *("e-mail", "email", "mail", "e-mail address", "email address"),
        *("courriel", "adresse e-mail", "adresse email", "adresse mail", "adresse electronique"),
    ),
    "identifier": (
        *("identifier", "user name", "username", "login", "id"),
        *("identifiant", "nom d'utilisateur", "utilisateur"),
    ),
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_OLD_SPREADSHEET = b"\xd0\xcf\x11\xe0"
_Row = tuple[int, list[str]]


class ListIsEmpty(Refusal):
    """A list names at least one person."""

    words = marked("There is nobody in this list. Paste names or choose a file first.")
    field = "list"


class ListIsTooLong(Refusal):
    """A list has a bounded number of rows."""

    words = marked(
        "A list can have at most %(most)s rows. Divide it, and send the parts one after the other."
    )
    field = "list"


class ColumnsAreMissing(Refusal):
    """A list with headings says at least who is meant."""

    words = marked("The list needs the columns First name and Last name, or the column Identifier.")
    field = "list"


class FileCannotBeRead(Refusal):
    """A file of names is text or a spreadsheet."""

    words = marked("This file cannot be read. Save the list as XLSX or CSV, then choose it again.")
    field = "file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list as it was written. `line` is its place in the file or text, counted from 1."""

    line: int
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    identifier: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written in the row."""
        return not any(getattr(self, column) for column in COLUMNS)


def read_pasted(text: str) -> list[Entry]:
    """The rows of a pasted list. Errors: ListIsEmpty, ListIsTooLong, ColumnsAreMissing."""
    return _entries(_text_rows(text))


def read_file(content: bytes, name: str = "") -> list[Entry]:
    """The rows of a file, CSV or XLSX by its content; one that is named a spreadsheet has to be one.

    Errors: FileCannotBeRead, ListIsEmpty, ListIsTooLong, ColumnsAreMissing.
    """
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")) and not is_spreadsheet(content):
        raise FileCannotBeRead
    return _entries(file_rows(content))


def file_rows(content: bytes) -> Iterator[_Row]:
    """The rows of a file as text, each with its line. Errors: FileCannotBeRead."""
    if not is_spreadsheet(content):
        yield from _text_rows(_decoded(content))
        return
    try:
        yield from spreadsheet_rows(content)
    except ValueError as error:
        raise FileCannotBeRead from error


def checked_length(entries: list[Entry]) -> list[Entry]:
    """The entries, unless they are none or too many. Errors: ListIsEmpty, ListIsTooLong."""
    if not entries:
        raise ListIsEmpty
    if len(entries) > MOST_ROWS:
        raise ListIsTooLong(most=MOST_ROWS)
    return entries


def _decoded(content: bytes) -> str:
    """The text of a file: Unicode when it is, else the Windows code page of western spreadsheets."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif content.startswith(_OLD_SPREADSHEET) or b"\0" in content:
        raise FileCannotBeRead
    else:
        encoding = "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _text_rows(text: str) -> Iterator[_Row]:
    """The rows of delimited text, by tabs, semicolons or commas: whichever its first lines use.

    A line that does not use it, but tabs or semicolons, is divided by these.
    """
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    begins = 1
    try:
        for cells in reader:
            if not (begins == 1 and cells and cells[0].casefold().startswith("sep=")):
                yield begins, _divided(cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise FileCannotBeRead from error


def _divided(cells: list[str]) -> list[str]:
    other = next((sign for sign in "\t;" if len(cells) == 1 and sign in cells[0]), "")
    return cells[0].split(other) if other else cells


def _delimiter(text: str) -> str:
    beginning = [line for line in text[:20_000].splitlines() if line.strip()][:5]
    return max("\t;,", key=lambda sign: sum(line.count(sign) > 0 for line in beginning))


def _entries(rows: Iterable[_Row]) -> list[Entry]:
    """Entries from rows of cells; a first row of headings says which column is which."""
    entry_of: Callable[[_Row], Entry] | None = None
    entries: list[Entry] = []
    for line, cells in rows:
        written = [" ".join(cell.split()) for cell in cells]
        if not any(written):
            continue
        if entry_of is None:
            columns = _columns(written)
            entry_of = _by_heading(columns) if columns else _by_place
            if columns:
                continue
        entries.append(entry_of((line, written)))
        if len(entries) > MOST_ROWS:
            break
    return checked_length(entries)


def _columns(cells: list[str]) -> dict[str, int]:
    """Which column stands where, if a row is one of headings. Errors: ColumnsAreMissing."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _COLUMN_OF.get(folded(cell).strip(" *:"))
        if column:
            found.setdefault(column, place)
    if len(found) < 2 and not (found and len([cell for cell in cells if cell]) == 1):
        return {}
    if "identifier" not in found and not {"first_name", "last_name"} <= found.keys():
        raise ColumnsAreMissing
    return found


def _by_heading(columns: dict[str, int]) -> Callable[[_Row], Entry]:
    def entry(row: _Row) -> Entry:
        line, cells = row
        return Entry(line, **{c: cells[at] for c, at in columns.items() if at < len(cells)})

    return entry


def _by_place(row: _Row) -> Entry:
    """Without headings: first name, last name, e-mail, identifier; one word alone is an identifier."""
    line, cells = row
    if len(cells) == 1 and " " not in cells[0]:
        return Entry(line, identifier=cells[0])
    return Entry(line, **dict(zip(COLUMNS, cells, strict=False)))
