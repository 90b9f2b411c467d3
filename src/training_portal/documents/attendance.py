"""The certificate of attendance: what a trainee has really done, in the form that French funders accept.

The first page follows the model of the ministry of labour (certificat de realisation, R6332-26 of the Code du
travail and its order of 21 December 2018, which fix no form); the pages after it are the record behind it.
"""

from ..language import day_in_words, marked, translated
from .attendance_facts import AttendanceFacts
from .attendance_record import record_pages, write_record_page
from .certificate import duration_in_words
from .fonts import BOLD
from .sheet import Sheet
from .style import BLUE, BODY, INK, LABEL, LEAD, MARGIN, MUTED, SMALL, TITLE, Style, points, wrapped

_WIDE, _RIGHT = 174.0, 192.0
_TEXT = Style(size=BODY)
_LABEL = Style(size=LABEL, colour=MUTED)
_FACT = Style(BOLD, BODY)
_SIGNED = Style(size=LEAD)
_NATURES = (
    marked("training action"),
    marked("skills assessment"),
    marked("validation of prior experience"),
    marked("training by apprenticeship"),
)
"""The natures that the model lists; everything that the portal sells is the first."""


def attendance_pdf(facts: AttendanceFacts) -> bytes:
    """A certificate of attendance as PDF/A-3b. The same facts give the same bytes, in any process."""
    heading = translated(facts.language, marked("Certificate of attendance"))
    sheet = Sheet(
        title=f"{heading}, {facts.full_name}",
        language=facts.language,
        author=facts.provider.name,
        made_on=facts.made_on,
    )
    pages = record_pages(facts)
    sheet.add_page()
    _write_head(sheet, facts, heading)
    y = _write_person(sheet, facts)
    y = _write_nature(sheet, facts, y)
    y = _write_facts(sheet, facts, y)
    y = _write_promises(sheet, facts, y)
    _write_signature(sheet, facts, y)
    _write_foot(sheet, facts, 1, len(pages) + 1)
    for number, rows in enumerate(pages, 2):
        sheet.add_page()
        write_record_page(sheet, facts, rows)
        _write_foot(sheet, facts, number, len(pages) + 1)
    return bytes(sheet.output())


def _said(facts: AttendanceFacts, message: str, **places: object) -> str:
    return translated(facts.language, message, **places)


def _write_head(sheet: Sheet, facts: AttendanceFacts, heading: str) -> None:
    provider = facts.provider
    name = Style(BOLD, LEAD, BLUE).fitting(provider.name, 110)
    sheet.write_at(MARGIN, 24.0, provider.name, name)
    address = " · ".join((*provider.address, f"SIREN {provider.siren}"))
    sheet.write_at(MARGIN, 29.0, address, _LABEL.fitting(address, _WIDE, 5.0))
    declared = _said(
        facts,
        marked(
            "Declaration of activity registered under number %(number)s. "
            "This registration is no approval by the State."
        ),
        number=provider.declaration_number,
    )
    sheet.write_at(MARGIN, 32.8, declared, _LABEL.fitting(declared, _WIDE, 5.0))
    sheet.write_at(MARGIN, 49.0, heading, Style(size=TITLE + 6))
    sheet.rule(MARGIN, 53.5, 40, thickness=0.6)
    if not facts.is_finished:
        day = day_in_words(facts.made_on, facts.language)
        stand = _said(facts, marked("Interim statement: the training is under way. As of %(day)s."), day=day)
        sheet.write_at(MARGIN, 59.5, stand, Style(BOLD, SMALL, BLUE).fitting(stand, _WIDE))


def _write_person(sheet: Sheet, facts: AttendanceFacts) -> float:
    opening = _said(
        facts,
        marked(
            "I, the undersigned %(name)s, %(title)s of %(provider)s, provider of the action that develops "
            "skills, certify that"
        ),
        name=facts.provider.signatory,
        title=_said(facts, facts.provider.signatory_title),
        provider=facts.provider.name,
    )
    y = sheet.write_lines(MARGIN, 68.0, wrapped(opening, _TEXT, _WIDE, most=3), _TEXT, leading=5.0)
    name = Style(BOLD, TITLE).fitting(facts.full_name, _WIDE, BODY)
    y = sheet.write_lines(MARGIN, y + 5.0, wrapped(facts.full_name, name, _WIDE, most=2), name, leading=7.0)
    employer = _said(facts, marked("employee of the company %(company)s"), company=facts.company)
    y = sheet.write_lines(MARGIN, y - 0.5, wrapped(employer, _TEXT, _WIDE, most=2), _TEXT, leading=5.0)
    followed = marked("has followed the training") if facts.is_finished else marked("follows the training")
    sheet.write_at(MARGIN, y + 3.0, _said(facts, followed), _TEXT)
    title = Style(BOLD, LEAD, BLUE)
    return sheet.write_lines(
        MARGIN, y + 10.5, wrapped(facts.training, title, _WIDE, most=3), title, leading=6.0
    )


def _write_nature(sheet: Sheet, facts: AttendanceFacts, y: float) -> float:
    """The nature of the action: four boxes, the first of them ticked."""
    sheet.write_at(MARGIN, y + 3.0, _said(facts, marked("Nature of the action")), _LABEL)
    y += 9.0
    for place, nature in enumerate(_NATURES):
        x, line = MARGIN + place % 2 * 87.0, y + place // 2 * 6.0
        _draw_box(sheet, x, line - 3.0, is_ticked=place == 0)
        style = _FACT if place == 0 else _TEXT
        words = _said(facts, nature)
        sheet.write_at(x + 5.5, line, words, style.fitting(words, 78))
    return y + 12.0


