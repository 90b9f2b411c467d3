"""The reports of a training agreement: what each trainee has really done so far, in a table over pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..clock import day_of
from ..language import counted, instant_in_words, marked, time_in_words, translated
from ..settings import Provider
from .flow import WIDE, Column, Piece, draw_page, paged, space, table
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, BODY, LABEL, MARGIN, MUTED, SMALL, TITLE, Style, wrapped

_TOP, _BOTTOM = 24.0, 274.0
_COLUMNS = (
    *(Column(0.0, 34.0), Column(36.0, 31.0), Column(68.0, 22.0), Column(91.0, 20.0), Column(112.0, 17.0)),
    *(Column(130.0, 9.0, "right"), Column(140.0, 19.0, "right"), Column(160.0, WIDE - 160.0, "right")),
)


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What one trainee did for one training: days are the provider's, `percent` is the last test's."""

    name: str
    identifier: str
    training: str
    state: str
    started_on: date | None
    finished_on: date | None
    modules_done: int
    modules: int
    seconds: int
    percent: int | None
    certificate: str


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Which agreement is reported on, in which language, and as of which instant (UTC, shown in `zone`)."""

    number: str
    order_number: str
    company: str
    language: str
    made_at: datetime
    zone: str
    provider: Provider


def report_pdf(facts: ReportFacts, rows: Sequence[ReportRow]) -> bytes:
    """The reports of an agreement as PDF/A-3b. The same facts give the same bytes."""
    title = translated(facts.language, marked("Reports of convention %(number)s"), number=facts.number)
    sheet = Sheet(title, facts.language, facts.provider.name, day_of(facts.made_at, facts.zone))
    pieces = [_head(facts, title, len(rows)), *_rows(facts, rows), space(3.0)]
    pages = paged(pieces, _BOTTOM - _TOP)
    for number, page in enumerate(pages, 1):
        sheet.add_page()
        draw_page(sheet, page, _TOP)
        _write_frame(sheet, facts, number, len(pages))
    return bytes(sheet.output())


def _head(facts: ReportFacts, title: str, count: int) -> Piece:
    language = facts.language
    style = Style(BOLD, TITLE, BLUE).fitting(title, WIDE)
    about = translated(
        language, marked("%(company)s, order %(order)s"), company=facts.company, order=facts.order_number
    )
    lines = wrapped(about, Style(BOLD, BODY), WIDE, 2)
    people = counted(language, "%(num)d registration", "%(num)d registrations", count)
    as_of = translated(
        language,
        marked("as it stands on %(instant)s"),
        instant=instant_in_words(facts.made_at, language, facts.zone),
    )

    def draw(sheet: Sheet, top: float) -> None:
        sheet.write_at(MARGIN, top + 6.0, title, style)
        below = sheet.write_lines(MARGIN, top + 12.5, lines, Style(BOLD, BODY), 4.6)
        sheet.write_at(MARGIN, below + 0.6, f"{people}, {as_of}", Style(size=SMALL, colour=MUTED))

    return Piece(18.5 + 4.6 * len(lines), draw)


def _rows(facts: ReportFacts, rows: Sequence[ReportRow]) -> list[Piece]:
    said = (
        *(marked("Trainee"), marked("Training"), marked("State"), marked("Begun on"), marked("Ended on")),
        *(marked("Mod."), marked("Time"), marked("Result")),
    )
    heads = [translated(facts.language, words) for words in said]
    return table(_COLUMNS, heads, [_cells(row, facts.language) for row in rows])


def _cells(row: ReportRow, language: str) -> tuple[str, ...]:
    return (
        f"{row.name} ({row.identifier})",
        row.training,
        row.state,
        _day(row.started_on),
        _day(row.finished_on),
        f"{row.modules_done}/{row.modules}" if row.modules else "–",
        time_in_words(row.seconds, language),
        "–" if row.percent is None else translated(language, marked("%(percent)s%%"), percent=row.percent),
    )


def _day(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else "–"


def _write_frame(sheet: Sheet, facts: ReportFacts, number: int, count: int) -> None:
    small = Style(size=LABEL, colour=MUTED)
    sheet.write_at(
        MARGIN, 15.0, facts.provider.name, Style(BOLD, BODY, BLUE).fitting(facts.provider.name, WIDE)
    )
    sheet.rule(MARGIN, 281.0, WIDE)
    hint = translated(
        facts.language,
        marked("Mod.: modules finished, of how many. Time: really spent. Result: the last test."),
    )
    sheet.write_at(MARGIN, 285.0, hint, small.fitting(hint, WIDE - 30, 4.5))
    page = translated(facts.language, marked("page %(number)s of %(count)s"), number=number, count=count)
    sheet.write_at(MARGIN + WIDE, 285.0, page, Style(size=LABEL, colour=MUTED, align="right"))
