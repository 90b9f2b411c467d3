"""The training agreement of an order as PDF/A: parties, articles, signatures, over several pages."""

from collections.abc import Sequence
from dataclasses import replace

from ..language import day_in_words, marked, translated
from .convention_articles import articles
from .convention_facts import ConventionFacts
from .flow import WIDE, Piece, bullets, draw_page, heading, paged, paragraph, space
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, BODY, LABEL, MARGIN, MUTED, PALE, SMALL, TITLE, Style, points, wrapped

_TOP, _BOTTOM = 24.0, 274.0
_HALF = WIDE / 2 - 4
_LABEL = Style(size=LABEL, colour=MUTED)
_SMALL = Style(size=SMALL)
_FOOT = Style(size=LABEL - 0.5, colour=MUTED)


def convention_pdf(agreed: ConventionFacts) -> bytes:
    """An agreement as PDF/A-3b. The same facts give the same bytes, in any process, on any day."""
    sheet = Sheet(
        title=f"{_title(agreed)} {agreed.number}",
        language=agreed.language,
        author=agreed.provider.name,
        made_on=agreed.drawn_up_on,
    )
    pieces = [
        *(_head(agreed), _parties(agreed)),
        *(*_changes(agreed), *articles(agreed)),
        *(space(3.0), *_closing(agreed), _signatures(agreed)),
    ]
    pages = paged(pieces, _BOTTOM - _TOP)
    for number, page in enumerate(pages, 1):
        sheet.add_page()
        draw_page(sheet, page, _TOP)
        _write_frame(sheet, agreed, number, len(pages))
    return bytes(sheet.output())


def _title(agreed: ConventionFacts) -> str:
    words = (
        marked("Professional training agreement")
        if agreed.version == 1
        else marked("Amendment to the professional training agreement")
    )
    return translated(agreed.language, words)


def _numbered(agreed: ConventionFacts) -> str:
    return translated(
        agreed.language,
        marked("Agreement %(number)s, version %(version)s of %(day)s"),
        number=agreed.number,
        version=agreed.version,
        day=day_in_words(agreed.drawn_up_on, agreed.language),
    )


def _head(agreed: ConventionFacts) -> Piece:
    style = Style(BOLD, TITLE, BLUE).fitting(_title(agreed), WIDE)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN, top + 6.0, _title(agreed), style)
        sheet.write_at(MARGIN, top + 12.5, _numbered(agreed), Style(BOLD, BODY))
        sheet.rule(MARGIN, top + 16.5, WIDE, thickness=0.5)

    return Piece(20.0, draw)


def _parties(agreed: ConventionFacts) -> Piece:
    """The two parties beside each other."""
    language, provider = agreed.language, agreed.provider
    by = marked("represented by %(name)s")
    ours = [
        *provider.address,
        f"SIREN {provider.siren} · {translated(language, marked('VAT'))} {provider.vat_number}",
        _declared(agreed),
        translated(language, by, name=f"{provider.signatory}, {_role(agreed)}"),
    ]
    numbers = [f"SIREN {agreed.siren}"] if agreed.siren else []
    numbers += [f"{translated(language, marked('VAT'))} {agreed.vat_number}"] if agreed.vat_number else []
    theirs = [
        *agreed.address,
        " · ".join(numbers),
        translated(language, by, name=agreed.represented_by) if agreed.represented_by else "",
    ]
    left = _party(translated(language, marked("The training provider")), provider.name, ours)
    right = _party(translated(language, marked("The company")), agreed.company, theirs)
    high = max(len(left), len(right)) * 4.0 + 12.0

    def draw(sheet: Sheet, top: float) -> None:
        for x, lines in ((MARGIN, left), (MARGIN + WIDE / 2 + 4, right)):
            for place, (words, style) in enumerate(lines):
                sheet.write_at(x, top + 4.0 + place * 4.0 + (1.2 if place else 0.0), words, style)
        sheet.rule(MARGIN, top + high - 4.5, WIDE)

    return Piece(high, draw)


def _party(label: str, name: str, lines: Sequence[str]) -> list[tuple[str, Style]]:
    bold = Style(BOLD, BODY)
    return [
        (label, _LABEL),
        *((line, bold) for line in wrapped(name, bold, _HALF)),
        *((part, _SMALL) for line in lines if line for part in wrapped(line, _SMALL, _HALF)),
    ]


