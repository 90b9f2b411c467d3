"""Certificates against bare fpdf2: the same lines of text, in the same typefaces kept by the process.

The floor draws neither border, rosette nor QR code, wraps and fits nothing, knows no language, and makes a
plain PDF where ours is PDF/A with metadata and a colour profile. Both embed the letters that they print,
and no others.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from benchmarks.measuring import Row, compare
from fpdf import FPDF

from training_portal.documents.certificate import CertificateFacts, certificate_pdf
from training_portal.documents.fonts import BOLD, REGULAR, give_faces
from training_portal.settings import Provider

FACTS = CertificateFacts(
    number="C-2026-000123",
    version=1,
    code="K7M2P9QR4T8XHJZW3VBN",
    first_name="Łucja",
    last_name="Wójcik",
    company="Fret Atlantique SAS",
    training="Air dangerous goods, awareness",
    language="en",
    completed_on=date(2026, 11, 23),
    duration_minutes=240,
    renewal_on=date(2028, 11, 30),
    months=24,
    verification_url="https://training.example/verify/K7M2P9QR4T8XHJZW3VBN",
    provider=Provider(),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands on a page: left end of its baseline and size, in points."""

    x: float
    y: float
    size: float
    bold: bool
    text: str


def lines_of(pdf: bytes) -> list[Line]:
    """The lines of text on the first page of a PDF, y from the top."""
    page = pdfium.PdfDocument(pdf)[0]
    lines = []
    words = page.get_textpage()
    for found in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), textpage=words):
        place = found.get_matrix()
        bold = "Bold" in found.get_font().get_base_name()
        lines.append(
            Line(place.e, page.get_height() - place.f, found.get_font_size(), bold, found.extract().strip())
        )
    return lines


def bare_pdf(lines: list[Line], turned: Literal["L", "P"] = "L") -> bytes:
    """The same lines printed by fpdf2 alone."""
    pdf = FPDF(turned, "pt", "A4")
    give_faces(pdf, (REGULAR, BOLD))
    pdf.add_page()
    for line in lines:
        face = BOLD if line.bold else REGULAR
        pdf.set_font(face.family, face.style, line.size)
        pdf.text(line.x, line.y, line.text)
    return bytes(pdf.output())


def certificates(rounds: int = 40) -> Row:
    """Seconds for one certificate on one core."""
    lines = lines_of(certificate_pdf(FACTS))
    return compare(
        "certificate as PDF/A",
        0.8,
        lambda: certificate_pdf(FACTS),
        lambda: bare_pdf(lines),
        rounds=rounds,
        times=5,
    )


def rows() -> list[Row]:
    """All measurements of documents."""
    return [certificates()]
