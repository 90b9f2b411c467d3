"""How documents look: colours, type scale, and setting a text within a width."""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from .fonts import REGULAR, Typeface, width

MARGIN = 18.0
"""Millimetres kept free on each side of every document."""

RULE = 0.25
"""The thickness of every rule, in millimetres."""

_POINT = 25.4 / 72
_BLANKS = re.compile(r"[ \t\n]+")
"""Where a line may end: not at a no-break space."""


class Colour(NamedTuple):
    """A colour of the family in sRGB, 0 to 255."""

    red: int
    green: int
    blue: int

    @property
    def operands(self) -> str:
        """The colour as the PDF operators rg and RG take it."""
        return " ".join(f"{part / 255:.3f}" for part in self)


INK = Colour(27, 31, 36)
MUTED = Colour(84, 93, 104)
BLUE = Colour(11, 92, 173)
PALE = Colour(214, 226, 240)
MIST = Colour(238, 243, 249)

DISPLAY, TITLE, LEAD, BODY, SMALL, LABEL = 30.0, 18.0, 13.0, 10.0, 8.0, 7.0
"""The type scale, in points."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: typeface, size in points, colour, alignment at its x (left, centre, right)."""

    face: Typeface = REGULAR
    size: float = BODY
    colour: Colour = INK
    align: str = "left"

    def width(self, text: str) -> float:
        """How wide a text is in this style, in millimetres."""
        return width(text, self.face, self.size) * _POINT

    def fitting(self, text: str, millimetres: float, least: float = LABEL) -> "Style":
        """This style, made smaller where the text would be wider than it may be, down to a least size."""
        wide = self.width(text)
        return self if wide <= millimetres else replace(self, size=max(least, self.size * millimetres / wide))


def points(millimetres: float) -> float:
    """Millimetres as points."""
    return millimetres / _POINT


def wrapped(text: str, style: Style, millimetres: float, most: int = 10_000) -> list[str]:
    """A text in lines of at most a width; where only so many may be, what is too long ends in an ellipsis.

    A single word that is wider than a line is cut where the line ends.
    """
    if style.width(text) <= millimetres:
        return [text]
    lines: list[str] = []
    line = ""
    for word in _short_words(text, style, millimetres):
        longer = f"{line} {word}".strip()
        if line and style.width(longer) > millimetres:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    return lines if len(lines) <= most else [*lines[: most - 1], _cut(lines[most - 1], style, millimetres)]


def _short_words(text: str, style: Style, millimetres: float) -> list[str]:
    words: list[str] = []
    for word in _BLANKS.split(text.strip()):
        while len(word) > 1 and style.width(word) > millimetres:
            length = next(
                n for n in range(len(word) - 1, 0, -1) if n == 1 or style.width(word[:n]) <= millimetres
            )
            words.append(word[:length])
            word = word[length:]
        words.append(word)
    return words


def _cut(line: str, style: Style, millimetres: float) -> str:
    while line and style.width(line + "…") > millimetres:
        line = line[:-1].rstrip()
    return line + "…"
