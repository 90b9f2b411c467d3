"""The certificate of attendance, from Training Passed, Orders and a trainee's page."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from flask import Flask

from browsing import Browser
from dsl import World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order


@pytest.fixture
def registered(world: World, order: Order) -> list[Enrolment]:
    """Karim Benali, who has passed, and Zoé Lefèvre, who has not started."""
    found = world.enrolments(order)
    world.passes(found[0])
    return found


def test_the_page_says_what_was_done_and_gives_the_certificate_in_both_languages(
    manager: Browser, registered: list[Enrolment]
) -> None:
    page = manager.get(f"/registrations/{registered[0].id}/attendance").text
    for words in ("Karim Benali", "2 of 2", "2\xa0min\xa000\xa0s", "100%", "23 November 2026"):
        assert words in page
    for language in ("fr", "en"):
        place = f"/registrations/{registered[0].id}/attendance.pdf?language={language}"
        assert place in page
        document = manager.get(place)
        assert document.mimetype == "application/pdf"
        assert "attendance-benali-karim" in document.headers["Content-Disposition"]


def test_before_the_start_there_is_nothing_to_certify(manager: Browser, registered: list[Enrolment]) -> None:
    place = f"/registrations/{registered[1].id}/attendance"
    assert "There is nothing to certify yet" in manager.get(place).text
    assert manager.get(f"{place}.pdf").location == place


@pytest.mark.parametrize("place", ["/training-passed", "/orders/{order}", "/trainees/{trainee}"])
def test_it_is_reached_from_where_the_guide_says(
    manager: Browser, order: Order, registered: list[Enrolment], place: str
) -> None:
    page = manager.get(place.format(order=order.id, trainee=registered[0].trainee.id)).text
    assert "Attendance certificate" in page
    assert f"/registrations/{registered[0].id}/attendance" in page


def test_those_of_an_order_come_as_a_zip(manager: Browser, order: Order, registered: list[Enrolment]) -> None:
    place = f"/orders/{order.id}/attendance.zip"
    assert place in manager.get("/orders").text
    archive = manager.get(place)
    assert archive.mimetype == "application/zip"
    assert len(ZipFile(BytesIO(archive.data)).namelist()) == 1


def test_those_of_a_selection_come_as_a_zip_and_nobody_started_is_told(
    manager: Browser, registered: list[Enrolment]
) -> None:
    both = {"chosen": [one.id for one in registered]}
    archive = manager.post("/attendance.zip", both)
    assert len(ZipFile(BytesIO(archive.data)).namelist()) == 1
    nobody = manager.post("/attendance.zip", {"chosen": registered[1].id, "back": "/orders"})
    assert nobody.location == "/orders"
    assert "There is nothing to certify yet" in manager.get("/orders").text


def test_nobody_elses_attendance_is_shown(app: Flask, world: World, registered: list[Enrolment]) -> None:
    other = world.company("Nordluft Handling GmbH").manager
    browser = Browser(app).sign_in("manager", other.username, other.temporary_password)
    for place in (
        f"/registrations/{registered[0].id}/attendance",
        f"/registrations/{registered[0].id}/attendance.pdf",
        f"/orders/{registered[0].order}/attendance.zip",
    ):
        assert browser.get(place).status_code == 404
    assert browser.post("/attendance.zip", {"chosen": registered[0].id}).status_code == 303
