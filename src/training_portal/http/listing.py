"""What a person asked of a list: search, filters, order and page, all of it in the address.

A screen says once what its list can be asked (`ListShape`). A route reads the address into a `ListState`,
hands `search`, `filters`, `sort`, `descending`, `limit` and `offset` to the screen's question, and puts the
answer into a `Page`. The template draws both; every link it needs is an address made here.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from training_portal.event_store.lists import AtLeast
from training_portal.http.columns import Columns

LONGEST_TEXT = 100
LAST_PAGE = 100_000
PER_PAGE = (25, 50, 100)
FILES = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class ListShape:
    """What a list can be asked.

    `sorts` are the columns it can be ordered by; the first is the usual one. A leading hyphen
    (``-placed``) makes the first click on it descending. `filters` are the filters by name with their allowed
    values, or None for any short text (an id). What is not named here is not heard.
    `days` is the view's column of days or instants that ``?from=`` and ``?to=`` bound; empty for none.
    `columns` are what its rows tell in a file (``?format=csv``, ``xlsx``); a list without any gives no file.
    """

    sorts: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    days: str = ""
    columns: Columns = ()

    @property
    def usual_sort(self) -> str:
        """The column a list is ordered by until somebody chooses another; empty when it cannot be ordered."""
        return self.sorts[0].lstrip("-") if self.sorts else ""

    def starts_descending(self, sort: str) -> bool:
        """Whether the first click on a column puts the greatest (newest) first."""
        return f"-{sort}" in self.sorts

    def knows_sort(self, sort: str) -> bool:
        """Whether the list can be ordered by this column."""
        return bool(sort) and (sort in self.sorts or self.starts_descending(sort))

    def allowed(self, name: str, value: str) -> bool:
        """Whether a filter can have this value."""
        values = self.filters[name]
        return values is None or value in values


@dataclass(frozen=True, slots=True)
class ListState:
    """One state of a list, and the addresses of every state one step away from it."""

    path: str
    shape: ListShape
    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    page: int = 1
    per_page: int = PER_PAGE[0]
    first_day: date | None = None
    last_day: date | None = None
    format: str = ""

    @classmethod
    def read(cls, args: Mapping[str, str], path: str, shape: ListShape) -> "ListState":
        """The state that an address tells; what is unknown or out of bounds counts as not asked."""
        asked = _plain(args.get("sort", ""))
        sort = asked if shape.knows_sort(asked) else shape.usual_sort
        chosen = {name: _plain(args.get(name, "")) for name in shape.filters}
        return cls(
            path=path,
            shape=shape,
            search=_plain(args.get("q", "")),
            filters={name: value for name, value in chosen.items() if value and shape.allowed(name, value)},
            sort=sort,
            descending=_direction(args.get("dir", ""), shape.starts_descending(sort)),
            page=_number(args.get("page", ""), 1, LAST_PAGE),
            per_page=_number(args.get("per", ""), PER_PAGE[0], PER_PAGE[-1]),
            first_day=_day(args.get("from", "")) if shape.days else None,
            last_day=_day(args.get("to", "")) if shape.days else None,
            format=args.get("format", "") if shape.columns and args.get("format") in FILES else "",
        )

    @property
    def limit(self) -> int:
        """How many rows the question should answer with."""
        return self.per_page

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.per_page

    @property
    def narrowed(self) -> bool:
        """Whether a search or a filter hides rows."""
        return bool(self.search or self.filters or self.first_day or self.last_day)

    @property
    def is_turned_round(self) -> bool:
        """Whether the last day asked for comes before the first."""
        return bool(self.first_day and self.last_day and self.last_day < self.first_day)

    @property
    def url(self) -> str:
        """This state's own address. The usual order, the first page and the usual length are left out."""
        asked = self._order() | self._narrowing()
        asked["page"] = str(self.page) if self.page > 1 else ""
        return _address(self.path, asked)

    def at_page(self, page: int) -> str:
        """The address of another page of the same rows."""
        return replace(self, page=page).url

    def long(self, per_page: int) -> str:
        """The address of the same rows, so many a page, from the first."""
        return replace(self, per_page=per_page, page=1).url

    def sorted_by(self, sort: str) -> str:
        """The address after a click on a column's head: ordered by it, or turned round when it already is."""
        turned = not self.descending if sort == self.sort else self.shape.starts_descending(sort)
        return replace(self, sort=sort, descending=turned, page=1).url

    def filtered(self, name: str, value: str) -> str:
        """The address with one filter set to a value, or lifted when the value is empty."""
        others = {kept: chosen for kept, chosen in self.filters.items() if kept != name}
        return replace(self, filters=others | ({name: value} if value else {}), page=1).url

    def cleared(self) -> str:
        """The address without search and filters, in the same order."""
        return replace(self, search="", filters={}, first_day=None, last_day=None, page=1).url

    def aria_sort(self, sort: str) -> str:
        """How a column's head tells assistive technology its order."""
        if sort != self.sort:
            return "none"
        return "descending" if self.descending else "ascending"

    def carried(self, *typed: str) -> list[tuple[str, str]]:
        """What the search form carries along unseen: all but the search and the filters `typed` in it."""
        kept = {name: value for name, value in self.filters.items() if name not in typed}
        return [(name, value) for name, value in (self._order() | kept).items() if value]

    def exported(self, path: str, **more: str) -> str:
        """The address at which another route answers for the same rows, all of them (an export)."""
        return _address(path, self._order() | self._narrowing() | {**more, "per": ""})

    def files(self) -> list[tuple[str, str]]:
        """The files in which the list can be had whole, each a name and an address; none without columns."""
        kinds = FILES if self.shape.columns else ()
        return [(kind.upper(), self.exported(self.path, format=kind)) for kind in kinds]

    def _narrowing(self) -> dict[str, str]:
        first, last = (day.isoformat() if day else "" for day in (self.first_day, self.last_day))
        return {"q": self.search, **self.filters, "from": first, "to": last}

    def _order(self) -> dict[str, str]:
        usual = self.sort == self.shape.usual_sort and self.descending == self.shape.starts_descending(
            self.sort
        )
        return {
            "sort": "" if usual else self.sort,
            "dir": "" if usual else "desc" if self.descending else "asc",
            "per": "" if self.per_page == PER_PAGE[0] else str(self.per_page),
        }


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and how many there are in all."""

    rows: Sequence[Any]
    total: int

    def pages(self, state: ListState) -> int:
        """How many pages the rows fill; one when there are none, one more than this when nobody counted."""
        onward = state.page + 1 if self.is_more and len(self.rows) == state.per_page else 1
        return max(onward, -(-self.total // state.per_page))

    @property
    def is_more(self) -> bool:
        """Whether there are more rows than were counted."""
        return isinstance(self.total, AtLeast)

    def first(self, state: ListState) -> int:
        """The place of the first row shown, counted from one; zero when none is."""
        return state.offset + 1 if self.rows else 0

    def last(self, state: ListState) -> int:
        """The place of the last row shown."""
        return state.offset + len(self.rows) if self.rows else 0

    def near(self, state: ListState) -> list[int]:
        """The pages worth a link: the first, the last, this one and its neighbours; 0 stands for a gap."""
        last = self.pages(state)
        near = {1, last, *range(max(1, state.page - 1), min(last, state.page + 1) + 1)}
        shown: list[int] = []
        for page in sorted(near):
            if shown and page - shown[-1] > 1:
                shown.append(page - 1 if page - shown[-1] == 2 else 0)
            shown.append(page)
        return shown


def _plain(text: str) -> str:
    """What was typed, in the form texts are kept in, without control characters, of bounded length."""
    shown = "".join(" " if unicodedata.category(c).startswith("C") else c for c in text[: 4 * LONGEST_TEXT])
    return " ".join(unicodedata.normalize("NFC", shown).split())[:LONGEST_TEXT].strip()


def _direction(asked: str, usual: bool) -> bool:
    return asked == "desc" if asked in ("asc", "desc") else usual


def _day(text: str) -> date | None:
    """A day as ``2026-11-23``, of a year that calendars have; None when it is none."""
    if not re.fullmatch(r"(19|2\d)\d\d-\d\d-\d\d", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str, usual: int, most: int) -> int:
    """A number between 1 and `most`, or the usual one when none was written."""
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        return usual
    return min(max(int(text), 1), most)


def _address(path: str, asked: Mapping[str, str]) -> str:
    query = urlencode([(name, value) for name, value in asked.items() if value])
    return f"{path}?{query}" if query else path
