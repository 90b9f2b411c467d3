"""A believable provider to try the portal with, told by commands whose clock is moved."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from ..aggregates.course import course_id
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..aggregates.order import Order
from ..aggregates.staff import StaffRole
from ..application.people import Appointed
from ..courses.package import demo_folders, read_package
from ..courses.scoring import draw
from ..courses.shelf import open_package
from ..event_store.context import Context
from ..event_store.engine import writing
from ..identity.credentials import change_password
from ..identity.passwords import hash_chosen
from ..portal import Portal, build_portal
from ..projections.cart import cart_of
from ..projections.trainees import trainees as trainee_rows
from ..settings import Settings
from ..values import Money, Offer, Vat
from .bills import PAYS_AFTER, Bills
from .companies import FRET_ATLANTIQUE, NORDLUFT, Client
from .desk import AGREES_AFTER, Desk

PASSWORD = "harbour lantern 7 violet"  # noqa: S105 -- printed for whoever tries the demo
OFFERS = {"DGA": (24, 4900), "LIB": (24, 3900), "AVSEC": (60, 5500)}
"""By the code of a demo course: the months of its renewal period and its price in cents."""

_LONGEST_SITTING = timedelta(hours=3)
"""Nobody of the demo studies for longer at a stretch: nothing is begun that would not be over by now."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoSignIns:
    """Whom to sign in as: user names, all with the demo's one password."""

    manager: str
    trainee: str
    staff: str
    manager_id: str
    company: str


class MovedClock:
    """A clock that stands where the history has come to."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The instant of the history, aware, in UTC."""
        return self.now

    def later(self, **step: float) -> None:
        """Let time pass."""
        self.now += timedelta(**step)


def tell_history(settings: Settings, now: datetime, say: Progress) -> DemoSignIns:
    """Fill an empty portal with three years of history that end at `now`. Answers whom to sign in as."""
    first = max(days for client in (FRET_ATLANTIQUE, NORDLUFT) for days, _, _ in client.orders)
    clock = MovedClock(_morning(now, first + 10))
    portal = build_portal(settings, clock)
    try:
        return _History(portal, clock, now, say).tell()
    finally:
        portal.store.engine.dispose()


