"""Certificates of attendance, made from what the views say: one, or several in a ZIP."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from .clock import day_of
from .courses.shelf import open_package
from .documents.attendance import attendance_pdf
from .documents.attendance_facts import AttendanceFacts, Connection, HandedInTest, StudiedModule
from .errors import Refusal
from .language import marked
from .portal import Portal
from .projections.attendance import Attended, attended
from .projections.companies import company as employer
from .projections.trainees import trainee_himself
from .values import folded

_SAME_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a ZIP, so that the same certificates give the same bytes."""


class NothingWasDone(Refusal):
    """A certificate of attendance attests something."""

    words = marked("There is nothing to certify yet: the training was not started.")


def attendance_facts(
    portal: Portal, tx: sa.Connection, company: str, enrolments: Sequence[str], language: str, now: datetime
) -> dict[str, AttendanceFacts]:
    """What was done at registrations of a company, by enrolment id, as certificates in a language state it.

    Registrations that were not started, or are not the company's, are left out.
    """
    found = [one for one in attended(tx, company, enrolments) if one.row["started_at"]]
    account = employer(tx, company)
    name = account["name"] if account else ""
    return {one.row["id"]: _facts(portal, tx, one, name, language, now) for one in found}


def attendance_certificate(facts: AttendanceFacts | None) -> bytes:
    """The PDF of a certificate of attendance. Errors: NothingWasDone without facts."""
    if facts is None:
        raise NothingWasDone
    return attendance_pdf(facts)


def attendance_archive(facts: Sequence[AttendanceFacts]) -> bytes:
    """A ZIP with a certificate of attendance for each. Errors: NothingWasDone for nobody."""
    if not facts:
        raise NothingWasDone
    content = BytesIO()
    taken: set[str] = set()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for one in facts:
            name = _unused(file_name(one), taken)
            archive.writestr(ZipInfo(f"{name}.pdf", _SAME_DAY), attendance_pdf(one), ZIP_DEFLATED)
    return content.getvalue()


def file_name(facts: AttendanceFacts) -> str:
    """A name of letters, figures and hyphens: attendance-benali-karim-safe-lifting."""
    parts = folded(f"{facts.last_name} {facts.first_name} {facts.training}")
    return f"attendance-{re.sub(r'[^a-z0-9]+', '-', parts).strip('-')[:80].strip('-')}"


def _unused(name: str, taken: set[str]) -> str:
    """A name that no file of the archive has yet."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    taken.add(found)
    return found


def _facts(
    portal: Portal, tx: sa.Connection, one: Attended, company: str, language: str, now: datetime
) -> AttendanceFacts:
    zone, row = portal.settings.time_zone, one.row
    package = open_package(tx, row["package"])
    trainee = trainee_himself(tx, row["trainee"])
    ended = row["finished_at"] or row["last_seen_at"]
    finished = {module["module"]: day_of(module["completed_at"], zone) for module in one.modules}
    spoken = language if language in package.titles else row["language"]
    return AttendanceFacts(
        language=language,
        first_name=trainee["first_name"] if trainee else "",
        last_name=trainee["last_name"] if trainee else "",
        company=company,
        training=package.titles[spoken],
        state=row["state"],
        started_on=day_of(row["started_at"], zone),
        ended_on=day_of(ended, zone),
        made_on=day_of(row["finished_at"] or now, zone),
        seconds=row["seconds"],
        planned_minutes=package.duration_minutes,
        modules=tuple(
            StudiedModule(module.titles[spoken], module.minutes, finished.get(module.id))
            for module in package.modules
        ),
        connections=tuple(_connection(stretch, ZoneInfo(zone)) for stretch in one.connections),
        tests=tuple(_test(test, zone) for test in one.tests),
        provider=portal.settings.provider,
    )


def _connection(stretch: sa.RowMapping, zone: ZoneInfo) -> Connection:
    began, ended = stretch["began_at"].astimezone(zone), stretch["ended_at"].astimezone(zone)
    return Connection(began, ended, stretch["seconds"])


def _test(test: sa.RowMapping, zone: str) -> HandedInTest:
    on = day_of(test["handed_in_at"], zone)
    return HandedInTest(test["attempt"], on, test["right"], test["total"], test["percent"])
