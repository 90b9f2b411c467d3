"""The sheet that every document is printed on: typefaces, metadata, colour profile, PDF/A-3b."""

import copy
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from html import escape

from fpdf import FPDF
from fpdf.drawing_primitives import DeviceRGB
from fpdf.enums import OutputIntentSubType
from fpdf.output import PDFICCProfile
from fpdf.util import builtin_srgb2014_bytes

from .fonts import BOLD, REGULAR, Typeface, give_faces
from .style import BLUE, RULE, Colour, Style, points


class Sheet(FPDF):
    """A document of the family. Measures are millimetres from the top left corner.

    `made_on` is the only date it carries, so that the same values give the same bytes on any day. `factur_x`
    says in its metadata that an invoice for machines is inside.
    """

    def __init__(
        self,
        title: str,
        language: str,
        author: str,
        made_on: date,
        *,
        landscape: bool = False,
        factur_x: bool = False,
        faces: tuple[Typeface, ...] = (REGULAR, BOLD),
    ) -> None:
        super().__init__("L" if landscape else "P", "mm", "A4", enforce_compliance="PDF/A-3B")
        made_at = datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC)
        self.set_title(title)
        self.set_lang(language)
        self.set_creation_date(made_at)
        self.set_xmp_metadata(_metadata(title, language, author, made_at, _FACTUR_X if factur_x else ""))
        self.add_output_intent(
            OutputIntentSubType.PDFA, "sRGB", "IEC 61966-2-1:1999", "http://www.color.org", _srgb()
        )
        self.set_auto_page_break(False)
        give_faces(self, faces)

    def write_at(self, x: float, y: float, text: str, style: Style) -> None:
        """One line of text, its baseline at y, aligned at x."""
        wide = 0.0 if style.align == "left" else style.width(text)
        self.set_font(style.face.family, style.face.style, style.size)
        self.text_color = _device(style.colour)
        self.text(x - (wide / 2 if style.align == "centre" else wide), y, text)

    def write_lines(self, x: float, y: float, lines: Sequence[str], style: Style, leading: float) -> float:
        """Lines of text below each other, `leading` millimetres apart; answers the y after the last."""
        for line in lines:
            self.write_at(x, y, line, style)
            y += leading
        return y

    def rule(self, x: float, y: float, length: float, colour: Colour = BLUE, thickness: float = RULE) -> None:
        """A horizontal rule from x to the right."""
        self.draw(
            f"{colour.operands} RG {points(thickness):.2f} w {points(x):.2f} {self.up(y):.2f} m "
            f"{points(x + length):.2f} {self.up(y):.2f} l S"
        )

    def draw(self, operators: str) -> None:
        """PDF operators, in points from the bottom left corner, that leave no trace in what follows."""
        self._out(f"q {operators} Q")

    def up(self, y: float) -> float:
        """A height in millimetres from the top as points from the bottom."""
        return points(float(self.h) - y)


@cache
def _device(colour: Colour) -> DeviceRGB:
    """A colour as fpdf2 keeps it."""
    return DeviceRGB(*(part / 255 for part in colour))


@cache
def _srgb_profile() -> PDFICCProfile:
    return PDFICCProfile(contents=builtin_srgb2014_bytes(), n=3, alternate="DeviceRGB")


def _srgb() -> PDFICCProfile:
    """The colour profile that PDF/A wants inside, compressed once by the process."""
    return copy.copy(_srgb_profile())


def _metadata(title: str, language: str, author: str, made_at: datetime, more: str) -> str:
    """The document's XMP packet. fpdf2's own would carry the moment of printing."""
    instant = made_at.isoformat(timespec="seconds")
    return _XMP % {
        "title": escape(title),
        "language": escape(language),
        "author": escape(author),
        "instant": instant,
        "more": more,
    }


_XMP = """\
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
    xmp:CreateDate="%(instant)s" xmp:ModifyDate="%(instant)s" xmp:MetadataDate="%(instant)s">
   <pdfaid:part>3</pdfaid:part>
   <pdfaid:conformance>B</pdfaid:conformance>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%(title)s</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>%(author)s</rdf:li></rdf:Seq></dc:creator>
   <dc:language><rdf:Bag><rdf:li>%(language)s</rdf:li></rdf:Bag></dc:language>
  </rdf:Description>%(more)s
 </rdf:RDF>
</x:xmpmeta>"""

_PROPERTIES = {
    "DocumentFileName": "name of the embedded XML invoice file",
    "DocumentType": "INVOICE",
    "Version": "the version of the Factur-X data",
    "ConformanceLevel": "the profile of the Factur-X data",
}
_PROPERTY = """<rdf:li rdf:parseType="Resource"><pdfaProperty:name>%s</pdfaProperty:name>\
<pdfaProperty:valueType>Text</pdfaProperty:valueType><pdfaProperty:category>external</pdfaProperty:category>\
<pdfaProperty:description>%s</pdfaProperty:description></rdf:li>"""
_FACTUR_X = f"""
  <rdf:Description rdf:about="" xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
    fx:DocumentType="INVOICE" fx:DocumentFileName="factur-x.xml" fx:Version="1.0"
    fx:ConformanceLevel="EN 16931"/>
  <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
   <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>fx</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq>{"".join(_PROPERTY % one for one in _PROPERTIES.items())}</rdf:Seq>
    </pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
  </rdf:Description>"""
"""What the metadata of a PDF/A-3 with an invoice inside must say, the schema of it included."""
