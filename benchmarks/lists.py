"""Pages of a company with 100,000 trainees, against the same pages of a company with 1,000.

The views are filled by their own projections, which follow generated events; the events themselves are not
kept, for no page reads them, so that the views are what a replay would give. The letters are put into the
outbox as they stand after sending. A page is the whole answer to a manager's browser: session, rail, list,
HTML.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from benchmarks.company_history import OFFER, events, recorded
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from flask.testing import FlaskClient

from training_portal.aggregates.account import CompanyIdentity
from training_portal.aggregates.course import course_id
from training_portal.clock import system_clock
from training_portal.courses.package import demo_folders, read_package
from training_portal.event_store.engine import writing
from training_portal.event_store.projection import apply_inline
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.schema import outbox
from training_portal.http import create_app
from training_portal.identity.sessions import Stage, begin_session
from training_portal.portal import PROJECTIONS, Portal, build_portal
from training_portal.projections.trainees import trainees
from training_portal.settings import read_settings

FEW, MANY = 1_000, 100_000
_TARGET = 0.5
_A_TIME, _ROUNDS = 500, 15
_PAGES = {
    "the dashboard": "/dashboard",
    "trainees": "/trainees",
    "trainees, the last page": "/trainees?page={last}",
    "trainees, found by a rare name": "/trainees?q=etzalcoa",
    "trainees, found by a frequent name": "/trainees?q=lefe",
    "trainees, found by two words": "/trainees?q=lefe+zoe&per=10",
    "trainees, found by two letters": "/trainees?q=xy",
    "trainees, found by a letter": "/trainees?q=e",
    "trainees, nobody found": "/trainees?q=xyzzy",
    "trainees, the newest first": "/trainees?sort=registered_at",
    "trainees by identifier": "/trainees?sort=identifier",
    "trainees of a month": "/trainees?from=2024-01-01&to=2024-01-31",
    "trainees who left": "/trainees?state=left",
    "trainees of a training": "/trainees?training={course}",
    "compliance report": "/compliance-report",
    "training passed": "/training-passed",
    "training passed, the last page": "/training-passed?page={last_passed}",
    "training passed, found by a rare name": "/training-passed?q=etzalcoa",
    "training passed by name": "/training-passed?sort=sort_name",
    "training passed by title": "/training-passed?sort=title",
    "training passed by result": "/training-passed?sort=percent",
    "training passed of a training": "/training-passed?training={course}",
    "training passed, the expired": "/training-passed?status=expired",
    "training passed, the superseded by result": "/training-passed?status=superseded&sort=percent",
    "certified trainees": "/certified-trainees",
    "certified trainees, the last page": "/certified-trainees?page={last_passed}",
    "certified trainees, found by number": "/certified-trainees?q=000777",
    "certified trainees, by day of renewal": "/certified-trainees?sort=renewal_on",
    "certified trainees by title": "/certified-trainees?sort=title",
    "certified trainees of a training": "/certified-trainees?training={course}",
    "certified trainees, the expired": "/certified-trainees?status=expired",
    "certified trainees, the superseded": "/certified-trainees?status=superseded",
    "amend a certificate": "/amend-a-certificate",
    "amend a certificate, found by a rare name": "/amend-a-certificate?q=etzalcoa",
    "training to renew": "/training-to-renew",
    "training to renew, found by a rare name": "/training-to-renew?q=etzalcoa",
    "training to renew by name": "/training-to-renew?sort=sort_name",
    "training to renew, salmon": "/training-to-renew?colour=salmon",
    "training to renew, as it will be": "/training-to-renew?on=2027-06-01",
    "training to renew, as it was": "/training-to-renew?on=2026-06-01",
    "training to renew, removed": "/training-to-renew/removed",
    "orders": "/orders",
    "orders, found by number": "/orders?q=000007",
    "orders, the greatest first": "/orders?sort=registrations",
    "orders with somebody not started": "/orders?holds=not_started",
    "orders of a training": "/orders?training={course}",
    "not started": "/not-started",
    "not started, found by a rare name": "/not-started?q=etzalcoa",
    "not started by title": "/not-started?sort=title",
    "conventions": "/conventions",
    "notifications": "/notifications",
    "notifications to a rare name": "/notifications?q=etzalcoa",
    "notifications to a frequent name": "/notifications?q=lefe",
    "notifications, the last sent first": "/notifications?sort=sent_at",
    "notifications, the first sent first": "/notifications?sort=sent_at&dir=asc",
    "notifications, refused": "/notifications?state=refused",
    "managers": "/trainee-managers",
}
"""The pages that are measured, by what they are called."""


def rows(databases: Databases) -> list[Row]:
    """Every page, on both databases."""
    found = []
    for kind in ("SQLite", "PostgreSQL"):
        small, large = (Crowd(databases, kind, people) for people in (FEW, MANY))
        for name, path in _PAGES.items():
            found.append(compared(f"{name}: 100,000 trainees beside 1,000, {kind}", path, small, large))
        small.close()
        large.close()
    return found


def compared(name: str, path: str, small: "Crowd", large: "Crowd") -> Row:
    """The page of both companies in turn, so that a busy moment of the machine hits both."""
    pairs = [(large.seconds(path), small.seconds(path)) for _ in range(_ROUNDS + 2)]
    return from_pairs(name, _TARGET, pairs[2:])


class Crowd:
    """A portal with one company of so many trainees, and its manager's browser."""

    def __init__(self, databases: Databases, kind: str, people: int, name: str = "lists") -> None:
        engine = databases.engine(kind)
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        settings = read_settings({"TRAINING_PORTAL_DATA": str(databases.folder / f"{name}-{kind}-{people}")})
        self.portal = build_portal(settings.with_changes(database_url=url))
        self.company, self.manager, self._course = opened(self.portal)
        self._people = people
        self._fill(people)
        self._client = self._signed_in()

    def close(self) -> None:
        """Let go of the database."""
        self.portal.store.engine.dispose()

    def seconds(self, path: str) -> float:
        """How long a page takes."""
        started = time.perf_counter()
        answer = self._get(path)
        elapsed = time.perf_counter() - started
        if answer.status_code != 200:
            raise AssertionError(f"{path}: {answer.status_code}")
        return elapsed

    def history(self, size: int) -> Iterator[Any]:
        """What happened, for so many people."""
        return events(size, self.company, self.manager, self._course)

    def _get(self, path: str) -> Any:
        address = path.format(
            course=self._course, last=self._people // 25, last_passed=self._people * 9 // 250
        )
        return self._client.get(address, base_url="http://localhost:8000")

    def _signed_in(self) -> FlaskClient:
        client = create_app(self.portal).test_client()
        with writing(self.portal.store.engine) as tx:
            who = (self.manager, "manager", self.company)
            token = begin_session(tx, *who, Stage.OPEN, "en", system_clock())
        client.set_cookie("portal-session", token, domain="localhost")
        return client

    def _fill(self, people: int) -> None:
        """Let the projections follow what orders of 100 trainees each bring, then tell the database."""
        batch: list[Recorded[Any]] = []
        for place, event in enumerate(self.history(people), 1):
            batch.append(recorded(place, event, self.company))
            if len(batch) >= 10 * _A_TIME:
                self._follow(batch)
                batch = []
        self._follow(batch)
        self._write_letters()
        _told_of_size(self.portal.store.engine)

    def _follow(self, batch: list[Recorded[Any]]) -> None:
        with writing(self.portal.store.engine) as tx:
            for rows in apply_inline(PROJECTIONS, tx, batch):
                rows.flush()

    def _write_letters(self) -> None:
        """A letter to each trainee: most were sent, one in a hundred was refused, one in fifty waits."""
        with writing(self.portal.store.engine) as tx:
            mine = sa.select(trainees.c.id).where(trainees.c.company == self.company)
            people = tx.scalars(mine.order_by(trainees.c.registered_at, trainees.c.id)).all()
            if people:
                tx.execute(sa.insert(outbox), [_letter(n, id, self.company) for n, id in enumerate(people)])