def _declared(agreed: ConventionFacts) -> str:
    return translated(
        agreed.language,
        marked(
            "Declaration of activity registered under number %(number)s. "
            "This registration is no approval by the State."
        ),
        number=agreed.provider.declaration_number,
    )


def _role(agreed: ConventionFacts) -> str:
    return translated(agreed.language, agreed.provider.signatory_title)


def _changes(agreed: ConventionFacts) -> list[Piece]:
    """What an amendment changes; nothing in a first version."""
    if agreed.version == 1:
        return []
    language, amendment = agreed.language, agreed.amendment
    said = [
        translated(language, marked("%(name)s is registered no more."), name=name) for name in amendment.out
    ]
    said += [
        translated(language, marked("%(after)s takes the place of %(before)s."), before=before, after=after)
        for before, after in amendment.replaced
    ]
    opening = translated(
        language,
        marked(
            "This amendment takes the place of version %(before)s from %(day)s on. The articles below "
            "say what is agreed with all amendments to date. It changes the following:"
        ),
        before=agreed.version - 1,
        day=day_in_words(agreed.drawn_up_on, language),
    )
    title = translated(language, marked("What this amendment changes"))
    return [heading(title), *paragraph(opening), *bullets(said)]


def _closing(agreed: ConventionFacts) -> list[Piece]:
    words = marked(
        "The company agrees either on the portal, which records the name of who accepts, the instant and "
        "the SHA-256 digest of this document, or by signing below and uploading the signed document."
    )
    return [replace(piece, with_next=True) for piece in paragraph(translated(agreed.language, words))]


_SIGNER = Style(BOLD, SMALL + 1)


def _signatures(agreed: ConventionFacts) -> Piece:
    """Two places to sign, never apart and never alone on their way to the next page."""
    language, provider = agreed.language, agreed.provider
    ours = (
        translated(language, marked("For the training provider")),
        provider.name,
        provider.signatory,
        _role(agreed),
    )
    read = translated(language, marked("Name, function, date, “read and approved”, signature"))
    theirs = (translated(language, marked("For the company")), agreed.company, read, "")

    def draw(sheet: Sheet, top: float) -> None:
        for x, (label, name, below, role) in ((MARGIN, ours), (MARGIN + WIDE / 2 + 4, theirs)):
            box = f"{points(x):.2f} {sheet.up(top + 38):.2f} {points(_HALF):.2f} {points(36):.2f} re S"
            sheet.draw(f"{PALE.operands} RG 0.7 w {box}")
            sheet.write_at(x + 3, top + 7.0, label, _LABEL)
            sheet.write_lines(x + 3, top + 12.0, wrapped(name, _SIGNER, _HALF - 6, 3), _SIGNER, 4.0)
            sheet.write_at(x + 3, top + 31.0, below, _SMALL.fitting(below, _HALF - 6, 5.0))
            sheet.write_at(x + 3, top + 35.0, role, _LABEL)

    return Piece(40.0, draw)


def _write_frame(sheet: Sheet, agreed: ConventionFacts, number: int, count: int) -> None:
    """What stands on every page: whose document, which version, which page."""
    provider, right = agreed.provider, MARGIN + WIDE
    if number > 1:
        sheet.write_at(MARGIN, 15.0, _numbered(agreed), _LABEL)
        sheet.rule(MARGIN, 18.0, WIDE)
    else:
        sheet.write_at(MARGIN, 15.0, provider.name, Style(BOLD, BODY, BLUE))
    page = translated(agreed.language, marked("page %(number)s of %(count)s"), number=number, count=count)
    sheet.rule(MARGIN, 281.0, WIDE)
    address = " · ".join((provider.name, *provider.address, f"SIREN {provider.siren}"))
    sheet.write_at(MARGIN, 285.0, address, _FOOT.fitting(address, WIDE - 30, 4.5))
    sheet.write_at(right, 285.0, page, Style(size=LABEL, colour=MUTED, align="right"))
    declared = _declared(agreed)
    sheet.write_at(MARGIN, 288.5, declared, _FOOT.fitting(declared, WIDE, 4.5))
