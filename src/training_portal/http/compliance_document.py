"""The compliance report as PDF, in the reader's language."""

from flask_babel import gettext

from training_portal.documents.compliance_report import ComplianceFacts, ComplianceRow, Mark, compliance_pdf
from training_portal.http.compliance_report import Person, Report
from training_portal.http.current import now, portal, today, visitor
from training_portal.http.speech import spoken_language
from training_portal.language import day_in_words

MOST_PEOPLE = 2_000
"""People on one PDF: a hundred pages."""


def compliance_document(report: Report) -> bytes:
    """The PDF of a report."""
    settings = portal().settings
    facts = ComplianceFacts(
        company=visitor().company_name,
        day_said=_said(report),
        language=spoken_language(),
        made_at=now(),
        zone=settings.time_zone,
        provider=settings.provider,
        trainings=tuple(report.trainings.values()),
    )
    return compliance_pdf(facts, [_row(person, report) for person in report.people])


def _said(report: Report) -> str:
    day = day_in_words(report.day, spoken_language())
    if report.day < today():
        return str(gettext("As of %(day)s, from what was known then", day=day))
    if report.day > today():
        return str(gettext("As of %(day)s, from what is known today", day=day))
    return str(gettext("As of %(day)s", day=day))


def _row(person: Person, report: Report) -> ComplianceRow:
    found = (person.standings.get(training) for training in report.trainings)
    marks = tuple(Mark(one.renewal_on, one.told.words, one.colour) if one else None for one in found)
    return ComplianceRow(f"{person.last_name} {person.first_name}".strip(), person.identifier, marks)
