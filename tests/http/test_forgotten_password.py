"""Forgotten your password? A link by mail, for whoever has an e-mail address."""

import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from studying import temporary_password
from training_portal.aggregates.order import Order
from training_portal.aggregates.staff import StaffRole
from training_portal.application.people import Appointed
from training_portal.event_store.outbox import Letter
from training_portal.event_store.schema import outbox
from training_portal.forgotten_passwords import answer_forgotten_passwords
from training_portal.identity.credentials import deactivate
from training_portal.identity.tables import credentials, password_links, password_requests
from training_portal.letters import write_letter

NEW = "quatre lamas dansent"


def ask(browser: Browser, door: str, name: str) -> TestResponse:
    return browser.submit(f"/{door}/forgotten-password", username=name)


def letters(world: World) -> list[Letter]:
    """The letters with links that wait, after the worker has looked at what was asked."""
    answer_forgotten_passwords(world.portal)
    due = world.portal.store.outbox.take_due(world.clock.now, limit=50)
    return [letter for letter in due if letter.occasion == "password_link"]


def link_in(world: World, letter: Letter) -> str:
    found = re.search(r"/new-password/[\w-]+", write_letter(world.portal, letter).text)
    assert found
    return found.group()


@pytest.fixture
def karim(world: World, order: Order, company: Company) -> str:
    """Karim Benali, who has an e-mail address; his temporary password is answered."""
    person = world.enrolments(order)[0].trainee.id
    details = ("Karim", "Benali", "Karim@Example.com")
    world.application.correct_details(world.as_manager(company), person, details)
    return temporary_password(world, order, person)


@pytest.mark.parametrize("name", ["k.benali", "K.Benali", "karim@example.com"])
def test_a_trainee_sets_a_new_password_by_the_link(
    world: World, browser: Browser, app: Flask, karim: str, name: str
) -> None:
    assert ask(browser, "trainee", name).location == "/trainee/forgotten-password/sent"
    [letter] = letters(world)
    link = link_in(world, letter)
    done = browser.submit(link, password=NEW, repeated=NEW)
    assert (done.status_code, done.location) == (303, "/trainee/log-in")
    assert Browser(app).log_in("trainee", "k.benali", NEW).location == "/"
    assert Browser(app).log_in("trainee", "k.benali", karim).status_code == 422
    assert world.names_of_events()[-1] == "trainee.password_reset"


def test_the_answer_is_the_same_for_whoever_exists_and_whoever_does_not(
    world: World, browser: Browser, app: Flask, karim: str
) -> None:
    """Also the work: one row is written for each, and nothing is looked up."""
    asked: list[str] = []
    sa.event.listen(
        world.portal.store.engine, "before_cursor_execute", lambda *told: asked.append(str(told[2]))
    )
    seen = []
    for name in ("k.benali", "nobody", "karim@example.com", "nobody@example.com", "z.lefevre"):
        browser.get("/trainee/forgotten-password")
        asked.clear()
        answer = Browser(app).post("/trainee/forgotten-password", {"username": name})
        told = [
            re.sub(r"\s+", " ", one) for one in asked if "password_requests" in one or "credentials" in one
        ]
        seen.append((answer.status_code, answer.location, answer.text, told))
    assert len({str(one) for one in seen}) == 1
    assert len(seen[0][3]) == 1
    assert len(letters(world)) == 2
    assert {row["kind"] for row in world.rows(password_links)} == {"trainee"}
    assert len({row["person_id"] for row in world.rows(password_links)}) == 1
    assert world.rows(password_requests) == []


def test_a_link_works_once_and_kills_the_others(world: World, browser: Browser, karim: str) -> None:
    for _ in range(2):
        ask(browser, "trainee", "k.benali")
    first, second = (link_in(world, letter) for letter in letters(world))
    browser.submit(first, password=NEW, repeated=NEW)
    for link in (first, second):
        assert browser.get(link).status_code == 404
        assert browser.post(link, {"password": NEW, "repeated": NEW}).status_code == 422


def test_a_link_in_a_mailbox_that_is_no_longer_theirs_dies(
    world: World, browser: Browser, order: Order, company: Company, karim: str
) -> None:
    ask(browser, "trainee", "k.benali")
    [letter] = letters(world)
    link, person = link_in(world, letter), world.enrolments(order)[0].trainee.id
    world.application.correct_details(
        world.as_manager(company), person, ("Karim", "Ben Ali", "Karim@Example.com")
    )
    assert browser.get(link).status_code == 200
    world.application.correct_details(
        world.as_manager(company), person, ("Karim", "Ben Ali", "k@new.example")
    )
    assert browser.get(link).status_code == 404


