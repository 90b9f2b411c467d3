"""The import of past certificates: a list judged by what the portal knows of a company's people."""

from collections.abc import Sequence

from .aggregates.course import Course, course_id
from .application.list_preview import Known, name_key
from .application.past_certificates import PastEntry
from .application.past_trainings import PastJudged, Taught, judge_past
from .errors import NotFound
from .portal import Portal
from .projections.companies import company as company_of
from .projections.trainees import identified, namesakes, past_trainings_known
from .values import Person, folded

HEADINGS = (
    *("Last name", "First name", "Identifier", "Training code", "Completed on", "Certificate number"),
    *("Frequency", "Renewal date"),
)
"""The columns of the template; lists may name them in French too."""


def judged_list(portal: Portal, company: str, entries: Sequence[PastEntry]) -> list[PastJudged]:
    """What a list would do for a company, row by row. Reads only."""
    names = [(entry.first_name, entry.last_name) for entry in entries if not entry.identifier]
    identifiers = [entry.identifier for entry in entries if entry.identifier]
    with portal.reading() as tx:
        employer = company_of(tx, company)
        rows = {row["id"]: row for row in namesakes(tx, company, names)}
        rows |= {row["id"]: row for row in identified(tx, company, identifiers)}
        recorded = past_trainings_known(tx, company, list(rows))
    if employer is None:
        raise NotFound
    people = [Person(id, row["first_name"], row["last_name"], row["identifier"]) for id, row in rows.items()]
    courses = _taught(portal, {entry.training for entry in entries}, employer["language"])
    return judge_past(entries, _known(people), courses, recorded, portal.today)


def _known(people: Sequence[Person]) -> Known:
    by_name: dict[str, list[Person]] = {}
    for person in people:
        by_name.setdefault(name_key(person.first_name, person.last_name), []).append(person)
    return Known({folded(person.identifier): person for person in people}, by_name)


def _taught(portal: Portal, codes: set[str], language: str) -> dict[str, Taught]:
    """The trainings with these codes, in any case; titles in a language if the training has it."""
    found = {}
    for code in codes:
        for written in (code, code.upper()):
            try:
                course = portal.store.get(Course, course_id(written))
            except NotFound:
                continue
            outline = course.outline
            spoken = language if language in outline.languages else outline.languages[0]
            found[code] = Taught(
                course.id, outline.titles[spoken], spoken, outline.renewal_rule, outline.renewal_months
            )
            break
    return found
