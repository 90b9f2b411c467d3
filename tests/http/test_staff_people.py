"""Staff tell a person what is known about them, or forget them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import World, settings_for
from training_portal.aggregates.staff import StaffRole
from training_portal.erasure import finish_erasures
from training_portal.http import create_app


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    settings = settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000", staff_second_factor=False)
    world = World(settings)
    yield world
    world.close()


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.portal)


@pytest.fixture
def trainee(world: World, mini: Path) -> str:
    order = world.order(world.company(), world.course(mini), ["Zoé Perrin"])
    return world.enrolments(order)[0].trainee.id


def staff(world: World, app: Flask, role: StaffRole = StaffRole.ADMINISTRATOR) -> Browser:
    context = world.portal.context("cli")
    joined = world.application.add_staff(context, "Olga", "Petit", "olga@example.com", role, "en")
    return Browser(app).sign_in("staff", joined.username, joined.temporary_password)


def test_a_person_is_looked_for_by_user_name(world: World, app: Flask, trainee: str) -> None:
    browser = staff(world, app)
    assert browser.get("/staff/people?q=z.perrin").location.endswith(f"/staff/people/{trainee}")
    page = browser.get(f"/staff/people/{trainee}").text
    assert "Zoé Perrin" in page
    assert "This cannot be undone." in page
    assert "Nobody is found." in browser.get("/staff/people?q=somebody").text


def test_only_administrators_enter(world: World, app: Flask, trainee: str) -> None:
    browser = staff(world, app, StaffRole.SUPPORT)
    assert browser.get("/staff/people").status_code == 403
    assert browser.get(f"/staff/people/{trainee}/data.json").status_code == 403


def test_the_data_is_handed_over_as_json_and_pdf(world: World, app: Flask, trainee: str) -> None:
    browser = staff(world, app)
    told = browser.get(f"/staff/people/{trainee}/data.json")
    assert told.json["person"]["last_name"] == "Perrin"
    assert browser.get(f"/staff/people/{trainee}/data.pdf").data.startswith(b"%PDF-")


def test_forgetting_wants_the_identifier_once_more(world: World, app: Flask, trainee: str) -> None:
    browser = staff(world, app)
    refused = browser.post(f"/staff/people/{trainee}/forget", {"confirmation": "yes"})
    assert refused.status_code == 422
    assert "Type the identifier z.perrin" in refused.text
    assert "trainee.forgotten" not in world.names_of_events()


def test_whoever_is_forgotten_is_erased_from_every_page(world: World, app: Flask, trainee: str) -> None:
    browser = staff(world, app)
    browser.post(f"/staff/people/{trainee}/forget", {"confirmation": "Z.Perrin"})
    finish_erasures(world.portal)
    page = browser.get(f"/staff/people/{trainee}").text
    assert "Perrin" not in page
    assert "[erased]" in page
    assert "This person was forgotten." in page


def test_a_double_is_shown_before_it_is_merged(world: World, app: Flask, mini: Path) -> None:
    browser, company = staff(world, app), world.company()
    order = world.order(company, world.course(mini), ["Zoé Perrin", "Zoe Perin"])
    kept, double = (one.trainee for one in world.enrolments(order))
    place = f"/staff/people/{kept.id}/merge"
    assert place in browser.get(f"/staff/people/{kept.id}").text
    assert "No other trainee" in browser.get(f"{place}?double=nobody").text
    assert "two different records" in browser.get(f"{place}?double={kept.identifier}").text
    page = browser.get(f"{place}?double={double.identifier}").text
    assert "This cannot be undone." in page
    assert "Zoe Perin" in page
    assert browser.submit(f"{place}?double={double.identifier}", place).status_code == 303
    assert "The records are one now" in browser.get(f"/staff/people/{kept.id}").text
    assert browser.post(place, {"double": double.identifier}).status_code == 422
