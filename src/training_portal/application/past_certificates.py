"""Lists of past certificates as companies bring them along: CSV or XLSX, a certificate a row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..errors import Refusal
from ..language import marked
from ..values import FREQUENCIES, folded
from .people_lists import MOST_ROWS, ListIsEmpty, ListIsTooLong, file_rows

COLUMNS = (
    *("last_name", "first_name", "identifier", "training"),
    *("completed_on", "number", "frequency", "renewal_on"),
)
_HEADINGS = {
    "last_name": ("last name", "surname", "family name", "name", "nom", "nom de famille"),
    "first_name": ("first name", "given name", "forename", "prenom", "prenoms"),
    "identifier": ("identifier", "user name", "username", "identifiant", "nom d'utilisateur"),
    "training": ("training code", "training", "course", "code", "code de la formation", "formation"),
    "completed_on": ("completed on", "completed", "date", "date de fin", "terminee le", "reussie le"),
    "number": ("certificate number", "certificate", "number", "numero", "numero de certificat"),
    "frequency": ("frequency", "months", "frequence", "periodicite", "mois"),
    "renewal_on": ("renewal date", "renewal", "expires on", "date de renouvellement", "renouvellement"),
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?")
_WRITTEN = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_YEARS = (1900, 2999)
_LONGEST_NUMBER = 40


class PastColumnsAreMissing(Refusal):
    """A list of certificates says in its first row which column is which."""

    words = marked(
        "The first row names the columns. Needed are: Last name and First name, or Identifier; Training "
        "code; Completed on. Download the template to begin with."
    )
    field = "file"


class DayIsWrong(Refusal):
    """A day is written in one of two ways, and exists."""

    words = marked("“%(text)s” is not a day. Write 2026-11-23 or 23/11/2026.")


class CompletedInTheFuture(Refusal):
    """Nobody has completed anything tomorrow."""

    words = marked("The day of completion lies in the future.")


class FrequencyIsWrong(Refusal):
    """A frequency is one that the portal knows."""

    words = marked("The frequency is 12, 24, 36 or 60 months, or 0 for once.")


class RenewalIsTooEarly(Refusal):
    """A training counts for a while."""

    words = marked("The renewal date is not after the day of completion.")


class NumberIsTooLong(Refusal):
    """A certificate's number is a number, and no letter."""

    words = marked("The certificate number is longer than 40 characters.")


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One row of a list as it was written. `line` is its place in the file, counted from 1."""

    line: int
    last_name: str = ""
    first_name: str = ""
    identifier: str = ""
    training: str = ""
    completed_on: str = ""
    number: str = ""
    frequency: str = ""
    renewal_on: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """What stands in the row, column by column."""
        return tuple(getattr(self, column) for column in COLUMNS)


def read_past_certificates(content: bytes) -> list[PastEntry]:
    """The rows of a file, CSV or XLSX by its content.

    Errors: FileCannotBeRead, ListIsEmpty, ListIsTooLong, PastColumnsAreMissing.
    """
    return entries_from(file_rows(content))


def entries_from(rows: Iterable[tuple[int, list[str]]]) -> list[PastEntry]:
    """Entries from rows of cells, the first of which names the columns. Errors: as of the file."""
    columns: dict[str, int] = {}
    entries: list[PastEntry] = []
    for line, cells in rows:
        written = [" ".join(cell.split()) for cell in cells]
        if not any(written):
            continue
        if not columns:
            columns = _columns(written)
            continue
        entries.append(PastEntry(line, **{c: written[at] for c, at in columns.items() if at < len(written)}))
        if len(entries) > MOST_ROWS:
            raise ListIsTooLong(most=MOST_ROWS)
    if not entries:
        raise ListIsEmpty
    return entries


def _columns(cells: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = _COLUMN_OF.get(folded(cell).strip(" *:"))
        if column:
            found.setdefault(column, place)
    somebody = "identifier" in found or {"first_name", "last_name"} <= found.keys()
    if not somebody or not {"training", "completed_on"} <= found.keys():
        raise PastColumnsAreMissing
    return found


def day_written(text: str) -> date:
    """A day as written, of a year that calendars have: 2026-11-23, or 23/11/2026. Errors: DayIsWrong."""
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    parts = iso.groups() if iso else written.groups()[::-1] if written else ("0", "0", "0")
    try:
        day = date(*map(int, parts))
    except ValueError:
        raise DayIsWrong(text=text[:30]) from None
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise DayIsWrong(text=text[:30])
    return day


def completion_of(entry: PastEntry, today: date) -> date:
    """The day of completion. Errors: DayIsWrong, CompletedInTheFuture."""
    day = day_written(entry.completed_on)
    if day > today:
        raise CompletedInTheFuture
    return day


def frequency_of(entry: PastEntry) -> int | None:
    """The frequency in months, None when the training's own counts. Errors: FrequencyIsWrong."""
    if not entry.frequency:
        return None
    if entry.frequency not in {str(months) for months in FREQUENCIES}:
        raise FrequencyIsWrong
    return int(entry.frequency)


def renewal_of(entry: PastEntry, completed: date) -> date | None:
    """The renewal date that is written, or None. Errors: DayIsWrong, RenewalIsTooEarly."""
    if not entry.renewal_on:
        return None
    day = day_written(entry.renewal_on)
    if day <= completed:
        raise RenewalIsTooEarly
    return day


def number_of(entry: PastEntry) -> str:
    """The certificate's number, "" when unknown. Errors: NumberIsTooLong."""
    if len(entry.number) > _LONGEST_NUMBER:
        raise NumberIsTooLong
    return entry.number
