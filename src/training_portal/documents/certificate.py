"""The certificate of completion: one landscape page that somebody would frame."""

from dataclasses import dataclass, replace
from datetime import date

from ..language import counted, day_in_words, marked, translated
from ..settings import Provider
from .fonts import BOLD
from .ornament import border, rosette
from .qr import qr_operators
from .sheet import Sheet
from .style import BLUE, BODY, DISPLAY, INK, LABEL, LEAD, MUTED, SMALL, TITLE, Style, wrapped

_WIDE, _HIGH, _INSET = 297.0, 210.0, 8.0
_MIDDLE = _WIDE / 2
_TEXT = 230.0
"""How wide the lines about the person and the training may be, in millimetres."""

_NAME = Style(BOLD, 36.0, INK, "centre")
_SMALLEST_NAME_ON_ONE_LINE = 24.0
_SAYING = Style(size=LEAD - 1, colour=MUTED, align="centre")
_LABEL = Style(size=LABEL, colour=MUTED)
_FACT = Style(BOLD, BODY)
_SIGNED = Style(size=LEAD)
_GROUP = 4


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What stands on a certificate. Names are as printed, days are the provider's.

    `renewal_on` is None when the training never needs renewal; `months` is 0 then. `verification_url` is the
    public page of this certificate, and becomes its QR code. `duration_minutes` is the training's duration.
    """

    number: str
    version: int
    code: str
    first_name: str
    last_name: str
    company: str
    training: str
    language: str
    completed_on: date
    duration_minutes: int
    renewal_on: date | None
    months: int
    verification_url: str
    provider: Provider
    objectives: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """First name, then last name, as printed."""
        return f"{self.first_name} {self.last_name}".strip()


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """A certificate as PDF/A-3b. The same facts give the same bytes, in any process, on any day."""
    sheet = Sheet(
        title=f"{translated(facts.language, marked('Certificate of completion'))} {facts.number}",
        language=facts.language,
        author=facts.provider.name,
        made_on=facts.completed_on,
        landscape=True,
    )
    sheet.add_page()
    sheet.draw(border(_WIDE, _HIGH, _INSET))
    sheet.draw(rosette(_MIDDLE, sheet.up(161.5), 14.0))
    _write_head(sheet, facts)
    _write_person(sheet, facts)
    _write_training(sheet, facts)
    _write_facts(sheet, facts)
    _write_signature(sheet, facts)
    _draw_verification(sheet, facts)
    _write_foot(sheet, facts)
    return bytes(sheet.output())


def duration_in_words(minutes: int, language: str) -> str:
    """A duration as people say it: 4 hours, 1 hour 30 minutes, 45 minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(counted(language, "%(num)d hour", "%(num)d hours", hours))
    if rest or not hours:
        parts.append(counted(language, "%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def _write_head(sheet: Sheet, facts: CertificateFacts) -> None:
    provider = Style(BOLD, LEAD - 2, BLUE, "centre").fitting(facts.provider.name, _TEXT)
    sheet.write_at(_MIDDLE, 27.0, facts.provider.name, provider)
    heading = translated(facts.language, marked("Certificate of completion"))
    sheet.write_at(_MIDDLE, 44.0, heading, Style(size=DISPLAY, align="centre"))
    sheet.rule(_MIDDLE - 20, 50.5, 40, thickness=0.6)


def _write_person(sheet: Sheet, facts: CertificateFacts) -> None:
    sheet.write_at(_MIDDLE, 61.0, translated(facts.language, marked("This certifies that")), _SAYING)
    lines, style = _set_name(facts.full_name)
    first = 77.0 if len(lines) == 1 else 71.0
    sheet.write_lines(_MIDDLE, first, lines, style, leading=9.3)
    company = Style(size=LEAD, align="centre").fitting(facts.company, _TEXT - 1)
    sheet.write_at(_MIDDLE, 89.5, wrapped(facts.company, company, _TEXT, most=1)[0], company)


def _set_name(name: str) -> tuple[list[str], Style]:
    """A name on one line as large as it may be, or a long one on two lines of nearly the same length."""
    style = _NAME.fitting(name, _TEXT)
    words = name.split()
    if style.size >= _SMALLEST_NAME_ON_ONE_LINE or len(words) == 1:
        return [name], style
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    best = min(halves, key=lambda half: max(map(_NAME.width, half)))
    longer = max(best, key=_NAME.width)
    return list(best), replace(_NAME, size=_SMALLEST_NAME_ON_ONE_LINE).fitting(longer, _TEXT)


def _write_training(sheet: Sheet, facts: CertificateFacts) -> None:
    saying = translated(facts.language, marked("has successfully completed the training"))
    sheet.write_at(_MIDDLE, 99.5, saying, _SAYING)
    style = Style(BOLD, TITLE, BLUE, "centre")
    lines = wrapped(facts.training, style, _TEXT, most=2)
    if len(lines) == 2:
        style = replace(style, size=LEAD + 1)
        lines = wrapped(facts.training, style, _TEXT, most=2)
    y = sheet.write_lines(_MIDDLE, 110.5 if len(lines) == 1 else 108.0, lines, style, leading=6.6)
    small = Style(size=SMALL, colour=MUTED, align="centre")
    aims = wrapped(" · ".join(facts.objectives), small, _TEXT - 20, most=2 if len(lines) == 1 else 1)
    sheet.write_lines(_MIDDLE, y, aims, small, leading=4.0)


def _write_facts(sheet: Sheet, facts: CertificateFacts) -> None:
    """Four labelled facts in one row between two rules."""
    said = _facts(facts)
    sheet.rule(_MIDDLE - 115, 126.5, 230)
    for place, (label, words) in enumerate(said):
        x = _MIDDLE - 115 + place * 58.5
        sheet.write_at(x, 131.5, label, _LABEL)
        sheet.write_at(x, 137.0, words, _FACT.fitting(words, 54.0))
    sheet.rule(_MIDDLE - 115, 141.0, 230)


def _facts(facts: CertificateFacts) -> list[tuple[str, str]]:
    language = facts.language
    until = (
        day_in_words(facts.renewal_on, language)
        if facts.renewal_on
        else translated(language, marked("No renewal needed"))
    )
    version = translated(language, marked("version %(version)d"), version=facts.version)
    return [
        (translated(language, marked("Completed on")), day_in_words(facts.completed_on, language)),
        (translated(language, marked("Duration")), duration_in_words(facts.duration_minutes, language)),
        (translated(language, marked("Valid until")), until),
        (translated(language, marked("Certificate number")), f"{facts.number}, {version}"),
    ]


def _write_signature(sheet: Sheet, facts: CertificateFacts) -> None:
    x, provider = _MIDDLE - 115, facts.provider
    sheet.write_at(x, 149.5, translated(facts.language, marked("For the training provider")), _LABEL)
    sheet.write_at(x, 166.0, provider.signatory, _SIGNED.fitting(provider.signatory, 75))
    sheet.rule(x, 169.0, 75, INK)
    title = translated(facts.language, provider.signatory_title)
    small = Style(size=SMALL, colour=MUTED)
    sheet.write_at(x, 174.0, title, small.fitting(title, 75))
    sheet.write_at(x, 178.0, provider.name, small.fitting(provider.name, 75))


def _draw_verification(sheet: Sheet, facts: CertificateFacts) -> None:
    """The QR code at the right, its address printed beside it for who has no camera."""
    right, top, size = _MIDDLE + 115, 147.0, 30.0
    sheet.draw(qr_operators(facts.verification_url, right - size, sheet.up(top), size))
    sheet.link(right - size, top, size, size, facts.verification_url)
    label = translated(facts.language, marked("Check that this certificate is valid"))
    beside = Style(size=LABEL, colour=MUTED, align="right")
    sheet.write_at(right - size - 5, 149.5, label, beside.fitting(label, 62))
    grouped = " ".join(facts.code[start : start + _GROUP] for start in range(0, len(facts.code), _GROUP))
    sheet.write_at(right - size - 5, 154.5, grouped, Style(BOLD, SMALL, INK, "right"))
    address = Style(size=SMALL, colour=BLUE, align="right").fitting(facts.verification_url, 130, 4.0)
    sheet.write_at(right, 182.5, facts.verification_url, address)


def _write_foot(sheet: Sheet, facts: CertificateFacts) -> None:
    provider = facts.provider
    declared = translated(
        facts.language,
        marked(
            "Declaration of activity registered under number %(number)s. "
            "This registration is no approval by the State."
        ),
        number=provider.declaration_number,
    )
    foot = Style(size=LABEL, colour=MUTED, align="centre")
    address = " · ".join((provider.name, *provider.address, f"SIREN {provider.siren}"))
    sheet.write_at(_MIDDLE, 190.5, address, foot.fitting(address, _TEXT, 5.0))
    sheet.write_at(_MIDDLE, 194.0, declared, foot.fitting(declared, _TEXT, 5.0))
