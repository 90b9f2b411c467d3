"""How to pay an invoice by bank transfer: a code for banking apps, the same in words, and the terms."""

from collections.abc import Sequence
from io import BytesIO

from segno import helpers

from ..language import marked, translated
from .flow import WIDE, Piece
from .fonts import BOLD
from .invoice_facts import InvoiceFacts
from .sheet import Sheet
from .style import LABEL, MARGIN, MUTED, SMALL, Style, wrapped

_LABEL = Style(size=LABEL, colour=MUTED)
_SMALL = Style(size=SMALL)
_CODE, _PAID_TO, _READ = 30.0, 63.0, 76.0
"""Room for the code, for whom to pay, and for the terms, in millimetres."""
_LEADING = 4.2


def transfer(facts: InvoiceFacts, terms: Sequence[str]) -> Piece:
    """A code that banking apps read, the same in words beside it, and the terms beside both.

    The code is for euros only (EPC 069-12): an invoice in another currency has none.
    """
    seller, code = facts.seller, _code(facts) if facts.total.currency == "EUR" else b""
    left = MARGIN + (_CODE + 1 if code else 0.0)
    iban = " ".join(seller.iban[at : at + 4] for at in range(0, len(seller.iban), 4))
    rows = (
        (marked("By bank transfer to"), seller.name),
        ("IBAN", iban),
        ("BIC", seller.bic),
        (marked("Reference"), facts.number),
    )
    read = [line for term in terms for line in wrapped(term, _SMALL, _READ)]

    def draw(sheet: Sheet, top: float) -> None:
        if code:
            named = translated(facts.language, marked("Code for the transfer"))
            sheet.image(BytesIO(code), MARGIN - 2, top + 3.0, _CODE, _CODE, alt_text=named)
        for place, (label, words) in enumerate(rows):
            y = top + 7.0 + place * 7.0
            bold = Style(BOLD, SMALL)
            sheet.write_at(left, y, translated(facts.language, label), _LABEL)
            sheet.write_at(left, y + 3.3, words, bold.fitting(words, _PAID_TO, 4.5))
        sheet.write_lines(MARGIN + WIDE - _READ, top + 7.0, read, _SMALL, _LEADING)

    return Piece(max(_CODE, 2.0 + _LEADING * len(read)) + 6.0, draw)


def _code(facts: InvoiceFacts) -> bytes:
    """The code as a picture."""
    seller, picture = facts.seller, BytesIO()
    code = helpers.make_epc_qr(
        name=seller.name[:70], iban=seller.iban, amount=facts.total.decimal, text=facts.number, bic=seller.bic
    )
    code.save(picture, kind="png", scale=6, border=2)
    return picture.getvalue()
