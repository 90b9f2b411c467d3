"""Pages of a company with 100,000 trainees, against the same pages of a company with 1,000.

The views are filled by their own projections, which follow generated events; the events themselves are not
kept, for no page reads them. A page is the whole answer to a manager's browser: session, rail, list, HTML.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from flask.testing import FlaskClient

from training_portal.aggregates.account import CompanyIdentity
from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.course import course_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import AcceptedTerms, Order, OrderLine
from training_portal.aggregates.root import Event, new_id
from training_portal.aggregates.trainee import Trainee
from training_portal.clock import system_clock
from training_portal.courses.package import demo_folders, read_package
from training_portal.event_store.engine import writing
from training_portal.event_store.projection import apply_inline
from training_portal.event_store.recorded import Recorded
from training_portal.http import create_app
from training_portal.identity.sessions import Stage, begin_session
from training_portal.portal import PROJECTIONS, Portal, build_portal
from training_portal.settings import read_settings
from training_portal.values import Money, Offer, Outline, Person, RenewalRule, Vat

FEW, MANY = 1_000, 100_000
_TARGET = 0.5
_A_TIME, _ROUNDS = 500, 15
_FIRST = ("Karim", "Zoé", "Łucja", "Ann", "Jean-Marc", "Inès", "Ольга", "Élodie", "Hugo", "Noémie", "Mehdi")
_LAST = ("Benali", "Lefèvre", "Wójcik", "O’Neill", "d’Aubigné", "Haddad", "Петрова", "Guérin", "Martins")
_RARE = "Quetzalcoatlus"
_TITLE = "Air dangerous goods, awareness"
_OFFER = Offer("en", 24, Money(9900, "EUR"), Vat(2000))
_PAGES = {
    "the dashboard": "/dashboard",
    "trainees": "/trainees",
    "trainees, found by a rare name": "/trainees?q=etzalcoa",
    "trainees, found by a frequent name": "/trainees?q=lefe+zoe",
    "trainees, nobody found": "/trainees?q=xyzzy",
    "trainees, the newest first": "/trainees?sort=registered_at",
    "trainees of a month": "/trainees?from=2024-01-01&to=2024-01-31",
    "training passed": "/training-passed",
    "training passed, found by a rare name": "/training-passed?q=etzalcoa",
    "certified trainees": "/certified-trainees",
    "certified trainees, found by number": "/certified-trainees?q=000777",
    "certified trainees of a training": "/certified-trainees?training={course}",
    "training to renew": "/training-to-renew",
    "training to renew, found by a rare name": "/training-to-renew?q=etzalcoa",
    "orders": "/orders",
    "not started": "/not-started",
    "notifications": "/notifications",
}
"""The pages that are measured, by what they are called."""


def rows(databases: Databases) -> list[Row]:
    """Every page, on both databases."""
    found = []
    for kind in ("SQLite", "PostgreSQL"):
        small, large = (Crowd(databases, kind, people) for people in (FEW, MANY))
        for name, path in _PAGES.items():
            if large.answers(path):
                found.append(_compared(f"{name}: 100,000 trainees beside 1,000, {kind}", path, small, large))
        small.close()
        large.close()
    return found


def _compared(name: str, path: str, small: "Crowd", large: "Crowd") -> Row:
    """The page of both companies in turn, so that a busy moment of the machine hits both."""
    pairs = [(large.seconds(path), small.seconds(path)) for _ in range(_ROUNDS + 2)]
    return from_pairs(name, _TARGET, pairs[2:])


class Crowd:
    """A portal with one company of so many trainees, and its manager's browser."""

    def __init__(self, databases: Databases, kind: str, people: int) -> None:
        engine = databases.engine(kind)
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        settings = read_settings({"TRAINING_PORTAL_DATA": str(databases.folder / f"lists-{kind}-{people}")})
        self._portal = build_portal(settings.with_changes(database_url=url))
        self._company, self._manager, self._course = _opened(self._portal)
        self._fill(people)
        self._client = self._signed_in()

    def close(self) -> None:
        """Let go of the database."""
        self._portal.store.engine.dispose()

    def answers(self, path: str) -> bool:
        """Whether the page is there."""
        return self._get(path).status_code == 200

    def seconds(self, path: str) -> float:
        """How long a page takes."""
        started = time.perf_counter()
        answer = self._get(path)
        elapsed = time.perf_counter() - started
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")
        return elapsed

    def _get(self, path: str) -> Any:
        return self._client.get(path.format(course=self._course), base_url="http://localhost:8000")

    def _signed_in(self) -> FlaskClient:
        client = create_app(self._portal).test_client()
        with writing(self._portal.store.engine) as tx:
            who = (self._manager, "manager", self._company)
            token = begin_session(tx, *who, Stage.OPEN, "en", system_clock())
        client.set_cookie("portal-session", token, domain="localhost")
        return client

    def _fill(self, people: int) -> None:
        """Let the projections follow what orders of 100 trainees each bring, then tell the database."""
        batch: list[Recorded[Any]] = []
        for place, event in enumerate(_events(people, self._company, self._manager, self._course), 1):
            batch.append(_recorded(place, event, self._company))
            if len(batch) >= 10 * _A_TIME:
                self._follow(batch)
                batch = []
        self._follow(batch)
        _told_of_size(self._portal.store.engine)

    def _follow(self, batch: list[Recorded[Any]]) -> None:
        with writing(self._portal.store.engine) as tx:
            for rows in apply_inline(PROJECTIONS, tx, batch):
                rows.flush()


