"""A provider with a portal to command in tests, in the words of the domain, with a clock moved on purpose."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from builders import offer
from training_portal.aggregates.account import CompanyIdentity
from training_portal.aggregates.course import course_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.application.payments import Transfer
from training_portal.application.people import Appointed
from training_portal.courses.package import read_package
from training_portal.courses.scoring import draw
from training_portal.courses.shelf import open_package
from training_portal.event_store.context import Context
from training_portal.portal import Portal, build_portal
from training_portal.projections.cart import cart_of
from training_portal.projections.overdue import owed_by
from training_portal.settings import Settings, read_settings
from training_portal.values import Money

TERMS = "2026-01"


class MovedClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The instant of the test, aware, in UTC."""
        return self.now

    def moves(self, **step: float) -> None:
        """Let time pass."""
        self.now += timedelta(**step)


class Company:
    """A client company with its first manager."""

    def __init__(self, id: str, manager: Appointed) -> None:
        self.id = id
        self.manager = manager


def settings_for(url: str, folder: Path, **changes: Any) -> Settings:
    """Settings on a test's own database and folder."""
    return read_settings({"TRAINING_PORTAL_DATA": str(folder / "data")}).with_changes(
        database_url=url, **changes
    )


class World:
    """One portal, and short ways to tell it commands."""

    def __init__(self, settings: Settings, now: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)) -> None:
        self.clock = MovedClock(now)
        self.portal: Portal = build_portal(settings, self.clock)
        self.application = self.portal.application
        self._numbers = count(1)

    def close(self) -> None:
        """Let go of the database."""
        self.portal.store.engine.dispose()

    def company(self, name: str = "Fret Atlantique SAS", language: str = "en") -> Company:
        """Take on a company with a manager, Claire Morel, both of one language."""
        identity = CompanyIdentity(name, language=language)
        id = self.application.add_company(self.portal.context("cli"), identity)
        manager = self.application.appoint_manager(
            self.portal.context("cli", id), "Claire", "Morel", "claire@example.com", language
        )
        return Company(id, manager)

    def course(self, folder: Path, code: str = "MINI") -> str:
        """Publish a small course with offers in both languages. Answers its id."""
        self.application.publish_course(self.portal.context("cli"), read_package(folder))
        for language in ("en", "fr"):
            self.application.make_offer(self.portal.context("cli"), code, offer(language))
        return course_id(code)

    def as_manager(self, company: Company, command_id: str = "") -> Context:
        """The context of the company's manager, now."""
        return self.portal.context(company.manager.person, company.id, command_id)

    def cart(
        self, company: Company, course: str, newcomers: Sequence[str] = (), known: Sequence[str] = ()
    ) -> str:
        """Fill the cart with a training for newcomers ("First Last") and known trainees. Answers the line."""
        context = lambda: self.as_manager(company)  # noqa: E731
        line = self.application.add_to_cart(context(), course, "en", 24)
        if known:
            self.application.choose_trainees(context(), line, known)
        if newcomers:
            named = [(*name.rsplit(" ", 1), "") for name in newcomers]
            self.application.name_newcomers(context(), line, named)  # type: ignore[arg-type]
        return line

    def cart_version(self, company: Company) -> int:
        """The version of the cart that an order would name."""
        with self.portal.reading() as tx:
            return cart_of(tx, company.id, company.manager.person).version

    def order(
        self, company: Company, course: str, newcomers: Sequence[str] = (), known: Sequence[str] = ()
    ) -> Order:
        """Place an order for one training."""
        self.cart(company, course, newcomers, known)
        context = self.as_manager(company)
        id = self.application.place_order(context, TERMS, self.cart_version(company))
        return self.portal.store.get(Order, id)

    def pays(self, company: Company) -> None:
        """Pay by bank transfer all that a company owes, if it owes anything."""
        with self.portal.reading() as tx:
            owed = owed_by(tx, company.id)
        if not owed:
            return
        total = Money(sum(row["open_minor"] for row in owed), "EUR")
        transfer = Transfer(total, self.portal.today, "SEPA", tuple(row["id"] for row in owed))
        self.application.record_transfer(self.portal.context("staff", company.id), transfer)

    def enrolments(self, order: Order) -> list[Enrolment]:
        """The registrations of an order, in the order they were bought."""
        ids = [id for line in order.lines for id in line.enrolments]
        return [self.portal.store.get(Enrolment, id) for id in ids]

    def as_trainee(self, enrolment: Enrolment) -> Context:
        """The context of the registration's trainee, now."""
        return self.portal.context(enrolment.trainee.id, enrolment.company)

    def study(self, enrolment: Enrolment) -> None:
        """Open the training and work through its modules, a minute each."""
        self.application.start_training(self.as_trainee(enrolment), enrolment.id)
        outline = self.portal.store.get(Enrolment, enrolment.id).outline
        for module in outline.modules if outline else ():
            self.application.spend_time(self.as_trainee(enrolment), enrolment.id, "session", module)
            self.clock.moves(seconds=60)
            self.application.complete_module(self.as_trainee(enrolment), enrolment.id, "session", module)

    def take_test(self, enrolment: Enrolment, rightly: bool = True) -> None:
        """Begin the final test, answer every question (rightly or wrongly), hand it in."""
        self.application.begin_test(self.as_trainee(enrolment), enrolment.id, "session")
        found = self.portal.store.get(Enrolment, enrolment.id)
        with self.portal.reading() as tx:
            package = open_package(tx, found.package)
        for drawn in draw(package, found.language, package.draw, found.test.seed if found.test else ""):
            question = package.question(found.language, drawn.question_id)
            right = {shown for shown, kept in enumerate(drawn.order) if kept in question.right}
            wrong = set(range(len(drawn.order))) - right
            answers = sorted(right if rightly else wrong)
            self.application.answer_question(
                self.as_trainee(enrolment), enrolment.id, "session", drawn.question_id, answers
            )
        self.application.hand_in_test(self.as_trainee(enrolment), enrolment.id, "session")

    def passes(self, enrolment: Enrolment) -> None:
        """Study, and pass the test."""
        self.study(enrolment)
        self.take_test(enrolment)

    def rows(self, table: sa.Table) -> list[dict[str, Any]]:
        """Every row of a table, by its first column."""
        with self.portal.reading() as tx:
            found = tx.execute(sa.select(table).order_by(next(iter(table.c)))).mappings()
            return [dict(row) for row in found]

    def names_of_events(self) -> list[str]:
        """The stored names of all events, in order."""
        with self.portal.reading() as tx:
            return list(tx.scalars(sa.text("SELECT name FROM events ORDER BY position")))
