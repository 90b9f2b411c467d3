"""Trainees > Actions > Reset password."""

import html
import re

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from studying import Student
from training_portal.aggregates.order import Order


@pytest.fixture
def path(world: World, order: Order) -> str:
    """The page of Karim Benali."""
    return f"/trainees/{world.enrolments(order)[0].trainee.id}"


def password_on(page: str) -> str:
    found = re.findall(r"<code>([^<]+)</code>", page)
    return html.unescape(found[1]) if len(found) > 1 else ""


def test_the_actions_of_a_trainee_lead_to_a_question(manager: Browser, path: str) -> None:
    assert f'href="{path}/reset-password"' in manager.get("/trainees").text
    page = manager.get(f"{path}/reset-password").text
    assert "Karim Benali" in page
    assert "signed out everywhere" in page


def test_the_new_password_is_shown_with_a_slip_and_opens_the_portal(
    manager: Browser, path: str, app: Flask
) -> None:
    answer = manager.submit(f"{path}/reset-password")
    assert (answer.status_code, answer.location) == (303, f"{path}/temporary-password")
    page = manager.get(answer.location).text
    assert "k.benali" in page
    slip = manager.get(f"{path}/slip.pdf")
    assert slip.data.startswith(b"%PDF")
    assert slip.headers["Content-Disposition"] == "attachment; filename=access-slip.pdf"
    entered = Browser(app).log_in("trainee", "k.benali", password_on(page))
    assert entered.location == "/sign-in/new-password"


def test_a_trainee_who_is_signed_in_is_put_out(manager: Browser, path: str, student: Student) -> None:
    assert student.browser.get("/my-trainings").status_code == 200
    manager.submit(f"{path}/reset-password")
    assert student.browser.get("/my-trainings").status_code == 303


def test_the_password_is_gone_after_an_hour_and_after_it_was_changed(
    manager: Browser, path: str, app: Flask, world: World
) -> None:
    manager.submit(f"{path}/reset-password")
    first = password_on(manager.get(f"{path}/temporary-password").text)
    Browser(app).sign_in("trainee", "k.benali", first)
    assert "There is no temporary password to show." in manager.get(f"{path}/temporary-password").text
    manager.submit(f"{path}/reset-password")
    world.clock.moves(hours=1)
    page = manager.get(f"{path}/temporary-password").text
    assert "There is no temporary password to show." in page
    assert password_on(page) == ""
    assert manager.get(f"{path}/slip.pdf").status_code == 303


def test_a_colleague_does_not_see_the_password(
    manager: Browser, path: str, app: Flask, world: World, company: Company
) -> None:
    manager.submit(f"{path}/reset-password")
    marc = world.application.appoint_manager(
        world.portal.context("cli", company.id), "Marc", "Petit", "marc@example.com", "en"
    )
    colleague = Browser(app).sign_in("manager", marc.username, marc.temporary_password)
    assert password_on(colleague.get(f"{path}/temporary-password").text) == ""
    assert colleague.get(f"{path}/slip.pdf").status_code == 303
    assert OWN_PASSWORD not in colleague.get("/trainees").text