def _told_of_size(engine: sa.Engine) -> None:
    """Let the database know its tables, as its own housekeeping does within the hour."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as tx:
            tx.exec_driver_sql("ANALYZE")
    else:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def _opened(portal: Portal) -> tuple[str, str, str]:
    """A company, its manager and a training on sale, by ids."""
    package = read_package(demo_folders()[0])
    portal.application.publish_course(portal.context("cli"), package)
    portal.application.make_offer(portal.context("cli"), package.code, _OFFER)
    company = portal.application.add_company(portal.context("cli"), CompanyIdentity("Grand Fret SA"))
    manager = portal.application.appoint_manager(
        portal.context("cli", company), "Claire", "Morel", "claire@example.com", "en"
    )
    return company, manager.person, course_id(package.code)


def _events(people: int, company: str, manager: str, course: str) -> Iterator[Event]:
    for start in range(0, people, 100):
        at = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(minutes=start * 13)
        newcomers = [_person(number) for number in range(start, start + 100)]
        bought: dict[str, Any] = {
            "company": company,
            "order": new_id(),
            "manager": manager,
            "course": course,
            "title": _TITLE,
            "language": "en",
            "months": 24,
        }
        taken = [(new_id(), person) for person in newcomers]
        for person in newcomers:
            begun = _begun(person.id, Trainee, at)
            yield Trainee.TraineeRegistered(**begun, company=company, person=person, language="en")
        for id, person in taken:
            yield Enrolment.TraineeEnrolled(
                **_begun(id, Enrolment, at), enrolment=id, trainee=person, **bought
            )
        yield _placed(bought, tuple(id for id, _ in taken), start // 100 + 1, at)
        for number, (id, person) in enumerate(taken, start):
            if number % 10:
                yield from _passed(bought, id, person, number, at)


def _person(number: int) -> Person:
    first, last = _FIRST[number % len(_FIRST)], _LAST[number // 7 % len(_LAST)]
    if number == 505:
        last = _RARE
    return Person(new_id(), first, f"{last} {number % 89}", f"{first[0].lower()}.{number}", "")


def _placed(bought: dict[str, Any], enrolments: tuple[str, ...], number: int, at: datetime) -> Event:
    line = OrderLine(new_id(), bought["course"], _TITLE, _OFFER, enrolments)
    return Order.OrderPlaced(
        **_begun(bought["order"], Order, at),
        order=bought["order"],
        company=bought["company"],
        number=f"O-2026-{number:06d}",
        manager=bought["manager"],
        lines=(line,),
        terms=AcceptedTerms("2026-01", "0" * 64, bought["manager"], at),
        net=line.net,
        total=line.net + line.tax,
    )


def _passed(
    bought: dict[str, Any], enrolment: str, person: Person, number: int, at: datetime
) -> Iterator[Event]:
    """A training that is started, passed and certified."""
    started = _next(enrolment, 2, at)
    yield Enrolment.TrainingStarted(**started, package="0" * 64, content_version=1, outline=_OUTLINE)
    day = (at + timedelta(days=number % 400)).date()
    yield Enrolment.TrainingPassed(**_next(enrolment, 3, at), on=day, percent=90)
    certificate = new_id()
    yield Certificate.CertificateIssued(
        **_begun(certificate, Certificate, at),
        **bought,
        certificate=certificate,
        number=f"C-2026-{number:06d}",
        code=certificate[:20].upper(),
        enrolment=enrolment,
        printed=person,
        company_name="Grand Fret SA",
        completed_on=day,
        renewal_on=day + timedelta(days=730),
        duration_minutes=90,
        percent=90,
    )


_OUTLINE = Outline({"en": _TITLE}, {"en": ""}, ("en",), ("why",), 90, 80, 2, 3, RenewalRule.ONCE, 24)


def _begun(id: str, cls: type[Any], at: datetime) -> dict[str, Any]:
    return {"originator_topic": cls.TOPIC, **_next(id, 1, at)}


def _next(id: str, version: int, at: datetime) -> dict[str, Any]:
    return {"originator_id": id, "originator_version": version, "timestamp": at}


def _recorded(place: int, event: Event, company: str) -> Recorded[Any]:
    return Recorded(
        place,
        event.originator_id,
        event.originator_version,
        type(event).__name__,
        event,
        company,
        "bench",
        "bench",
        "bench",
        event.timestamp,
    )
