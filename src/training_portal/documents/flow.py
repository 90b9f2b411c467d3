"""Running text over pages: pieces that stay whole, broken into pages before anything is drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, BODY, LEAD, MARGIN, MIST, MUTED, SMALL, Style, points, wrapped

WIDE = 210.0 - 2 * MARGIN
"""Millimetres between the margins of an upright page."""

_TEXT = Style(size=BODY - 1)
_LEADING = 4.6


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that stays on one page: its height in millimetres, and how it is drawn from a y on.

    `with_next` keeps it on the page of the piece after it; `again` is put before it where it begins a page.
    """

    high: float
    draw: Callable[[Sheet, float], None]
    with_next: bool = False
    again: "Piece | None" = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: where it begins within the text, how wide it is, and how it is aligned."""

    x: float
    wide: float
    align: str = "left"


def paged(pieces: Sequence[Piece], room: float) -> list[list[Piece]]:
    """The pieces, page by page, each page at most `room` millimetres high where its pieces allow."""
    pages: list[list[Piece]] = [[]]
    for place, piece in enumerate(pieces):
        used = sum(one.high for one in pages[-1])
        if pages[-1] and used + _together(pieces, place) > room and not _follows_kept(pieces, place):
            pages.append([piece.again] if piece.again else [])
        pages[-1].append(piece)
    return pages


def draw_page(sheet: Sheet, pieces: Sequence[Piece], top: float) -> None:
    """Draw the pieces of one page below each other, the first from `top` on."""
    for piece in pieces:
        piece.draw(sheet, top)
        top += piece.high


def heading(text: str) -> Piece:
    """The heading of a section, kept with what follows."""
    style = Style(BOLD, LEAD - 1.5, BLUE)
    lines = wrapped(text, style, WIDE)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_lines(MARGIN, top + 8.5, lines, style, 5.2)

    return Piece(6.3 + 5.2 * len(lines), draw, with_next=True)


def small_heading(text: str) -> Piece:
    """A heading within a section, kept with what follows."""
    return replace(_lines(text, Style(BOLD, BODY - 1), above=1.6, below=0.2), with_next=True)


def paragraph(text: str) -> list[Piece]:
    """Running text; a long one may go over to the next page between its lines."""
    lines = wrapped(text, _TEXT, WIDE)
    last = len(lines) - 1
    return [
        _line(line, _TEXT, 0.0, below=1.4 if place == last else 0.0, with_next=place in (0, last - 1))
        if place != last
        else _line(line, _TEXT, 0.0, below=1.4)
        for place, line in enumerate(lines)
    ]


def bullets(texts: Sequence[str]) -> list[Piece]:
    """A list, each entry whole."""
    return [_lines(text, _TEXT, left=4.5, mark="•") for text in texts]


def facts(rows: Sequence[tuple[str, str]]) -> list[Piece]:
    """Labelled facts below each other."""
    label = replace(_TEXT, colour=MUTED)
    columns = (Column(0.0, 52.0), Column(54.0, WIDE - 54.0))
    return [_row(columns, row, (label, _TEXT)) for row in rows]


def table(columns: Sequence[Column], head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Piece]:
    """Rows under a head that stands again on every page they go over to."""
    tinted = _row(columns, head, tuple(Style(BOLD, SMALL, MUTED) for _ in columns), tint=True)
    body = [_row(columns, row, tuple(replace(_TEXT, size=SMALL) for _ in columns)) for row in rows]
    return [replace(tinted, with_next=True), *(replace(row, again=tinted) for row in body)]


def space(high: float) -> Piece:
    """Nothing, so high."""
    return Piece(high, lambda _sheet, _top: None)


def _together(pieces: Sequence[Piece], place: int) -> float:
    """How high a piece is with all that must stand on its page after it."""
    high = pieces[place].high
    while pieces[place].with_next and place + 1 < len(pieces):
        place += 1
        high += pieces[place].high
    return high


def _follows_kept(pieces: Sequence[Piece], place: int) -> bool:
    return place > 0 and pieces[place - 1].with_next


def _lines(
    text: str, style: Style, *, left: float = 0.0, mark: str = "", above: float = 0.0, below: float = 0.6
) -> Piece:
    lines = wrapped(text, style, WIDE - left)

    def draw(sheet: Sheet, top: float) -> None:
        if mark:
            sheet.write_at(MARGIN + 0.8, top + above + 3.6, mark, style)
        sheet.write_lines(MARGIN + left, top + above + 3.6, lines, style, _LEADING)

    return Piece(above + _LEADING * len(lines) + below, draw)


def _line(text: str, style: Style, left: float, below: float = 0.0, with_next: bool = False) -> Piece:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN + left, top + 3.6, text, style)

    return Piece(_LEADING + below, draw, with_next)


def _row(
    columns: Sequence[Column], cells: Sequence[str], styles: Sequence[Style], *, tint: bool = False
) -> Piece:
    """A row of a table, as high as its highest cell, with a thin rule below unless it is tinted."""
    set_cells = [
        (column, replace(style, align=column.align), wrapped(cell, style, column.wide))
        for column, cell, style in zip(columns, cells, styles, strict=True)
    ]
    high = 4.2 * max(len(lines) for _, _, lines in set_cells) + 1.4

    def draw(sheet: Sheet, top: float) -> None:
        if tint:
            corner = f"{points(MARGIN - 1):.2f} {sheet.up(top + high):.2f}"
            size = f"{points(WIDE + 2):.2f} {points(high):.2f}"
            sheet.draw(f"{MIST.operands} rg {corner} {size} re f")
        for column, style, lines in set_cells:
            x = MARGIN + column.x + (column.wide if column.align == "right" else 0.0)
            sheet.write_lines(x, top + 4.0, lines, style, 4.2)

    return Piece(high, draw)
