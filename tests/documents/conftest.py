"""Certificates and slips to print, and ways to read a PDF back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pypdfium2 as pdfium
import pytest
import zxingcpp

from training_portal.documents.certificate import CertificateFacts
from training_portal.settings import Provider


@pytest.fixture
def certified() -> Callable[..., CertificateFacts]:
    """The facts of a certificate, some of them as the test wants them."""

    def build(**changes: Any) -> CertificateFacts:
        facts: dict[str, Any] = {
            "number": "C-2026-000123",
            "version": 1,
            "code": "K7M2P9QR4T8XHJZW3VBN",
            "first_name": "Karim",
            "last_name": "Benali",
            "company": "Fret Atlantique SAS",
            "training": "Air dangerous goods, awareness",
            "language": "en",
            "completed_on": date(2026, 11, 23),
            "duration_minutes": 240,
            "renewal_on": date(2028, 11, 30),
            "months": 24,
            "verification_url": "https://training.example/certificates/check/K7M2P9QR4T8XHJZW3VBN",
            "provider": Provider(),
        }
        return CertificateFacts(**{**facts, **changes})

    return build


@pytest.fixture
def text_of() -> Callable[[bytes], list[str]]:
    """The text of each page of a PDF, its lines joined by blanks."""

    def read(pdf: bytes) -> list[str]:
        document = pdfium.PdfDocument(pdf)
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]

    return read


@pytest.fixture
def codes_on() -> Callable[[bytes, int], list[str]]:
    """What a camera reads from the QR codes of a PDF's first page, printed at some dots per inch."""

    def scan(pdf: bytes, dots_per_inch: int) -> list[str]:
        image = pdfium.PdfDocument(pdf)[0].render(scale=dots_per_inch / 72).to_pil()
        return [found.text for found in zxingcpp.read_barcodes(image)]

    return scan
