"""The account statement on paper: what was owed, what came in, what is left, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .flow import WIDE, Column, Piece, draw_page, paged, space, table
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, BODY, LABEL, MARGIN, MUTED, TITLE, Style, wrapped

_TOP, _BOTTOM = 24.0, 274.0
_COLUMNS = (
    Column(0.0, 24.0),
    Column(26.0, 68.0),
    Column(96.0, 24.0, "right"),
    Column(122.0, 24.0, "right"),
    Column(148.0, WIDE - 148.0, "right"),
)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry: an amount above zero is owed, below zero was given; the balance after it."""

    on: date
    words: str
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """Whose statement, from when (None: the beginning) until when, and what was owed before and after."""

    company: str
    first: date | None
    last: date
    opening: Money
    closing: Money
    language: str
    made_on: date
    provider: Provider


def statement_pdf(facts: StatementFacts, lines: Sequence[StatementLine]) -> bytes:
    """The statement as PDF/A-3b. The same facts give the same bytes."""
    title = translated(facts.language, marked("Account statement"))
    sheet = Sheet(title, facts.language, facts.provider.name, facts.made_on)
    pieces = [_head(facts, title), *_table(facts, lines), space(3.0)]
    pages = paged(pieces, _BOTTOM - _TOP)
    for number, page in enumerate(pages, 1):
        sheet.add_page()
        draw_page(sheet, page, _TOP)
        _write_frame(sheet, facts, number, len(pages))
    return bytes(sheet.output())


def _head(facts: StatementFacts, title: str) -> Piece:
    language = facts.language
    last = day_in_words(facts.last, language)
    period = (
        translated(language, marked("Up to %(last)s"), last=last)
        if facts.first is None
        else translated(
            language,
            marked("From %(first)s to %(last)s"),
            first=day_in_words(facts.first, language),
            last=last,
        )
    )
    lines = wrapped(facts.company, Style(BOLD, BODY), WIDE)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN, top + 6.0, title, Style(BOLD, TITLE, BLUE))
        below = sheet.write_lines(MARGIN, top + 12.5, lines, Style(BOLD, BODY), 4.6)
        sheet.write_at(MARGIN, below + 0.6, period, Style(colour=MUTED))

    return Piece(19.0 + 4.6 * len(lines), draw)


def _table(facts: StatementFacts, lines: Sequence[StatementLine]) -> list[Piece]:
    language = facts.language
    said = (marked("Date"), marked("Entry"), marked("Owed"), marked("Settled"), marked("Balance"))
    heads = [translated(language, words) for words in said]
    opening = translated(language, marked("Balance before"))
    closing = translated(language, marked("Balance at the end"))
    return table(
        _COLUMNS,
        heads,
        [
            ("", opening, "", "", money_in_words(facts.opening, language)),
            *(_row(line, language) for line in lines),
            ("", closing, "", "", money_in_words(facts.closing, language)),
        ],
    )


def _row(line: StatementLine, language: str) -> tuple[str, ...]:
    amount = money_in_words(Money(abs(line.amount.minor), line.amount.currency), language)
    owed, paid = (amount, "") if line.amount.minor >= 0 else ("", amount)
    return (
        line.on.strftime("%d/%m/%Y"),
        line.words,
        owed,
        paid,
        money_in_words(line.balance, language),
    )


def _write_frame(sheet: Sheet, facts: StatementFacts, number: int, count: int) -> None:
    name = facts.provider.name
    sheet.write_at(MARGIN, 15.0, name, Style(BOLD, BODY, BLUE).fitting(name, WIDE))
    sheet.rule(MARGIN, 281.0, WIDE)
    hint = translated(facts.language, marked("A balance below zero is credit of the company."))
    sheet.write_at(MARGIN, 285.0, hint, Style(size=LABEL, colour=MUTED))
    page = translated(facts.language, marked("page %(number)s of %(count)s"), number=number, count=count)
    sheet.write_at(MARGIN + WIDE, 285.0, page, Style(size=LABEL, colour=MUTED, align="right"))
