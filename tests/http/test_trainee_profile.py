"""My profile of a trainee: an e-mail address of their own, by the link sent there, and what for."""

import re

import pytest
from flask import Flask

from browsing import Browser
from dsl import Company, World
from studying import Student
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.outbox import Letter
from training_portal.forgotten_passwords import answer_forgotten_passwords
from training_portal.letters import write_letter

EDIT = "/trainee/my-profile/edit"
NEW = "karim@home.example"
PASSWORD = "quatre lamas dansent"


def letters(world: World, occasion: str) -> list[Letter]:
    due = world.portal.store.outbox.take_due(world.clock.now)
    return [letter for letter in due if letter.occasion == occasion]


def link_in(world: World, letter: Letter, place: str) -> str:
    found = re.search(rf"/{place}/[\w-]+", write_letter(world.portal, letter).text)
    assert found
    return found.group()


def email(world: World, student: Student) -> str:
    return world.portal.store.get(Trainee, student.now.trainee.id).person.email


@pytest.fixture
def link(world: World, student: Student) -> str:
    """The way to confirm the new address, which the trainee has entered."""
    assert student.browser.submit(EDIT, email=f" {NEW} ").location == "/trainee/my-profile"
    [letter] = letters(world, "email_change_asked")
    assert write_letter(world.portal, letter).to.email == NEW
    return link_in(world, letter, "new-e-mail")


def test_an_address_counts_once_its_link_is_confirmed(world: World, student: Student, link: str) -> None:
    assert email(world, student) == ""
    assert f"Waiting for confirmation of {NEW}." in student.browser.get("/trainee/my-profile").text
    assert student.browser.get(link).status_code == 200
    assert email(world, student) == ""
    assert student.browser.submit(link).status_code == 200
    assert email(world, student) == NEW
    page = student.browser.get("/trainee/my-profile").text
    assert NEW in page
    assert "Waiting" not in page
    assert letters(world, "email_changed") == []
    assert student.browser.post(link).status_code == 404


def test_with_an_address_a_trainee_resets_a_forgotten_password_alone(
    world: World, app: Flask, student: Student, link: str
) -> None:
    student.browser.submit(link)
    browser = Browser(app)
    browser.submit("/trainee/forgotten-password", username="k.benali")
    answer_forgotten_passwords(world.portal)
    [letter] = letters(world, "password_link")
    assert write_letter(world.portal, letter).to.email == NEW
    way = link_in(world, letter, "new-password")
    assert browser.submit(way, password=PASSWORD, repeated=PASSWORD).location == "/trainee/log-in"
    assert browser.log_in("trainee", "k.benali", PASSWORD).location == "/"


def test_the_old_address_is_told_of_a_new_one(
    world: World, student: Student, company: Company, link: str
) -> None:
    details = ("Karim", "Benali", "karim@example.com")
    world.application.correct_details(world.as_manager(company), student.now.trainee.id, details)
    student.browser.submit(link)
    assert email(world, student) == NEW
    [told] = letters(world, "email_changed")
    written = write_letter(world.portal, told)
    assert (written.to.email, written.subject) == ("karim@example.com", "Your e-mail address was changed")
    assert NEW not in written.text + written.html


def test_a_removed_address_is_told_and_counts_no_more_at_once(
    world: World, app: Flask, student: Student, link: str
) -> None:
    student.browser.submit(link)
    student.browser.submit(EDIT, email="other@home.example")
    student.browser.submit(EDIT, email="")
    assert email(world, student) == ""
    assert "Waiting" not in student.browser.get("/trainee/my-profile").text
    [told] = letters(world, "email_changed")
    written = write_letter(world.portal, told)
    assert (written.to.email, written.subject) == (NEW, "Your e-mail address was removed")
    Browser(app).submit("/trainee/forgotten-password", username="k.benali")
    answer_forgotten_passwords(world.portal)
    assert letters(world, "password_link") == []


def test_whoever_thinks_again_keeps_the_present_address(world: World, student: Student, link: str) -> None:
    student.browser.submit("/trainee/my-profile", "/trainee/my-profile/e-mail/cancel")
    answer = student.browser.get(link)
    assert answer.status_code == 404
    assert 'href="/trainee/my-profile"' in answer.text
    assert email(world, student) == ""


def test_what_is_no_address_is_refused_at_its_field(world: World, student: Student) -> None:
    before = world.names_of_events()
    answer = student.browser.submit(EDIT, email="karim")
    assert answer.status_code == 422
    assert "not an e-mail address" in answer.text
    assert 'value="karim"' in answer.text
    assert student.browser.submit(EDIT, email="").status_code == 303
    assert world.names_of_events() == before


def test_a_merged_record_gets_no_address(world: World, students: list[Student], link: str) -> None:
    double, survivor = (student.now.trainee.id for student in students)
    company = students[0].now.company
    world.application.merge_trainees(world.portal.context("staff", company), survivor, double)
    assert Browser(students[1].browser.app).get(link).status_code == 404
