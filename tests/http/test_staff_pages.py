"""The pages of staff: companies, courses and unsent mail, by role."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import Company, World, settings_for
from training_portal.aggregates.order import Order
from training_portal.aggregates.staff import StaffRole
from training_portal.application.people import Appointed

Joins = Callable[[StaffRole], Appointed]


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal without a second factor for staff, as in the demo."""
    settings = settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000", staff_second_factor=False)
    world = World(settings)
    yield world
    world.close()


@pytest.fixture
def enter(app: Flask, staff: Joins) -> Callable[..., Browser]:
    def signed_in(role: StaffRole = StaffRole.ADMINISTRATOR) -> Browser:
        joined = staff(role)
        return Browser(app).sign_in("staff", joined.username, joined.temporary_password)

    return signed_in


def test_staff_see_every_company_with_the_state_of_its_account(
    world: World, enter: Callable[..., Browser], company: Company, order: Order
) -> None:
    world.company("Nordluft Handling GmbH")
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid")
    browser = enter()
    page = browser.get("/staff").text
    assert "Fret Atlantique SAS" in page
    assert "Nordluft Handling GmbH" in page
    suspended = browser.get("/staff?state=suspended").text
    assert "Fret Atlantique SAS" in suspended
    assert "Nordluft Handling GmbH" not in suspended
    assert "Nordluft Handling GmbH" in browser.get("/staff?q=nordLUFT").text


def test_staff_see_what_is_on_sale_and_for_how_much(enter: Callable[..., Browser], order: Order) -> None:
    page = enter().get("/staff/courses").text
    assert "MINI" in page
    assert "49.00 EUR" in page
    assert "every 24 months" in page


def test_staff_see_what_waits_and_what_was_refused_and_why(
    world: World, enter: Callable[..., Browser], order: Order
) -> None:
    waiting, refused = world.portal.store.outbox.take_due(world.clock.now, 2)
    world.portal.store.outbox.mark_refused(refused.id, world.clock.now, "550 user unknown")
    world.portal.store.outbox.retry_later(waiting, world.clock.now, "no mail server answers")
    browser = enter()
    page = browser.get("/staff/mail").text
    for words in ("550 user unknown", "no mail server answers", "1 attempt", "Claire Morel, Fret Atlantique"):
        assert words in page
    assert "no mail server answers" not in browser.get("/staff/mail?state=refused").text
    assert "550 user unknown" not in browser.get("/staff/mail?state=waiting").text
    assert '<span>Unsent mail</span> <small class="count">3</small>' in page


def test_mail_that_has_all_left_says_so(world: World, enter: Callable[..., Browser]) -> None:
    assert "Everything has been sent." in enter().get("/staff/mail").text


def test_accounts_are_neither_shown_nor_let_into_the_mail(enter: Callable[..., Browser]) -> None:
    browser = enter(StaffRole.ACCOUNTS)
    assert "Unsent mail" not in browser.get("/staff").text
    assert browser.get("/staff/mail").status_code == 403
    assert "Unsent mail" in enter(StaffRole.SUPPORT).get("/staff").text


def test_managers_find_no_pages_of_staff(manager: Browser) -> None:
    assert [manager.get(path).status_code for path in ("/staff", "/staff/courses", "/staff/mail")] == [
        404
    ] * 3
