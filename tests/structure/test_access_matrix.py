"""Every route x every kind of person x own, other's and absent objects, made from the URL map.

A new route is here by construction. One that takes an unknown parameter fails until `OBJECTS` knows it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask import Flask

from browsing import Browser
from dsl import Company, World, settings_for
from studying import temporary_password
from training_portal.aggregates.staff import StaffRole
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import events
from training_portal.http import create_app
from training_portal.http.access import Entry, entry_of
from training_portal.http.visitor import Kind
from training_portal.identity.credentials import deactivate
from training_portal.identity.tokens import make_token, tokens_of
from training_portal.projections.cart import cart_of
from training_portal.projections.certified_trainees import certificates

ABSENT = "f" * 32
SHARED = {
    "door": "manager",
    "code": "NOSUCHCODE",
    "module": "why",
    "number": 1,
    "place": 0,
    "name": "box.svg",
    "filename": "portal.js",
}
"""Parameters that are nobody's own: a place inside an object that another parameter names, or public."""

OBJECTS = {
    ("trainees", "id"): "trainee",
    ("orders", "id"): "order",
    ("certified_trainees", "id"): "certificate",
    ("my_trainings", "id"): "certificate",
    ("profile", "id"): "token",
    ("learn", "enrolment"): "enrolment",
    ("final_test", "enrolment"): "enrolment",
    ("api_trainees", "trainee_id"): "trainee",
    ("api_orders", "order_id"): "order",
    ("api_enrolments", "enrolment_id"): "enrolment",
    ("api_certificates", "certificate_id"): "certificate",
    ("catalogue", "id"): "course",
    **{(name, "line"): "line" for name in ("cart", "trainee_selection", "new_trainee", "people_list")},
}
"""What a parameter of a blueprint names. A course is everybody's; the rest is somebody's own."""


class Estate:
    """What a company and its people own."""

    def __init__(self, world: World, name: str, course: str) -> None:
        self.company: Company = world.company(name)
        order = world.order(self.company, course, ["Karim Benali", "Ann Zed"])
        passed, waiting = world.enrolments(order)
        self.password = temporary_password(world, order, passed.trainee.id)
        self.waiting_password = temporary_password(world, order, waiting.trainee.id)
        self.username, self.waiting_username = passed.trainee.identifier, waiting.trainee.identifier
        world.passes(passed)
        world.cart(self.company, course, ["Zoé Perrin"])
        with world.portal.reading() as tx:
            line = cart_of(tx, self.company.id, self.company.manager.person).lines[0].id
            mine = certificates.c.company == self.company.id
            certificate = tx.scalar(sa.select(certificates.c.id).where(mine))
        with writing(world.portal.store.engine) as tx:
            manager = self.company.manager.person
            self.token = make_token(tx, manager, self.company.id, "program", world.clock.now)
            token = tokens_of(tx, manager)[0].id
        self.things = {
            "trainee": passed.trainee.id,
            "order": order.id,
            "enrolment": passed.id,
            "certificate": str(certificate),
            "line": line,
            "token": token,
            "course": course,
        }


class Person:
    """Somebody who knocks at routes: by a browser, or by a token."""

    def __init__(self, app: Flask, kind: Kind, token: str = "", **traits: Any) -> None:
        self.browser, self.kind, self.token = Browser(app, "http://localhost:8000"), kind, token
        self.role = str(traits.get("role", ""))
        self.suspended = bool(traits.get("suspended"))
        self.unfinished = bool(traits.get("unfinished"))

    def asks(self, method: str, path: str, with_token: bool = True) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        fields = {"csrf_token": self.browser.csrf_token()} if with_token and method != "GET" else {}
        options: dict[str, Any] = {"json": {}} if "/api/" in path and method != "GET" else {"data": fields}
        client = self.browser.client
        return client.open(
            path, method=method, headers=headers, base_url=self.browser.address, buffered=True, **options
        )


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("matrix")
    (folder / "portal.db").write_bytes(sqlite_template.read_bytes())
    settings = settings_for(f"sqlite:///{folder / 'portal.db'}", folder, base_url="http://localhost:8000")
    world = World(settings.with_changes(staff_second_factor=False, mailbox_page=True))
    yield world
    world.close()


