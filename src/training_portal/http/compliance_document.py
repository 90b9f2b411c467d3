"""The compliance report as PDF, in the reader's language."""

from collections.abc import Sequence

from flask_babel import gettext

from training_portal.documents.compliance_report import ComplianceFacts, ComplianceRow, Mark, compliance_pdf
from training_portal.http.compliance_report import Person, Report
from training_portal.http.current import now, portal, today, visitor
from training_portal.http.speech import spoken_language
from training_portal.http.training_titles import title_choices
from training_portal.language import day_in_words

MOST_PEOPLE = 2_000
"""People on one PDF: a hundred pages."""


def compliance_document(report: Report) -> bytes:
    """The PDF of a report."""
    settings = portal().settings
    trainings = title_choices(report.trainings)
    facts = ComplianceFacts(
        company=visitor().company_name,
        day_said=_said(report),
        language=spoken_language(),
        made_at=now(),
        zone=settings.time_zone,
        provider=settings.provider,
        trainings=tuple(title for _, title in trainings),
    )
    held = [id for id, _ in trainings]
    return compliance_pdf(facts, [_row(person, held) for person in report.people])


def _said(report: Report) -> str:
    day = day_in_words(report.day, spoken_language())
    if report.day < today():
        return str(gettext("As of %(day)s, from what was known then", day=day))
    if report.day > today():
        return str(gettext("As of %(day)s, from what is known today", day=day))
    return str(gettext("As of %(day)s", day=day))


def _row(person: Person, trainings: Sequence[str]) -> ComplianceRow:
    found = (person.standings.get(training) for training in trainings)
    marks = tuple(Mark(one.renewal_on, one.told.words, one.colour) if one else None for one in found)
    return ComplianceRow(f"{person.last_name} {person.first_name}".strip(), person.identifier, marks)
