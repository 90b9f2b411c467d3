"""Every route x every kind of person x own, other's and absent objects, made from the URL map.

A new route is here by construction. One that takes an unknown parameter fails until `OBJECTS` knows it.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from browsing import Browser, without_tokens
from dsl import TERMS, World
from structure.estates import ABSENT, BASE_URL, Estate, path_of, routes, standing_world
from training_portal.aggregates.manager import ManagerRole
from training_portal.aggregates.staff import StaffRole
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import events
from training_portal.http import create_app
from training_portal.http.access import Entry
from training_portal.http.visitor import Kind
from training_portal.identity.credentials import deactivate
from training_portal.identity.rights import RIGHTS, Right, has_right
from training_portal.identity.tokens import make_token


class Person:
    """Somebody who knocks at routes: by a browser, or by a token."""

    def __init__(self, app: Flask, kind: Kind, token: str = "", **traits: Any) -> None:
        self.browser, self.kind, self.token = Browser(app, BASE_URL), kind, token
        self.role = str(traits.get("role", ""))
        self.suspended = bool(traits.get("suspended"))
        self.unfinished = bool(traits.get("unfinished"))

    def asks(self, method: str, path: str, with_token: bool = True) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"If-Match": '"of something"'} if method == "PATCH" else {}
        fields = {"csrf_token": self.browser.csrf_token()} if with_token and method != "GET" else {}
        options: dict[str, Any] = {"json": {}} if "/api/" in path and method != "GET" else {"data": fields}
        client = self.browser.client
        return client.open(
            path, method=method, headers=headers, base_url=self.browser.address, buffered=True, **options
        )


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = standing_world(sqlite_template, tmp_path_factory.mktemp("matrix"))
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
    found["trainee"].browser.sign_in("trainee", *ours.log_ins[0])
    found["newcomer"].browser.log_in("trainee", *ours.log_ins[2])
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
    return found | _of_every_role(world, app, ours)


def _of_every_role(world: World, app: Flask, estate: Estate) -> dict[str, Person]:
    """A colleague of each role, at a browser and by a token."""
    found = {}
    for role in ManagerRole:
        colleague = world.application.appoint_manager(
            world.portal.context("cli", estate.company.id),
            "Ute",
            "Rolle",
            f"{role.value}@example.com",
            "en",
            role,
        )
        with writing(world.portal.store.engine) as tx:
            token = make_token(tx, colleague.person, estate.company.id, "program", world.clock.now)
        person = Person(app, Kind.MANAGER, role=role.value)
        person.browser.sign_in("manager", colleague.username, colleague.temporary_password)
        found[f"manager: {role.value}"] = person
        found[f"token: {role.value}"] = Person(app, Kind.API_TOKEN, token, role=role.value)
    return found


def refusal(entry: Entry, person: Person, method: str, is_file: bool = False) -> int | None:
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
    if person.kind in (Kind.MANAGER, Kind.API_TOKEN):
        if entry.needed(method) not in RIGHTS[person.role or ManagerRole.FULL.value]:
            return 403
    elif entry.roles and person.role not in entry.roles:
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
    *(f"{kind}: {role.value}" for role in ManagerRole for kind in ("manager", "token")),
]
OWN = {"profile", "security", "sign_in_steps", "dashboard"}
"""The screens of managers that every role opens."""

LISTS = {"trainees", "orders", "training_passed", "certified_trainees", "catalogue", "api_trainees"}
"""What whoever may read, reads."""


def reached(app: Flask, role: ManagerRole) -> set[tuple[str, str]]:
    """What a role opens, as blueprint and method, of all that is for managers and their tokens."""
    rights, found = RIGHTS[role.value], set()
    for rule, method, entry in routes(app):
        of_managers = entry.kinds & {Kind.MANAGER, Kind.API_TOKEN}
        if of_managers and entry.needed(method) in rights:
            found.add((rule.endpoint.partition(".")[0], method))
    return found


def test_a_full_manager_reaches_everything(app: Flask) -> None:
    everything = {
        (rule.endpoint.partition(".")[0], method)
        for rule, method, entry in routes(app)
        if entry.kinds & {Kind.MANAGER, Kind.API_TOKEN}
    }
    assert reached(app, ManagerRole.FULL) == everything


def test_purchasing_reaches_everything_but_the_managers(app: Flask) -> None:
    missing = reached(app, ManagerRole.FULL) - reached(app, ManagerRole.PURCHASING)
    assert {blueprint for blueprint, _ in missing} - {"api_managers"} == {"trainee_managers"}
    assert not {place for place in reached(app, ManagerRole.PURCHASING) if "managers" in place[0]}


def test_invoices_only_reaches_invoices_and_the_own_profile(app: Flask) -> None:
    blueprints = {blueprint for blueprint, _ in reached(app, ManagerRole.INVOICES)}
    assert blueprints - OWN <= {
        *("invoices", "local_edit", "statement", "pay_now"),
        *("api_invoices", "api_checkouts", "api_credits", "api_profile"),
    }
    assert blueprints >= OWN


def test_read_only_reads_every_page_and_commands_nothing_but_its_own_profile(app: Flask) -> None:
    found = reached(app, ManagerRole.READ_ONLY)
    commanded = {blueprint for blueprint, method in found if method != "GET"}
    # a ZIP or one PDF of what was ticked in a list
    reading_by_post = {"attendance", "invoices", "certified_trainees", "training_passed"}
    assert commanded <= OWN | {"api_profile"} | reading_by_post
    assert {blueprint for blueprint, method in found if method == "GET"} >= OWN | LISTS


def test_a_role_that_nobody_knows_has_no_rights() -> None:
    assert not any(has_right(role, right) for right in Right for role in ("", "admin", "FULL"))


@pytest.mark.parametrize("name", NAMES)
def test_nobody_enters_where_the_route_does_not_say_so(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate]
) -> None:
    wrong = []
    for rule, method, entry in routes(app):
        expected = refusal(entry, people[name], method, is_file=rule.endpoint == "static")
        if expected is None:
            continue
        path, _ = path_of(rule, estates[0].things)
        status = people[name].asks(method, path).status_code
        if status != expected:
            wrong.append(f"{method} {path}: {status}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("whose", ["another company's", "a colleague's"])
@pytest.mark.parametrize("name", ["manager", "trainee", "API token"])
def test_the_things_of_others_answer_like_absent_ones(
    name: str, whose: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate]
) -> None:
    """404; or what a form says before anything is looked up; or the way back to one's own cart.

    Managers of a company share all but carts and tokens; trainees share nothing.
    """
    person, wrong, seen = people[name], [], 0
    theirs = estates[1].things if whose == "another company's" else _unshared(estates[0], person)
    for rule, method, entry in routes(app):
        path, id = path_of(rule, theirs)
        if not id or refusal(entry, person, method) is not None:
            continue
        seen += 1
        nowhere, _ = path_of(rule, dict.fromkeys(estates[0].things, ABSENT))
        told, nothing = told_of(person.asks(method, path), id), told_of(person.asks(method, nowhere), ABSENT)
        if told != nothing or told[0] not in (404, 303, 422):
            wrong.append(f"{method} {path}: {told[0]}, absent {nothing[0]}")
    assert not wrong, "\n".join(wrong)
    assert seen >= 4 or not theirs


def _unshared(estate: Estate, person: Person) -> dict[str, str]:
    own = {Kind.MANAGER: ("line", "token"), Kind.TRAINEE: ("enrolment", "certificate")}.get(person.kind, ())
    return {name: estate.fellows[name] for name in own}


def told_of(answer: TestResponse, id: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without the id asked for, and without what differs at every request."""
    headers = {
        name: value.replace(id, ABSENT)
        for name, value in answer.headers.items()
        if name not in ("Set-Cookie", "Content-Length")
    }
    return answer.status_code, headers, without_tokens(answer.text.replace(id, ABSENT))