@pytest.fixture(scope="module")
def app(world: World) -> Flask:
    return create_app(world.portal)


@pytest.fixture(scope="module")
def estates(world: World) -> tuple[Estate, Estate]:
    course = world.course(Path(__file__).parents[1] / "mini_course")
    return Estate(world, "Fret Atlantique SAS", course), Estate(world, "Nordluft Handling GmbH", course)


@pytest.fixture(scope="module")
def people(world: World, app: Flask, estates: tuple[Estate, Estate]) -> dict[str, Person]:
    ours, _ = estates
    found = {
        "nobody": Person(app, Kind.NOBODY),
        "trainee": Person(app, Kind.TRAINEE),
        "newcomer": Person(app, Kind.TRAINEE, unfinished=True),
        "manager": Person(app, Kind.MANAGER),
        "suspended manager": Person(app, Kind.MANAGER, suspended=True),
        "former manager": Person(app, Kind.NOBODY),
        "API token": Person(app, Kind.API_TOKEN, ours.token),
        "unknown token": Person(app, Kind.NOBODY, "tp_nobody"),
    }
    found["trainee"].browser.sign_in("trainee", ours.username, ours.password)
    found["newcomer"].browser.log_in("trainee", ours.waiting_username, ours.waiting_password)
    boss = ours.company.manager
    found["manager"].browser.sign_in("manager", boss.username, boss.temporary_password)
    for role in StaffRole:
        person = found[f"staff: {role.value}"] = Person(app, Kind.STAFF, role=role.value)
        joined = world.application.add_staff(world.portal.context("cli"), "Olga", "Petit", "", role, "en")
        person.browser.sign_in("staff", joined.username, joined.temporary_password)
    suspended = Estate(world, "Unpaid SARL", ours.things["course"])
    boss = suspended.company.manager
    found["suspended manager"].browser.sign_in("manager", boss.username, boss.temporary_password)
    found["suspended token"] = Person(app, Kind.API_TOKEN, suspended.token, suspended=True)
    world.application.suspend_company(world.portal.context("cli", suspended.company.id), "unpaid")
    former = world.application.appoint_manager(
        world.portal.context("cli", ours.company.id), "Former", "Manager", "former@example.com", "en"
    )
    found["former manager"].browser.sign_in("manager", former.username, former.temporary_password)
    with writing(world.portal.store.engine) as tx:
        for statement in deactivate(former.person, world.clock.now):
            tx.execute(statement)
    return found