def test_no_company_crowds_out_the_trainee_of_another(
    world: World, browser: Browser, order: Order, karim: str
) -> None:
    """Though it gives a stranger's address to a crowd of its own trainees."""
    crowd, course = world.company("Foule SARL"), order.lines[0].course
    names = [f"Karim Double{number}" for number in range(12)]
    for number, enrolment in enumerate(world.enrolments(world.order(crowd, course, names))):
        details = ("Karim", f"Double{number}", "karim@example.com")
        world.application.correct_details(world.as_manager(crowd), enrolment.trainee.id, details)
    ask(browser, "trainee", "karim@example.com")
    asked_for = {letter.recipient for letter in letters(world)}
    assert len(asked_for) == 6
    assert world.enrolments(order)[0].trainee.id in asked_for


def test_a_link_works_for_an_hour(world: World, browser: Browser, karim: str) -> None:
    ask(browser, "trainee", "k.benali")
    [letter] = letters(world)
    link = link_in(world, letter)
    world.clock.moves(minutes=59)
    assert browser.get(link).status_code == 200
    world.clock.moves(minutes=1)
    assert "does not work any more" in browser.get(link).text
    assert browser.post(link, {"password": NEW, "repeated": NEW}).status_code == 422


def test_a_bad_password_is_refused_and_the_link_still_works(
    world: World, browser: Browser, karim: str
) -> None:
    ask(browser, "trainee", "k.benali")
    [letter] = letters(world)
    link = link_in(world, letter)
    for password, repeated in (("short", "short"), ("karim benali", "karim benali"), (NEW, OWN_PASSWORD)):
        assert browser.submit(link, password=password, repeated=repeated).status_code == 422
    assert browser.submit(link, password=NEW, repeated=NEW).status_code == 303


def test_sessions_end_with_the_new_password(
    world: World, app: Flask, browser: Browser, company: Company, manager: Browser
) -> None:
    elsewhere = Browser(app)
    ask(elsewhere, "manager", "claire@example.com")
    [letter] = letters(world)
    assert browser.get("/dashboard").status_code == 200
    elsewhere.submit(link_in(world, letter), password=NEW, repeated=NEW)
    assert browser.get("/dashboard").status_code == 303
    assert Browser(app).log_in("manager", company.manager.username, NEW).location == "/"


def test_the_second_factor_is_still_asked_for(
    world: World, app: Flask, browser: Browser, staff: Callable[[StaffRole], Appointed]
) -> None:
    olga = staff(StaffRole.SUPPORT)
    browser.log_in("staff", olga.username, olga.temporary_password)
    browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
    secret = re.search(r"\b[A-Z2-7 ]{32,}\b", browser.get("/sign-in/second-factor").text)
    assert secret
    code = pyotp.TOTP(secret.group().replace(" ", "")).at(world.clock.now)
    browser.submit("/sign-in/second-factor", code=code)
    ask(Browser(app), "staff", "olga@example.com")
    [letter] = letters(world)
    anew = Browser(app)
    anew.submit(link_in(world, letter), password=NEW, repeated=NEW)
    assert anew.log_in("staff", olga.username, NEW).location == "/sign-in/code"


def test_nothing_is_sent_to_another_door_without_address_or_to_a_former_user(
    world: World, browser: Browser, karim: str, company: Company
) -> None:
    ask(browser, "manager", "k.benali")
    ask(browser, "manager", "karim@example.com")
    assert letters(world) == []
    with world.portal.store.engine.begin() as tx:
        for statement in deactivate(company.manager.person, world.clock.now):
            tx.execute(statement)
    ask(browser, "manager", "claire@example.com")
    assert letters(world) == []
    assert world.rows(password_links) == []


def test_asking_again_and_again_is_slowed_down_whoever_it_is(
    world: World, browser: Browser, karim: str
) -> None:
    for name in ("k.benali", "nobody"):
        answers = [ask(browser, "trainee", name).status_code for _ in range(4)]
        assert answers == [303, 303, 303, 429]
    world.clock.moves(minutes=61)
    assert ask(browser, "trainee", "k.benali").status_code == 303


def test_neither_what_was_typed_nor_the_token_is_kept_in_clear(
    world: World, browser: Browser, karim: str
) -> None:
    ask(browser, "trainee", "karim@example.com")
    assert "karim" not in str(world.rows(password_requests)).casefold()
    [letter] = letters(world)
    token = link_in(world, letter).rpartition("/")[2]
    kept = [world.rows(table) for table in (outbox, password_links, credentials)]
    assert token not in str(kept)


def test_every_log_in_offers_it(browser: Browser, mini: Path) -> None:
    for door in ("manager", "trainee", "staff"):
        assert f'href="/{door}/forgotten-password"' in browser.get(f"/{door}/log-in").text
