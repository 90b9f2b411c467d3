"""A portal served from a fresh SQLite file, and people who visit it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import Company, World, settings_for
from studying import Student, temporary_password
from training_portal.aggregates.order import Order
from training_portal.aggregates.staff import StaffRole
from training_portal.application.people import Appointed
from training_portal.http import create_app

BASE_URL = "http://localhost:8000"


@pytest.fixture
def world(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal; a file of tests that names `SETTINGS` has them changed."""
    settings = settings_for(sqlite_url, tmp_path, base_url=BASE_URL)
    world = World(settings.with_changes(**getattr(request.module, "SETTINGS", {})))
    yield world
    world.close()


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.portal)


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def manager(browser: Browser, company: Company) -> Browser:
    """The browser of the company's manager, signed in."""
    return browser.sign_in("manager", company.manager.username, company.manager.temporary_password)


@pytest.fixture
def staff(world: World) -> Callable[[StaffRole], Appointed]:
    """Gives a member of staff a log-in."""

    def join(role: StaffRole = StaffRole.ADMINISTRATOR) -> Appointed:
        context = world.portal.context("cli")
        return world.application.add_staff(context, "Olga", "Petit", "olga@example.com", role, "en")

    return join


@pytest.fixture
def accountant(browser: Browser, staff: Callable[[StaffRole], Appointed]) -> Browser:
    """Somebody of staff who looks after money, signed in; needs `staff_second_factor` off."""
    joined = staff(StaffRole.ACCOUNTS)
    return browser.sign_in("staff", joined.username, joined.temporary_password)


@pytest.fixture
def order(world: World, company: Company, mini: Path) -> Order:
    """The small course ordered for two newcomers, Karim Benali and Zoé Lefèvre."""
    return world.order(company, world.course(mini), ["Karim Benali", "Zoé Lefèvre"])


@pytest.fixture
def students(world: World, app: Flask, order: Order) -> list[Student]:
    """The order's two trainees, each signed in at a browser of their own, nothing started."""
    found = world.enrolments(order)
    for one in found:
        assert one.trainee.identifier
    return [
        Student(
            world,
            Browser(app).sign_in(
                "trainee", one.trainee.identifier, temporary_password(world, order, one.trainee.id)
            ),
            one.id,
        )
        for one in found
    ]


@pytest.fixture
def student(students: list[Student]) -> Student:
    """Karim Benali, signed in, his training not started."""
    return students[0]
