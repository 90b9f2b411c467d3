"""Slips that a manager prints, cuts and hands out: how trainees sign in with a temporary password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, translated
from ..settings import Provider
from .fonts import BOLD, CODE, REGULAR, unprintable
from .qr import qr_operators
from .sheet import Sheet
from .style import BLUE, BODY, LABEL, LEAD, MIST, MUTED, SMALL, Style, points, wrapped

_WIDE, _HIGH, _COLUMNS, _ROWS = 105.0, 74.25, 2, 4
"""A slip is A7: eight to a sheet of A4, and cut by halving."""

_PAD, _QR = 9.0, 17.0
_TEXT = _WIDE - 2 * _PAD
_SMALL = Style(size=SMALL, colour=MUTED)
_STEP = Style(size=SMALL)
_LABEL = Style(size=LABEL, colour=MUTED)
_LONG_NAMES = ((SMALL, 2, 3.8), (LABEL - 1, 3, 2.8), (LABEL - 2, 5, 2.2))
"""How a name too long for one line is set: points, lines at most, millimetres between them."""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """One trainee: name, identifier, temporary password in clear, and what is to be taken."""

    first_name: str
    last_name: str
    identifier: str
    password: str
    trainings: tuple[str, ...]

    @property
    def full_name(self) -> str:
        """First name, then last name, as written."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """What the slips of an order share; `order_number` is "" for a password that was reset.

    `address` is the page Trainee Log-In; `valid_until` is the last day of the temporary passwords.
    """

    order_number: str
    language: str
    address: str
    made_on: date
    valid_until: date
    provider: Provider


def slips_pdf(shared: SlipSheet, trainees: Sequence[SlipFacts]) -> bytes:
    """The slips of an order's new trainees, or of one who got a new password; eight to a page, PDF/A-3b."""
    words = marked("Access slips, order %(number)s") if shared.order_number else marked("Access slip")
    sheet = Sheet(
        title=translated(shared.language, words, number=shared.order_number),
        language=shared.language,
        author=shared.provider.name,
        made_on=shared.made_on,
        faces=(REGULAR, BOLD, CODE),
    )
    for place, trainee in enumerate(trainees):
        on_page = place % (_COLUMNS * _ROWS)
        if on_page == 0:
            sheet.add_page()
            _draw_cuts(sheet)
        _write_slip(sheet, on_page % _COLUMNS * _WIDE, on_page // _COLUMNS * _HIGH, shared, trainee)
    return bytes(sheet.output())


def _draw_cuts(sheet: Sheet) -> None:
    """Dashed lines to cut along, across the whole page."""
    across = [
        f"0 {sheet.up(row * _HIGH):.2f} m {points(210):.2f} {sheet.up(row * _HIGH):.2f} l"
        for row in (1, 2, 3)
    ]
    down = f"{points(_WIDE):.2f} 0 m {points(_WIDE):.2f} {points(297):.2f} l"
    sheet.draw(f"{MUTED.operands} RG 0.4 w [3 3] 0 d {' '.join(across)} {down} S")


def _write_slip(sheet: Sheet, left: float, top: float, shared: SlipSheet, trainee: SlipFacts) -> None:
    x, beside = left + _PAD, _TEXT - _QR - 4
    sheet.draw(qr_operators(shared.address, left + _WIDE - _PAD - _QR, sheet.up(top + 8.5), _QR))
    provider = Style(BOLD, SMALL, BLUE).fitting(shared.provider.name, beside)
    sheet.write_at(x, top + 11, shared.provider.name, provider)
    y = _write_name(sheet, x, top + 17.5, trainee.full_name, beside)
    trainings = wrapped(" · ".join(trainee.trainings), _SMALL, beside, most=3)
    sheet.write_lines(x, y, trainings, _SMALL, leading=3.6)
    _write_access(sheet, x, top + 34, shared, trainee)
    _write_steps(sheet, x, top + 57, shared)


def _write_name(sheet: Sheet, x: float, y: float, name: str, wide: float) -> float:
    """A name in one line, or a long one in several smaller ones; answers the y of what follows."""
    style = Style(BOLD, LEAD).fitting(name, wide, BODY)
    if style.width(name) <= wide:
        sheet.write_at(x, y, name, style)
        return y + 4.3
    settings = [(Style(BOLD, size), most, leading) for size, most, leading in _LONG_NAMES]
    fits = (one for one in settings if len(wrapped(name, one[0], wide)) <= one[1])
    smaller, most, leading = next(fits, settings[-1])
    return sheet.write_lines(x, y - 1.8, wrapped(name, smaller, wide, most), smaller, leading) + 0.4


def _write_access(sheet: Sheet, x: float, y: float, shared: SlipSheet, trainee: SlipFacts) -> None:
    """Identifier and temporary password, large and in a face that tells 1 from l and 0 from O."""
    box = f"{points(x - 2.5):.2f} {sheet.up(y + 17.5):.2f} {points(_TEXT + 5):.2f} {points(17.5):.2f}"
    sheet.draw(f"{MIST.operands} rg {box} re f")
    language = shared.language
    for place, (label, words) in enumerate(
        (
            (translated(language, marked("Username")), trainee.identifier),
            (translated(language, marked("Temporary password")), trainee.password),
        )
    ):
        line = y + 6.5 + place * 7.5
        face = BOLD if unprintable(words, CODE) else CODE
        sheet.write_at(x, line, label, _LABEL.fitting(label, 30))
        sheet.write_at(x + 32, line, words, Style(face, LEAD - 1).fitting(words, _TEXT - 32))


def _write_steps(sheet: Sheet, x: float, y: float, shared: SlipSheet) -> None:
    language = shared.language
    first = translated(language, marked("1. Open %(address)s"), address=shared.address)
    second = translated(
        language,
        marked("2. Type the username and the temporary password, by %(day)s."),
        day=day_in_words(shared.valid_until, language),
    )
    third = translated(language, marked("3. Choose a password of your own, then start your training."))
    steps = (first, second, third)
    size = min(_STEP.fitting(step, _TEXT + 2, 5.0).size for step in steps)
    sheet.write_lines(x, y, steps, Style(size=size), leading=4.4)