@pytest.mark.parametrize("whose", ["other", "absent"])
def test_the_people_of_others_cannot_be_named_in_a_form(
    whose: str, people: dict[str, Person], estates: tuple[Estate, Estate], world: World
) -> None:
    """Another company's ids are answered as absent ones, and nothing is recorded."""
    ours, theirs = estates
    ids = theirs.things if whose == "other" else dict.fromkeys(theirs.things, ABSENT)
    cart = f"/cart/lines/{ours.things['line']}/trainees"
    before = len(world.names_of_events())
    sent = [
        people["manager"].browser.post(cart, {"chosen": ids["trainee"]}),
        people["manager"].browser.post(f"{cart}/copy", {"source": ids["line"]}),
        people["manager"].browser.post(f"{cart}/copy", {"source": ours.fellows["line"]}),
        _order_by_program(people["API token"], ours, ids["trainee"]),
    ]
    assert [answer.status_code for answer in sent] == [404, 404, 404, 404]
    assert len(world.names_of_events()) == before


def _order_by_program(program: Person, estate: Estate, trainee: str) -> TestResponse:
    line = {"training": estate.things["course"], "language": "en", "months": 24, "trainees": [trainee]}
    return program.browser.client.post(
        "/api/v1/orders",
        json={"accepted_terms": TERMS, "lines": [line]},
        headers={"Authorization": f"Bearer {program.token}", "Idempotency-Key": f"order-{trainee}"},
        base_url=BASE_URL,
    )


@pytest.mark.parametrize("name", NAMES)
def test_whoever_may_enter_is_let_in_and_reading_records_nothing(
    name: str, app: Flask, people: dict[str, Person], estates: tuple[Estate, Estate], world: World
) -> None:
    count = sa.select(sa.func.count()).select_from(events)
    with world.portal.reading() as tx:
        before = tx.scalar(count)
    wrong = []
    for rule, method, entry in routes(app):
        if method != "GET" or refusal(entry, people[name], method) is not None:
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
        if method == "GET" or entry.is_for_tokens or refusal(entry, people[name], method) is not None:
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