def _letter(number: int, person: str, company: str) -> dict[str, Any]:
    at = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(minutes=number * 13)
    refused, waits = number % 100 == 0, number % 50 == 1
    return {
        "once_key": f"{number}",
        "occasion": "start_reminder",
        "recipient": person,
        "about": person,
        "company": company,
        "facts": "{}",
        "queued_at": at,
        "due_at": at if waits else None,
        "sent_at": None if refused or waits else at,
        "refused_at": at if refused else None,
    }


def _told_of_size(engine: sa.Engine) -> None:
    """Let the database know its tables, as its own housekeeping does within the hour."""
    if engine.dialect.name == "sqlite":
        with writing(engine) as tx:
            tx.exec_driver_sql("ANALYZE")
    else:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


def opened(portal: Portal) -> tuple[str, str, str]:
    """A company, its manager and a training on sale, by ids."""
    package = read_package(demo_folders()[0])
    portal.application.publish_course(portal.context("cli"), package)
    portal.application.make_offer(portal.context("cli"), package.code, OFFER)
    company = portal.application.add_company(portal.context("cli"), CompanyIdentity("Grand Fret SA"))
    manager = portal.application.appoint_manager(
        portal.context("cli", company), "Claire", "Morel", "claire@example.com", "en"
    )
    return company, manager.person, course_id(package.code)
