"""An invoice or credit note as PDF/A-3 with its Factur-X inside: for people and for machines alike."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ..billing import Buyer, Seller
from ..language import day_in_words, marked, money_in_words, translated
from ..values import Money, Vat
from .factur_x import factur_x, taxes, terms_in_words
from .flow import WIDE, Column, Piece, draw_page, paged, paragraph, space, table
from .fonts import BOLD
from .invoice_facts import BilledLine, InvoiceFacts
from .sheet import Sheet
from .style import BLUE, BODY, LABEL, LEAD, MARGIN, MUTED, SMALL, TITLE, Style, wrapped
from .transfer import transfer

_TOP, _BOTTOM = 24.0, 272.0
_HALF = WIDE / 2 - 4
_LABEL = Style(size=LABEL, colour=MUTED)
_SMALL = Style(size=SMALL)
_FOOT = Style(size=LABEL - 0.5, colour=MUTED)
_LEAST_GAP, _MOST_GAP, _SMALLEST = 5.0, 14.0, 6.5
"""Between the facts of the head, in millimetres; how small they may be set for it, in points."""
_COLUMNS = (
    Column(0.0, 79.0),
    Column(80.0, 19.0, "right"),
    Column(101.0, 26.0, "right"),
    Column(128.0, 15.0, "right"),
    Column(144.0, WIDE - 144.0, "right"),
)


def invoice_pdf(facts: InvoiceFacts) -> bytes:
    """An invoice or credit note as PDF/A-3b with factur-x.xml inside. Same facts, same bytes."""
    sheet = Sheet(
        title=f"{_title(facts)} {facts.number}",
        language=facts.language,
        author=facts.seller.name,
        made_on=facts.issued_on,
        factur_x=True,
    )
    pieces = [_head(facts), _parties(facts), *_lines(facts), _totals(facts), *_terms(facts)]
    pages = paged(pieces, _BOTTOM - _TOP)
    for number, page in enumerate(pages, 1):
        sheet.add_page()
        draw_page(sheet, page, _TOP)
        _write_frame(sheet, facts, number, len(pages))
    made_at = datetime(facts.issued_on.year, facts.issued_on.month, facts.issued_on.day, tzinfo=UTC)
    sheet.embed_file(
        bytes=factur_x(facts),
        basename="factur-x.xml",
        mime_type="text/xml",
        desc="Factur-X",
        associated_file_relationship="Data",
        modification_date=made_at,
        compress=True,
        checksum=True,
    )
    return bytes(sheet.output())


def _said(facts: InvoiceFacts, words: str, **named: object) -> str:
    return translated(facts.language, words, **named)


def _title(facts: InvoiceFacts) -> str:
    return _said(facts, marked("Credit note") if facts.is_credit_note else marked("Invoice"))


def _money(facts: InvoiceFacts, amount: Money) -> str:
    return money_in_words(amount, facts.language)


def _head(facts: InvoiceFacts) -> Piece:
    """What it is, and what one looks for first: days, order, purchase order number."""
    told = [(_said(facts, label), words) for label, words in _first_facts(facts)]
    rows = [told] if _spread(told) else [told[:-1], told[-1:]]
    high = 10.0 * len(rows)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN, top + 6.0, f"{_title(facts)} {facts.number}", Style(BOLD, TITLE, BLUE))
        for line, row in enumerate(rows):
            style, places = _spread(row) or (Style(BOLD, _SMALLEST), [MARGIN])
            for x, (label, words) in zip(places, row, strict=True):
                sheet.write_at(x, top + 14.0 + 10.0 * line, label, _LABEL)
                sheet.write_at(x, top + 18.5 + 10.0 * line, words, style)
        sheet.rule(MARGIN, top + 13.0 + high, WIDE, thickness=0.5)

    return Piece(16.0 + high, draw)


def _spread(told: Sequence[tuple[str, str]]) -> tuple[Style, list[float]] | None:
    """How large facts may be set in one row with clear gaps, and where each begins; None if they may not."""
    style = Style(BOLD, SMALL + 0.5)
    while style.size >= _SMALLEST:
        wide = [max(_LABEL.width(label), style.width(words)) for label, words in told]
        gap = min((WIDE - sum(wide)) / max(len(told) - 1, 1), _MOST_GAP)
        if gap >= _LEAST_GAP:
            return style, [MARGIN + sum(wide[:place]) + gap * place for place in range(len(told))]
        style = replace(style, size=style.size - 0.25)
    return None


def _first_facts(facts: InvoiceFacts) -> list[tuple[str, str]]:
    told = [(marked("Date of issue"), facts.issued_on)]
    told += [] if facts.is_credit_note else [(marked("Supplied"), facts.supplied_on)]
    told += [(marked("To be paid by"), facts.due_on)] if facts.due_on else []
    said = [(label, day_in_words(day, facts.language)) for label, day in told]
    if facts.is_credit_note:
        said.append((marked("Takes back"), facts.names_invoice))
    said.append((marked("Order"), facts.order_number))
    return said + ([(marked("Your purchase order"), facts.po_number)] if facts.po_number else [])


def _parties(facts: InvoiceFacts) -> Piece:
    """Who sells and who buys, beside each other."""
    seller, buyer = facts.seller, facts.buyer
    left = _party(_said(facts, marked("Seller")), seller.name, [*_place(facts, seller), seller.legal_form])
    right = _party(_said(facts, marked("Buyer")), buyer.name, _place(facts, buyer))
    high = max(len(left), len(right)) * 4.0 + 10.0

    def draw(sheet: Sheet, top: float) -> None:
        for x, lines in ((MARGIN, left), (MARGIN + WIDE / 2 + 4, right)):
            for place, (words, style) in enumerate(lines):
                sheet.write_at(x, top + 4.0 + place * 4.0 + (1.2 if place else 0.0), words, style)

    return Piece(high, draw)


def _place(facts: InvoiceFacts, party: Seller | Buyer) -> list[str]:
    numbers = [f"SIREN {party.siren}"] if party.siren else []
    numbers += [f"{_said(facts, marked('VAT'))} {party.vat_number}"] if party.vat_number else []
    country = [party.country] if party.country != facts.seller.country else []
    return [*party.address, *country, " · ".join(numbers)]


def _party(label: str, name: str, lines: Sequence[str]) -> list[tuple[str, Style]]:
    bold = Style(BOLD, BODY)
    return [
        (label, _LABEL),
        *((line, bold) for line in wrapped(name, bold, _HALF)),
        *((part, _SMALL) for line in lines if line for part in wrapped(line, _SMALL, _HALF)),
    ]


def _lines(facts: InvoiceFacts) -> list[Piece]:
    heads = (marked("Training"), marked("People"), marked("Price each"), marked("VAT"), marked("Net"))
    rows = [_row(facts, line) for line in facts.lines]
    return table(_COLUMNS, [_said(facts, head) for head in heads], rows)


def _row(facts: InvoiceFacts, line: BilledLine) -> tuple[str, ...]:
    return (
        ", ".join([line.title, line.sold_as, *_reduction(facts, line)]),
        str(line.quantity),
        _money(facts, line.price),
        _rate(facts, line.vat),
        _money(facts, line.net),
    )


def _reduction(facts: InvoiceFacts, line: BilledLine) -> list[str]:
    """What was taken off the price, in words, if anything was."""
    if line.list_price is None:
        return []
    off = Money(line.list_price.minor - line.price.minor, line.price.currency)
    words, full = marked("%(amount)s off the price of %(list_price)s"), _money(facts, line.list_price)
    return [_said(facts, words, amount=_money(facts, off), list_price=full)]


def _rate(facts: InvoiceFacts, vat: Vat) -> str:
    if vat.exemption:
        return _said(facts, marked("exempt"))
    figure = f"{vat.basis_points / 100:g}"
    return f"{figure.replace('.', ',')} %" if facts.language == "fr" else f"{figure}%"


def _totals(facts: InvoiceFacts) -> Piece:
    """Net, VAT by rate or exemption, and the total, at the right."""
    rows = [(_said(facts, marked("Total without VAT")), _money(facts, facts.net))]
    for vat, net, tax in taxes(facts):
        if vat.exemption:
            rows.append(
                (_said(facts, marked("Exempt: %(article)s"), article=vat.exemption), _money(facts, tax))
            )
        else:
            words = marked("VAT %(rate)s of %(net)s")
            rows.append(
                (_said(facts, words, rate=_rate(facts, vat), net=_money(facts, net)), _money(facts, tax))
            )
    last = marked("Total credited") if facts.is_credit_note else marked("Total to pay")

    def draw(sheet: Sheet, top: float) -> None:
        right, y = MARGIN + WIDE, top + 5.5
        for words, amount in rows:
            sheet.write_at(
                MARGIN + 124,
                y,
                words,
                Style(size=SMALL, colour=MUTED, align="right").fitting(words, 122, 5.0),
            )
            sheet.write_at(right, y, amount, Style(size=SMALL + 1, align="right"))
            y += 5.0
        sheet.rule(MARGIN + 88, y - 2.6, WIDE - 88)
        sheet.write_at(MARGIN + 124, y + 3.2, _said(facts, last), Style(BOLD, BODY, align="right"))
        sheet.write_at(right, y + 3.2, _money(facts, facts.total), Style(BOLD, LEAD, BLUE, align="right"))

    return Piece(5.0 * len(rows) + 16.0, draw)


def _terms(facts: InvoiceFacts) -> list[Piece]:
    """What the law wants to be read, beside how to pay; or what a credit note takes back, and why."""
    if not facts.is_credit_note:
        told = terms_in_words(facts)
        return [transfer(facts, told)] if facts.seller.iban else [*_paragraphs(told)]
    words = marked("This credit note takes back a part or the whole of invoice %(number)s of %(day)s.")
    day = day_in_words(facts.invoiced_on or facts.issued_on, facts.language)
    reason = [_said(facts, marked("Reason: %(reason)s"), reason=facts.reason)] if facts.reason else []
    return _paragraphs([*reason, _said(facts, words, number=facts.names_invoice, day=day)])


def _paragraphs(texts: Sequence[str]) -> list[Piece]:
    return [space(2.0), *(piece for text in texts for piece in paragraph(text))]


def _write_frame(sheet: Sheet, facts: InvoiceFacts, number: int, count: int) -> None:
    """What stands on every page: whose document it is, which one, which page."""
    seller, right = facts.seller, MARGIN + WIDE
    name = seller.name if number == 1 else f"{_title(facts)} {facts.number}"
    sheet.write_at(MARGIN, 15.0, name, Style(BOLD, BODY, BLUE))
    page = _said(facts, marked("page %(number)s of %(count)s"), number=number, count=count)
    sheet.rule(MARGIN, 281.0, WIDE)
    contact = " · ".join(part for part in (seller.name, *seller.address, seller.phone, seller.email) if part)
    sheet.write_at(MARGIN, 285.0, contact, _FOOT.fitting(contact, WIDE - 30, 4.5))
    sheet.write_at(right, 285.0, page, Style(size=LABEL, colour=MUTED, align="right"))
    if seller.declaration_number:
        words = marked(
            "Declaration of activity registered under number %(number)s. "
            "This registration is no approval by the State."
        )
        declared = _said(facts, words, number=seller.declaration_number)
        sheet.write_at(MARGIN, 288.5, declared, _FOOT.fitting(declared, WIDE, 4.5))
