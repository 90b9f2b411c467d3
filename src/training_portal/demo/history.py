"""A believable provider to try the portal with, told by commands whose clock is moved."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle

from ..aggregates.course import course_id
from ..aggregates.order import Order
from ..aggregates.staff import StaffRole
from ..application.people import Appointed
from ..courses.package import demo_folders, read_package
from ..event_store.engine import writing
from ..identity.credentials import change_password
from ..identity.passwords import hash_chosen
from ..portal import Portal, build_portal
from ..projections.cart import cart_of
from ..projections.trainees import trainees as trainee_rows
from ..settings import Settings
from ..values import Money, Offer, Vat
from .agenda import Agenda, MovedClock, morning
from .bills import PAID_LATE, PAYS_AFTER, pay
from .companies import CLIENTS, Client
from .desk import AGREES_AFTER, Desk
from .study import Classroom

PASSWORD = "harbour lantern 7 violet"  # noqa: S105 -- printed for whoever tries the demo
OFFERS = {"DGA": (24, 4900), "LIB": (24, 3900), "AVSEC": (60, 5500)}
"""By the code of a demo course: the months of its renewal period and its price in cents."""

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoSignIns:
    """Whom to sign in as: user names, all with the demo's one password."""

    manager: str
    trainee: str
    staff: str
    manager_id: str
    company: str


def tell_history(settings: Settings, now: datetime, say: Progress) -> DemoSignIns:
    """Fill an empty portal with three years of history that end at `now`. Answers whom to sign in as."""
    first = max(days for client in CLIENTS for days, _, _ in client.orders)
    clock = MovedClock(morning(now, first + 10))
    portal = build_portal(settings, clock)
    try:
        return _History(portal, clock, now, say).tell()
    finally:
        portal.store.engine.dispose()


@dataclass(frozen=True, slots=True)
class _Buyer:
    """A company with the manager who buys, whose turn it is next, and the ids of those registered so far."""

    company: str
    manager: Appointed
    turns: Iterator[tuple[str, str]]
    known: dict[tuple[str, str], str]


class _History:
    """The telling: orders by their days, and what follows each on the agenda."""

    def __init__(self, portal: Portal, clock: MovedClock, now: datetime, say: Progress) -> None:
        self._portal, self._now, self._say = portal, now, say
        self._clock = clock
        self._application = portal.application
        self._agenda = Agenda(clock, now)
        self._classroom = Classroom(portal, clock, now)
        self._chance = random.Random(2024)  # noqa: S311 -- a story, not a secret

    def tell(self) -> DemoSignIns:
        """Let both companies buy and study, and give a password to those to sign in as."""
        self._publish()
        buyers = [self._take_on(client) for client in CLIENTS]
        staff = self._application.add_staff(
            self._portal.context("cli"),
            "Hélène",
            "Garnier",
            "helene@training.example",
            StaffRole.ADMINISTRATOR,
            "en",
        )
        for client, buyer in zip(CLIENTS, buyers, strict=True):
            for days, code, count in client.orders:
                step = partial(self._order, buyer, days, code, count)
                self._agenda.at(morning(self._now, days), step)
        self._agenda.tell()
        claire, company = buyers[0].manager, buyers[0].company
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

    def _take_on(self, client: Client) -> _Buyer:
        company = self._application.add_company(self._portal.context("cli"), client.identity)
        appointed = [
            self._application.appoint_manager(
                self._portal.context("cli", company), first, last, email, client.identity.language
            )
            for first, last, email in client.managers
        ]
        return _Buyer(company, appointed[0], cycle(client.people), {})

    def _order(self, buyer: _Buyer, days: int, code: str, count: int) -> None:
        """Order as the manager does, and put on the agenda what follows: studying, paying, agreeing."""
        self._say(f"{self._clock.now:%d %B %Y}: {count} people on {code}")
        context = partial(self._portal.context, buyer.manager.person, buyer.company)
        self._fill_cart(buyer, code, [next(buyer.turns) for _ in range(count)])
        with self._portal.reading() as tx:
            version = cart_of(tx, buyer.company, buyer.manager.person).version
        terms = self._portal.settings.terms_version
        order = self._application.place_order(context(), terms, version)
        for place, enrolment in enumerate(self._portal.store.get(Order, order).lines[0].enrolments, start=1):
            begins = morning(self._now, days - place) + timedelta(minutes=7 * place)
            self._agenda.at(begins, partial(self._classroom.study, enrolment))
        desk = Desk(self._portal, context)
        self._agenda.at(morning(self._now, days) + AGREES_AFTER, partial(desk.follow_up, days, order))
        if days not in PAID_LATE:
            paid = morning(self._now, days - PAYS_AFTER)
            self._agenda.at(paid, partial(pay, self._portal, buyer.company, order))

    def _fill_cart(self, buyer: _Buyer, code: str, people: list[tuple[str, str]]) -> None:
        """Choose those who are registered already, and add the others."""
        application = self._application
        context = partial(self._portal.context, buyer.manager.person, buyer.company)
        language = "fr" if self._chance.random() < 0.3 else "en"
        line = application.add_to_cart(context(), course_id(code), language, OFFERS[code][0])
        if old := [buyer.known[name] for name in people if name in buyer.known]:
            application.choose_trainees(context(), line, old)
        if fresh := [name for name in people if name not in buyer.known]:
            ids = application.name_newcomers(context(), line, [(first, last, "") for first, last in fresh])
            buyer.known.update(zip(fresh, ids, strict=True))

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