def _draw_box(sheet: Sheet, x: float, y: float, *, is_ticked: bool) -> None:
    side = points(3.2)
    left, low = points(x), sheet.up(y + 3.2)
    sheet.draw(f"{INK.operands} RG 0.7 w {left:.2f} {low:.2f} {side:.2f} {side:.2f} re S")
    if is_ticked:
        right, high = left + side, low + side
        cross = (
            f"{left:.2f} {low:.2f} m {right:.2f} {high:.2f} l {left:.2f} {high:.2f} m {right:.2f} {low:.2f} l"
        )
        sheet.draw(f"{INK.operands} RG 1.1 w {cross} S")


def _write_facts(sheet: Sheet, facts: AttendanceFacts, y: float) -> float:
    """Labelled facts in rows of three between two rules."""
    sheet.rule(MARGIN, y, _WIDE)
    said = _facts(facts)
    for place, (label, words) in enumerate(said):
        x, line = MARGIN + place % 3 * 59.0, y + 6.0 + place // 3 * 12.5
        sheet.write_at(x, line, label, _LABEL.fitting(label, 56, 5.5))
        sheet.write_at(x, line + 5.0, words, _FACT.fitting(words, 56))
    y += 4.0 + -(-len(said) // 3) * 12.5
    sheet.rule(MARGIN, y, _WIDE)
    return y


def _facts(facts: AttendanceFacts) -> list[tuple[str, str]]:
    language = facts.language
    until = marked("Ended on") if facts.is_finished else marked("Last connection")
    done = _said(facts, marked("%(done)s of %(all)s"), done=len(facts.finished), all=len(facts.modules))
    return [
        (_said(facts, marked("Begun on")), day_in_words(facts.started_on, language)),
        (_said(facts, until), day_in_words(facts.ended_on, language)),
        (_said(facts, marked("How it is given")), _said(facts, marked("at a distance, online"))),
        (_said(facts, marked("Duration really done (connected)")), facts.in_words(facts.seconds)),
        (
            _said(facts, marked("Estimated duration of the finished modules")),
            duration_in_words(facts.finished_minutes, language),
        ),
        (_said(facts, marked("Duration planned")), duration_in_words(facts.planned_minutes, language)),
        (_said(facts, marked("Modules finished")), done),
        (_said(facts, marked("Connections")), str(len(facts.connections))),
        (_said(facts, marked("Final test")), _test(facts)),
    ]


def _test(facts: AttendanceFacts) -> str:
    if not facts.tests:
        return _said(facts, marked("not handed in yet"))
    percent = facts.tests[-1].percent
    words = {"passed": marked("passed, %(percent)s%%"), "failed": marked("failed, %(percent)s%%")}
    otherwise = marked("not passed yet, %(percent)s%%")
    return _said(facts, words.get(facts.state, otherwise), percent=percent)


def _write_promises(sheet: Sheet, facts: AttendanceFacts, y: float) -> float:
    small = Style(size=SMALL)
    promises = (
        marked(
            "Without prejudice to the periods that tax, accounting or commercial rules impose, I undertake "
            "to keep all the supporting documents from which this certificate was made for three years from "
            "the end of the year of the last payment. Where European funds contribute, this period is "
            "extended as the specific obligations of the agreement require."
        ),
        marked(
            "Distance training: the learning activities carried out and the time estimated to carry them out "
            "are taken into account; the connections, activities and results are listed on the next pages."
        ),
    )
    y += 7.0
    for promise in promises:
        lines = wrapped(_said(facts, promise), small, _WIDE, most=5)
        y = sheet.write_lines(MARGIN, y, lines, small, leading=4.0) + 2.0
    return y


def _write_signature(sheet: Sheet, facts: AttendanceFacts, y: float) -> None:
    x, provider = 105.0, facts.provider
    day = day_in_words(facts.made_on, facts.language)
    sheet.write_at(MARGIN, y + 6.0, _said(facts, marked("Made on %(day)s"), day=day), _TEXT)
    sheet.write_at(x, y + 6.0, _said(facts, marked("Stamp and signature of the training provider")), _LABEL)
    sheet.write_at(x, y + 26.0, provider.signatory, _SIGNED.fitting(provider.signatory, _RIGHT - x))
    sheet.rule(x, y + 29.0, _RIGHT - x, INK)
    title = f"{_said(facts, provider.signatory_title)}, {provider.name}"
    small = Style(size=SMALL, colour=MUTED)
    sheet.write_at(x, y + 34.0, title, small.fitting(title, _RIGHT - x, 5.0))


def _write_foot(sheet: Sheet, facts: AttendanceFacts, number: int, count: int) -> None:
    page = _said(facts, marked("Page %(number)s of %(count)s"), number=number, count=count)
    name = wrapped(f"{facts.full_name} · {facts.training}", _LABEL, 140, most=1)[0]
    sheet.write_at(MARGIN, 286.0, name, _LABEL)
    sheet.write_at(_RIGHT, 286.0, page, Style(size=LABEL, colour=MUTED, align="right"))
