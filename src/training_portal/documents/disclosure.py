"""What is known about a person, as a document to hand to them."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ..language import day_in_words
from ..settings import Provider
from ..values import Person
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, LABEL, MARGIN, MUTED, SMALL, TITLE, Style, wrapped

_WIDE, _LAST = 210.0 - 2 * MARGIN, 275.0
_ID = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
"""Ids and digests say nothing to a reader; they stand in the JSON."""

_HIDDEN = ("forgotten", "sealed", "outline", "package", "seed")


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The person, what `personal_data` of the erasure told, the day it was told, and who tells it."""

    person: Person
    told: dict[str, Any]
    made_on: date
    provider: Provider


class _Writer:
    """Writes lines from the top of a page to its bottom, and goes on at the next page."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet, self._y = sheet, _LAST + 1

    def write(self, text: str, style: Style, leading: float, indent: float = 0.0) -> None:
        """A text in as many lines as it needs: nothing that is known may be cut."""
        for line in wrapped(text, style, _WIDE - indent):
            if self._y > _LAST:
                self._sheet.add_page()
                self._y = MARGIN + 4
            self._sheet.write_at(MARGIN + indent, self._y, line, style)
            self._y += leading

    def skip(self, height: float) -> None:
        """Leave some room."""
        self._y += height


def disclosure_pdf(facts: Disclosure) -> bytes:
    """The document as PDF/A-3b, in English: it goes to the provider's staff, who hand it on."""
    name = facts.person.full_name
    sheet = Sheet(f"Personal data of {name}", "en", facts.provider.name, facts.made_on)
    page = _Writer(sheet)
    page.write(facts.provider.name, Style(BOLD, SMALL, BLUE), 8)
    page.write(f"Personal data of {name}", Style(BOLD, TITLE), 9)
    page.write(f"As known on {day_in_words(facts.made_on, 'en')}", Style(size=SMALL, colour=MUTED), 8)
    for label, words in _facts(facts):
        page.write(f"{label}: {words}", Style(size=SMALL), 4.6)
    _write_history(page, facts.told["history"])
    _write_rows(page, "Letters sent", facts.told["letters"])
    _write_rows(page, "Times signed in", facts.told["sessions"])
    return bytes(sheet.output())


def _facts(facts: Disclosure) -> list[tuple[str, str]]:
    person = facts.person
    return [
        ("First name", person.first_name),
        ("Last name", person.last_name),
        ("Identifier", person.identifier or "none"),
        ("E-mail", person.email or "none"),
        ("Known as", str(facts.told["kind"])),
    ]


def _write_history(page: _Writer, history: list[dict[str, Any]]) -> None:
    _write_heading(page, "What happened")
    for one in history:
        when = datetime.fromisoformat(one["at"]).strftime("%Y-%m-%d %H:%M UTC")
        page.write(f"{when}   {one['event'].replace('.', ': ').replace('_', ' ')}", Style(BOLD, SMALL), 4.2)
        says = [
            f"{name.replace('_', ' ')}: {words}"
            for name, value in one["says"].items()
            if name not in _HIDDEN and (words := _words(value))
        ]
        page.write("; ".join(says), Style(size=LABEL, colour=MUTED), 3.6, 4.0)
        page.skip(1.2)


def _write_rows(page: _Writer, heading: str, rows: list[list[Any]]) -> None:
    _write_heading(page, heading)
    for row in rows or [["none"]]:
        page.write("   ".join(_words(part) for part in row if part is not None), Style(size=SMALL), 4.4)


def _write_heading(page: _Writer, words: str) -> None:
    page.skip(5)
    page.write(words, Style(BOLD, SMALL + 2, BLUE), 6)


def _words(value: Any) -> str:
    if isinstance(value, dict):
        parts = [_words(part) for name, part in value.items() if name not in _HIDDEN]
        return ", ".join(part for part in parts if part)
    if isinstance(value, list):
        return ", ".join(_words(part) for part in value)
    return "" if value is None or _ID.fullmatch(str(value)) else str(value)
