"""The typefaces of every document: read once by the process, given to each document cut to what it prints."""

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

from ..errors import Refusal
from ..language import marked

_FOLDER = Path(__file__).parent / "typefaces"
_EMBEDDED_TABLES = ("head", "hhea", "maxp", "hmtx", "loca", "glyf")
"""What a PDF needs of a TrueType font; its names, metrics and character map stand in the PDF itself."""


class NameCannotBePrinted(Refusal):
    """A name can be printed on a certificate, letter by letter."""

    words = marked("These characters cannot be printed on a certificate: %(characters)s")


@dataclass(frozen=True, slots=True)
class Typeface:
    """A typeface as fpdf2 knows it: family, style, file."""

    family: str
    style: str
    file: str


REGULAR = Typeface("dejavu", "", "DejaVuSans.ttf")
BOLD = Typeface("dejavu", "B", "DejaVuSans-Bold.ttf")
CODE = Typeface("dejavumono", "B", "DejaVuSansMono-Bold.ttf")


def unprintable(text: str, *faces: Typeface) -> str:
    """The characters of a text that documents cannot print, each once, in the order of their coming.

    Without typefaces: those that a name is printed in.
    """
    maps = [_kept(face).cmap for face in faces or (REGULAR, BOLD)]
    return "".join(dict.fromkeys(c for c in text if not all(ord(c) in printable for printable in maps)))


def must_print(text: str) -> str:
    """A text that the documents can print. Errors: NameCannotBePrinted names the characters they cannot."""
    if missing := unprintable(text):
        raise NameCannotBePrinted(characters=" ".join(missing))
    return text


def width(text: str, face: Typeface, size: float) -> float:
    """How wide a text is, in points, at a size in points."""
    widths = _kept(face).cw
    return float(sum(map(widths.__getitem__, map(ord, text)))) * size / 1000


def give_faces(pdf: FPDF, faces: tuple[Typeface, ...]) -> None:
    """Let a document print in some typefaces. It embeds only the letters that it prints."""
    for number, face in enumerate(faces, 1):
        pdf.fonts[face.family + face.style] = _lent(_kept(face), number)


@cache
def _kept(face: Typeface) -> TTFFont:
    """A typeface as fpdf2 reads it, with its outlines ready to be picked from."""
    reader = FPDF()
    reader.add_font(face.family, face.style, _FOLDER / face.file)
    font = reader.fonts[face.family + face.style]
    if not isinstance(font, TTFFont):
        raise TypeError(f"{face.file} is no TrueType font")
    font.ttfont.close()
    font.ttfont = _outlines(_FOLDER / face.file)
    return font


def _outlines(path: Path) -> TTFont:
    """All that is embedded of a font, already read, and nothing left to be computed again."""
    font = TTFont(path, recalcTimestamp=False, recalcBBoxes=False)
    font.setGlyphOrder(font.getGlyphOrder())
    font.getReverseGlyphMap()
    font.tables = {tag: font[tag] for tag in _EMBEDDED_TABLES}
    font.close()
    return font


def _lent(kept: TTFFont, number: int) -> TTFFont:
    """A typeface for one document: what fpdf2 changes while printing is its own, all else is shared."""
    lent = TTFFont.__new__(TTFFont)
    for name in TTFFont.__slots__:
        if hasattr(kept, name):
            setattr(lent, name, getattr(kept, name))
    lent.i = number
    lent.desc = copy.copy(kept.desc)
    lent.missing_glyphs = []
    lent.subset = SubsetMap(lent)
    lent.ttfont = copy.copy(kept.ttfont)
    lent.ttfont.tables = {tag: copy.copy(table) for tag, table in kept.ttfont.tables.items()}
    return lent
