"""The compliance report on paper: people below each other, trainings side by side, as of a day."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from ..clock import day_of
from ..language import counted, day_in_words, instant_in_words, marked, translated
from ..settings import Provider
from .flow import Piece, draw_page, paged
from .fonts import BOLD, REGULAR
from .sheet import Sheet
from .style import BLUE, BODY, INK, LABEL, MARGIN, MIST, MUTED, SMALL, TITLE, Colour, Style, points, wrapped

_WIDE = 297.0 - 2 * MARGIN
_TOP, _BOTTOM = 21.0, 188.0
_NAMES, _HIGH = 50.0, 10.6
_SIDE_BY_SIDE = 8
_LITTLE = Style(size=LABEL - 1, colour=MUTED)
_TINTS = {"salmon": Colour(255, 210, 201), "yellow": Colour(255, 243, 191)}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a row and a training meet: the renewal date (None: never ends), in words, and the tint."""

    renewal_on: date | None
    words: str
    colour: str


@dataclass(frozen=True, slots=True)
class ComplianceRow:
    """One trainee, with a mark for each training, or None where it was never completed."""

    name: str
    identifier: str
    marks: tuple[Mark | None, ...]


@dataclass(frozen=True, slots=True)
class ComplianceFacts:
    """Whose report, of which day in words, in which language, made when (UTC, shown in `zone`)."""

    company: str
    day_said: str
    language: str
    made_at: datetime
    zone: str
    provider: Provider
    trainings: tuple[str, ...]


def compliance_pdf(facts: ComplianceFacts, rows: Sequence[ComplianceRow]) -> bytes:
    """The report as PDF/A-3b on broad pages; more than eight trainings go on in a second table, and so on."""
    title = translated(facts.language, marked("Compliance report"))
    made_on = day_of(facts.made_at, facts.zone)
    sheet = Sheet(title, facts.language, facts.provider.name, made_on, landscape=True)
    pages: list[list[Piece]] = []
    for first in range(0, max(1, len(facts.trainings)), _SIDE_BY_SIDE):
        part = slice(first, first + _SIDE_BY_SIDE)
        pages += paged([_top(facts, title, len(rows)), *_table(facts, rows, part)], _BOTTOM - _TOP)
    for number, page in enumerate(pages, 1):
        sheet.add_page()
        draw_page(sheet, page, _TOP)
        _write_frame(sheet, facts, number, len(pages))
    return bytes(sheet.output())


def _top(facts: ComplianceFacts, title: str, count: int) -> Piece:
    people = counted(facts.language, "%(num)d trainee", "%(num)d trainees", count)
    company = Style(BOLD, BODY).fitting(facts.company, _WIDE)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN, top + 6.0, title, Style(BOLD, TITLE, BLUE))
        sheet.write_at(MARGIN, top + 12.0, facts.company, company)
        sheet.write_at(MARGIN, top + 16.6, f"{facts.day_said} · {people}", Style(size=SMALL, colour=MUTED))

    return Piece(20.0, draw, with_next=True)


def _table(facts: ComplianceFacts, rows: Sequence[ComplianceRow], part: slice) -> list[Piece]:
    titles = facts.trainings[part]
    wide = (_WIDE - _NAMES) / max(len(titles), 5)
    head = _head(translated(facts.language, marked("Trainee")), titles, wide)
    body = [replace(_row(row, row.marks[part], wide, facts.language), again=head) for row in rows]
    return [replace(head, with_next=bool(body)), *body]


def _head(names: str, titles: Sequence[str], wide: float) -> Piece:
    style = Style(BOLD, LABEL, MUTED)
    lines = [wrapped(title, style, wide - 2.0, 5) for title in titles]
    high = 3.2 * max((len(found) for found in lines), default=1) + 2.4

    def draw(sheet: Sheet, top: float) -> None:
        _fill(sheet, MARGIN - 1, top, _WIDE + 2, high, MIST)
        sheet.write_at(MARGIN, top + 3.9, names, style)
        for place, found in enumerate(lines):
            sheet.write_lines(MARGIN + _NAMES + place * wide, top + 3.9, found, style, 3.2)

    return Piece(high + 0.4, draw)


def _row(row: ComplianceRow, marks: Sequence[Mark | None], wide: float, language: str) -> Piece:
    name = wrapped(row.name, Style(size=SMALL), _NAMES - 3, 9)
    [identifier] = wrapped(row.identifier, _LITTLE, _NAMES - 3, 1)
    high = max(_HIGH, 3.2 * len(name) + 4.2)

    def draw(sheet: Sheet, top: float) -> None:
        below = sheet.write_lines(MARGIN, top + 3.4, name, Style(size=SMALL), 3.2)
        sheet.write_at(MARGIN, below, identifier, _LITTLE)
        for place, mark in enumerate(marks):
            _write_mark(sheet, MARGIN + _NAMES + place * wide, top, wide, mark, language)
        sheet.rule(MARGIN, top + high, _WIDE, MIST)

    return Piece(high, draw)


def _write_mark(sheet: Sheet, x: float, top: float, wide: float, mark: Mark | None, language: str) -> None:
    tint = _TINTS.get(mark.colour) if mark else None
    if tint:
        _fill(sheet, x - 1.0, top + 0.4, wide - 0.6, _HIGH - 0.8, tint)
    day = day_in_words(mark.renewal_on, language) if mark and mark.renewal_on else "–"
    words = mark.words if mark else translated(language, marked("Not completed"))
    sheet.write_at(x, top + 3.4, day, Style(BOLD if tint else REGULAR, SMALL).fitting(day, wide - 2.0))
    below = replace(_LITTLE, colour=INK) if tint else _LITTLE
    sheet.write_lines(x, top + 6.4, wrapped(words, below, wide - 2.2, 2), below, 2.6)


def _fill(sheet: Sheet, x: float, top: float, wide: float, high: float, colour: Colour) -> None:
    corner = f"{points(x):.2f} {sheet.up(top + high):.2f}"
    sheet.draw(f"{colour.operands} rg {corner} {points(wide):.2f} {points(high):.2f} re f")


def _write_frame(sheet: Sheet, facts: ComplianceFacts, number: int, count: int) -> None:
    small = Style(size=LABEL, colour=MUTED)
    sheet.write_at(
        MARGIN, 13.0, facts.provider.name, Style(BOLD, BODY, BLUE).fitting(facts.provider.name, _WIDE)
    )
    sheet.rule(MARGIN, 193.0, _WIDE)
    instant = instant_in_words(facts.made_at, facts.language, facts.zone)
    made = translated(facts.language, marked("made on %(instant)s"), instant=instant)
    meaning = translated(facts.language, marked("Each date is the last day on which a training counts."))
    sheet.write_at(MARGIN, 197.0, f"{meaning} · {made}", small)
    page = translated(facts.language, marked("page %(number)s of %(count)s"), number=number, count=count)
    sheet.write_at(MARGIN + _WIDE, 197.0, page, replace(small, align="right"))