def routes(app: Flask) -> Iterator[tuple[Any, str, Entry]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            entry = entry_of(app, rule.endpoint, method)
            assert entry is not None
            yield rule, method, entry


def path_of(rule: Any, things: dict[str, str]) -> tuple[str, str]:
    """The address of a rule for somebody's things, and the id in it that is somebody's ("" without one)."""
    blueprint, values, own = rule.endpoint.partition(".")[0], {}, ""
    for argument in rule.arguments:
        if (blueprint, argument) in OBJECTS:
            values[argument] = own = things[OBJECTS[blueprint, argument]]
        elif argument in SHARED:
            values[argument] = SHARED[argument]
        else:
            pytest.fail(f"{rule.rule}: say in OBJECTS what <{argument}> of {blueprint} is")
    built = rule.build(values, append_unknown=False)
    assert built
    return str(built[1]), "" if OBJECTS.get((blueprint, next(iter(rule.arguments), ""))) == "course" else own


def refusal(entry: Entry, person: Person, is_file: bool = False) -> int | None:
    """The status with which a person is kept out of a route, or None for whoever may enter."""
    if person.unfinished and not entry.unfinished and not is_file:
        return None if entry.is_for_tokens and person.token else (401 if entry.is_for_tokens else 303)
    if entry.is_public:
        return None
    if entry.is_for_tokens and person.kind is not Kind.API_TOKEN:
        return 401
    if person.kind in (Kind.NOBODY, Kind.API_TOKEN) and not entry.is_for_tokens:
        return 303
    if person.kind not in entry.kinds:
        return 404
    if entry.roles and person.role not in entry.roles:
        return 403
    if person.suspended and not entry.suspended:
        return 403
    return None


NAMES = [
    "nobody",
    "trainee",
    "newcomer",
    "manager",
    "suspended manager",
    "former manager",
    "API token",
    "suspended token",
    "unknown token",
    *(f"staff: {role.value}" for role in StaffRole),
]


@pytest.mark.parametrize("name", NAMES)
def test_nobody_enters_where_the_route_does_not_say_so(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate]
) -> None:
    wrong = []
    for rule, method, entry in routes(app):
        expected = refusal(entry, people[name], is_file=rule.endpoint == "static")
        if expected is None:
            continue
        path, _ = path_of(rule, estates[0].things)
        status = people[name].asks(method, path).status_code
        if status != expected:
            wrong.append(f"{method} {path}: {status}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("name", ["manager", "trainee", "API token"])
def test_the_things_of_others_answer_like_absent_ones(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate]
) -> None:
    """404; or what a form says before anything is looked up; or the way back to one's own cart."""
    person, wrong, seen = people[name], [], 0
    absent = {**dict.fromkeys(estates[0].things, ABSENT)}
    for rule, method, entry in routes(app):
        theirs, id = path_of(rule, estates[1].things)
        if not id or refusal(entry, person) is not None:
            continue
        seen += 1
        nowhere, _ = path_of(rule, absent)
        other, nothing = person.asks(method, theirs), person.asks(method, nowhere)
        told = other.get_data(as_text=True).replace(quote(id), ABSENT)
        kept_out = other.status_code == nothing.status_code and other.status_code in (404, 303, 422)
        if not kept_out or _plain(told) != _plain(nothing.text):
            wrong.append(f"{method} {theirs}: {other.status_code}, absent {nothing.status_code}")
    assert not wrong, "\n".join(wrong)
    assert seen >= 4


def _plain(page: str) -> str:
    """A page without what differs at each request: the token and the id of its forms."""
    passing = ("csrf_token", "X-CSRFToken", "command_id")
    return "\n".join(line for line in page.splitlines() if not any(name in line for name in passing))


@pytest.mark.parametrize("name", NAMES)
def test_whoever_may_enter_is_let_in_and_reading_records_nothing(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate], world: World
) -> None:
    count = sa.select(sa.func.count()).select_from(events)
    with world.portal.reading() as tx:
        before = tx.scalar(count)
    wrong = []
    for rule, method, entry in routes(app):
        if method != "GET" or refusal(entry, people[name]) is not None:
            continue
        path, id = path_of(rule, estates[0].things)
        answer = people[name].asks("GET", path)
        own = name in ("manager", "trainee", "API token") and "test" not in rule.rule
        allowed = (
            {200, 302, 303} if (own or not id) and not entry.is_public else {200, 302, 303, 404, 409, 422}
        )
        if answer.status_code not in allowed:
            wrong.append(f"{path}: {answer.status_code}")
    assert wrong == []
    with world.portal.reading() as tx:
        assert tx.scalar(count) == before


@pytest.mark.parametrize("name", ["manager", "trainee", "staff: administrator", "suspended manager"])
def test_an_unsafe_request_without_its_token_is_refused(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate]
) -> None:
    wrong = []
    for rule, method, entry in routes(app):
        if method == "GET" or entry.is_for_tokens or refusal(entry, people[name]) is not None:
            continue
        path, _ = path_of(rule, estates[0].things)
        status = people[name].asks(method, path, with_token=False).status_code
        if status != 400:
            wrong.append(f"{method} {path}: {status}")
    assert wrong == []


def test_an_expired_token_opens_nothing(app: Flask, world: World, estates: tuple[Estate, Estate]) -> None:
    person = Person(app, Kind.API_TOKEN, estates[0].token)
    assert person.asks("GET", "/api/v1/orders").status_code == 200
    now = world.clock.now
    world.clock.now = now + timedelta(days=366)
    try:
        assert person.asks("GET", "/api/v1/orders").status_code == 401
    finally:
        world.clock.now = now