class _History:
    """The telling: one generator a company, in the order of time, so that events follow the calendar."""

    def __init__(self, portal: Portal, clock: MovedClock, now: datetime, say: Progress) -> None:
        self._portal, self._clock, self._now, self._say = portal, clock, now, say
        self._application = portal.application
        self._bills = Bills(portal)
        self._chance = random.Random(2024)  # noqa: S311 -- a story, not a secret

    def tell(self) -> DemoSignIns:
        """Publish the courses, then place and study the orders of both companies by date."""
        self._publish()
        claire, company = self._take_on(FRET_ATLANTIQUE)
        juergen, other = self._take_on(NORDLUFT)
        staff = self._application.add_staff(
            self._portal.context("cli"),
            "Hélène",
            "Garnier",
            "helene@training.example",
            StaffRole.ADMINISTRATOR,
            "en",
        )
        turns = {company: _round(FRET_ATLANTIQUE.people), other: _round(NORDLUFT.people)}
        told = [(days, code, count, company, claire) for days, code, count in FRET_ATLANTIQUE.orders]
        told += [(days, code, count, other, juergen) for days, code, count in NORDLUFT.orders]
        known: dict[str, dict[tuple[str, str], str]] = {company: {}, other: {}}
        for days, code, count, buyer, manager in sorted(told, key=lambda order: -order[0]):
            self._pay_what_is_due(days)
            self._clock.now = _morning(self._now, days)
            self._say(f"{self._clock.now:%d %B %Y}: {count} people on {code}")
            people = [next(turns[buyer]) for _ in range(count)]
            order = self._order(buyer, manager, code, people, known[buyer])
            self._bills.add(days, order, buyer)
            self._clock.now = min(self._now, _morning(self._now, days) + AGREES_AFTER)
            desk = Desk(self._portal, partial(self._portal.context, manager.person, buyer))
            desk.follow_up(days, order)
        self._pay_what_is_due(0)
        self._clock.now = self._now
        trainee = self._last_trainee(company)
        self._give_password(claire.person, "manager")
        self._give_password(trainee[0], "trainee")
        self._give_password(staff.person, "staff")
        return DemoSignIns(claire.username, trainee[1], staff.username, claire.person, company)

    def _publish(self) -> None:
        for folder in demo_folders():
            package = read_package(folder)
            self._say(f"Publishing {package.code}")
            self._application.publish_course(self._portal.context("cli"), package)
            months, cents = OFFERS[package.code]
            for language in package.languages:
                offer = Offer(language, months, Money(cents, "EUR"), Vat(basis_points=2000))
                self._application.make_offer(self._portal.context("cli"), package.code, offer)

    def _take_on(self, client: Client) -> tuple[Appointed, str]:
        company = self._application.add_company(self._portal.context("cli"), client.identity)
        context = [self._portal.context("cli", company) for _ in client.managers]
        appointed = [
            self._application.appoint_manager(context[i], first, last, email, client.identity.language)
            for i, (first, last, email) in enumerate(client.managers)
        ]
        return appointed[0], company

    def _order(
        self,
        company: str,
        manager: Appointed,
        code: str,
        people: list[tuple[str, str]],
        known: dict[tuple[str, str], str],
    ) -> str:
        """Place one order as the manager does, then let everybody study in the days after. Answers its id."""
        application = self._application

        def context() -> Context:
            return self._portal.context(manager.person, company)

        language = "fr" if company and self._chance.random() < 0.3 else "en"
        line = application.add_to_cart(context(), course_id(code), language, OFFERS[code][0])
        if old := [known[name] for name in people if name in known]:
            application.choose_trainees(context(), line, old)
        fresh = [name for name in people if name not in known]
        if fresh:
            ids = application.name_newcomers(context(), line, [(first, last, "") for first, last in fresh])
            known.update(zip(fresh, ids, strict=True))
        with self._portal.reading() as tx:
            version = cart_of(tx, company, manager.person).version
        terms = self._portal.settings.terms_version
        order = self._portal.store.get(Order, application.place_order(context(), terms, version))
        for place, enrolment in enumerate(order.lines[0].enrolments):
            self._clock.now = _morning(order.modified_on, 0) + timedelta(days=1 + place, minutes=7 * place)
            if self._clock.now + _LONGEST_SITTING < self._now:
                self._study(enrolment)
        return order.id

    def _pay_what_is_due(self, days: int) -> None:
        for ordered, order, company in self._bills.due_by(days):
            self._clock.now = _morning(self._now, ordered - PAYS_AFTER)
            self._bills.pay(order, company, self._portal.today)

    def _study(self, enrolment: str) -> None:
        """One trainee's days at a training: most pass, some need two attempts, some stop on the way."""
        found = self._portal.store.get(Enrolment, enrolment)
        luck = self._chance.random()
        recent = self._now - self._clock.now < timedelta(days=20)
        if luck > (0.6 if recent else 0.96):
            return
        application, session = self._application, f"demo-{enrolment[:8]}"

        def context() -> Context:
            return self._portal.context(found.trainee.id, found.company)

        application.start_training(context(), enrolment)
        outline = self._portal.store.get(Enrolment, enrolment).outline
        modules = outline.modules if outline else ()
        stops_after = 3 if recent and luck > 0.3 else len(modules)
        for module in modules[:stops_after]:
            application.spend_time(context(), enrolment, session, module)
            self._clock.later(seconds=self._chance.randint(200, 300))
            application.spend_time(context(), enrolment, session, module)
            self._clock.later(seconds=self._chance.randint(100, 290))
            application.complete_module(context(), enrolment, session, module)
        if stops_after == len(modules):
            right_share = 0.5 if luck < 0.08 else 1.0
            self._take_test(enrolment, session, right_share)
            if (
                self._portal.store.get(Enrolment, enrolment).state is EnrolmentState.IN_PROGRESS
                and luck > 0.02
            ):
                self._take_test(enrolment, session, 1.0)

    def _take_test(self, enrolment: str, session: str, right_share: float) -> None:
        """Begin, answer (rightly for a share of the questions) and hand in."""
        application, found = self._application, self._portal.store.get(Enrolment, enrolment)

        def context() -> Context:
            return self._portal.context(found.trainee.id, found.company)

        application.begin_test(context(), enrolment, session)
        test = self._portal.store.get(Enrolment, enrolment).test
        with self._portal.reading() as tx:
            package = open_package(tx, found.package)
        seed = test.seed if test else ""
        for place, drawn in enumerate(draw(package, found.language, package.draw, seed)):
            self._clock.later(seconds=self._chance.randint(15, 50))
            question = package.question(found.language, drawn.question_id)
            right = [shown for shown, kept in enumerate(drawn.order) if kept in question.right]
            answers = right if place < right_share * package.draw else [(right[0] + 1) % len(drawn.order)]
            application.answer_question(context(), enrolment, session, drawn.question_id, answers)
        application.hand_in_test(context(), enrolment, session)

    def _last_trainee(self, company: str) -> tuple[str, str]:
        """The trainee to sign in as: somebody with a training not started."""
        with self._portal.reading() as tx:
            rows = tx.execute(trainee_rows.select().where(trainee_rows.c.company == company)).mappings().all()
        open_first = sorted(rows, key=lambda row: (row["passed"] - row["registrations"], row["identifier"]))
        return open_first[0]["id"], open_first[0]["identifier"]

    def _give_password(self, person: str, kind: str) -> None:
        with writing(self._portal.store.engine) as tx:
            for statement in change_password(person, hash_chosen(kind, PASSWORD), self._now):
                tx.execute(statement)


def _morning(now: datetime, days_before: int) -> datetime:
    return (
        (now - timedelta(days=days_before)).astimezone(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
    )


def _round(people: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str]]:
    while True:
        yield from people
