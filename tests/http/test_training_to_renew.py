"""Training to Renew: colours and words, the day asked for, ordering, removing and back again."""

import html
import re
from datetime import date

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.aggregates.cart import Cart, cart_id
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.aggregates.trainee import Trainee

PATH = "/training-to-renew"
DUE = date(2028, 11, 30)


@pytest.fixture
def passed(world: World, order: Order) -> list[Enrolment]:
    """Both trainees have passed: their renewal date is 30 November 2028."""
    found = world.enrolments(order)
    for enrolment in found:
        world.passes(enrolment)
    return found


def rows(page: str) -> list[str]:
    """Each row of the list in words, its tint first."""
    table = page.partition('<table class="rows"')[2].partition("</table>")[0]
    found = re.findall(r'<tr role="row"(?: class="tint-(\w*)")?>(.*?)</tr>', table, re.S)[1:]
    return [
        html.unescape(f"{tint}: " + re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cells)).strip())
        for tint, cells in found
    ]


def cart_of(world: World, company: Company) -> dict[str, list[str]]:
    """First names by language in the cart of the company's manager."""
    lines = world.portal.store.get(Cart, cart_id(company.manager.person)).lines.values()
    return {line.offer.language: [p.first_name for p in line.people.values()] for line in lines}


def chosen(passed: list[Enrolment]) -> list[str]:
    """The ids of the rows of these registrations."""
    return [f"{one.trainee.id}/{one.course}" for one in passed]


def comes_back(world: World, browser: Browser, company: Company, day: date) -> None:
    """Let time pass until a day, the invoices paid, and sign in again."""
    world.pays(company)
    world.clock.moves(days=(day - world.portal.today).days)
    browser.log_in("manager", company.manager.username, OWN_PASSWORD)


@pytest.mark.parametrize(
    ("on", "tint", "words"),
    [
        ("2028-05-30", "white", "Due in 3 to 6 months"),
        ("2028-08-29", "white", "Due in 3 to 6 months"),
        ("2028-08-30", "yellow", "Due within 3 months"),
        ("2028-11-29", "yellow", "Due within 3 months"),
        ("2028-11-30", "salmon", "Due today"),
        ("2028-12-01", "salmon", "Exceeded"),
    ],
)
def test_each_row_says_its_colour_in_words_too(
    manager: Browser, passed: list[Enrolment], on: str, tint: str, words: str
) -> None:
    page = manager.get(f"{PATH}?on={on}").text
    assert len(rows(page)) == 2
    assert all(row.startswith(f"{tint}: ") and words in row for row in rows(page))
    assert "As it will be on" in page


def test_what_is_farther_off_than_six_months_is_not_listed(manager: Browser, passed: list[Enrolment]) -> None:
    for page in (manager.get(PATH).text, manager.get(f"{PATH}?on=2028-05-29").text):
        assert rows(page) == []
        assert "Nothing" in page


@pytest.mark.parametrize("on", ["tomorrow", "2026-02-30", "9999-12-31", "0001-01-01", "20270101", "%00"])
def test_a_day_that_cannot_be_shown_counts_as_today(
    manager: Browser, passed: list[Enrolment], on: str
) -> None:
    answer = manager.get(f"{PATH}?on={on}")
    assert answer.status_code == 200
    assert "on 23 November 2026" in answer.text


def test_the_chips_count_by_colour_and_filter(
    manager: Browser, passed: list[Enrolment], world: World
) -> None:
    world.portal.store.perform(
        world.portal.context("cli", passed[0].company),
        lambda work: (
            work.get(Trainee, passed[0].trainee.id).record_past_training(
                "li", "Lithium", "en", 24, date(2026, 1, 1), date(2028, 12, 31), "", world.clock.now
            )
            or {}
        ),
    )
    page = manager.get(f"{PATH}?on=2028-11-30").text
    chips = re.findall(r'id="renewals-colour-(\w+)".*?<b>(\d+)</b>', page, re.S)
    assert chips == [("all", "3"), ("salmon", "2"), ("yellow", "1"), ("white", "0")]
    only = manager.get(f"{PATH}?on=2028-11-30&colour=yellow").text
    assert [row.split(" 1 ")[0] for row in rows(only)] == [rows(only)[0].split(" 1 ")[0]]
    assert "Lithium" in rows(only)[0]
    assert len(rows(manager.get(f"{PATH}?on=2028-11-30&training=li").text)) == 1
    assert len(rows(manager.get(f"{PATH}?on=2028-11-30&q=lefevre").text)) == 1


def test_a_past_day_shows_what_was_known_and_offers_nothing_to_do(
    manager: Browser, passed: list[Enrolment], world: World, company: Company
) -> None:
    comes_back(world, manager, company, date(2028, 12, 5))
    world.application.mark_left(world.as_manager(company), passed[0].trainee.id)
    assert len(rows(manager.get(PATH).text)) == 1
    page = manager.get(f"{PATH}?on=2028-12-04").text
    assert len(rows(page)) == 2
    assert "As it was known on 4 December 2028" in page
    assert "Order renewal" not in page
    assert "Remove from list" not in page


def test_one_click_fills_the_cart_with_the_renewal(
    manager: Browser, passed: list[Enrolment], world: World, company: Company
) -> None:
    comes_back(world, manager, company, date(2028, 11, 1))
    answer = manager.post(f"{PATH}/order", {"chosen": chosen(passed)[:1]}, follow_redirects=True)
    assert answer.request.path == "/cart"
    assert "1 renewal is in the cart." in answer.text
    assert cart_of(world, company) == {"en": ["Karim"]}


def test_many_rows_are_ordered_at_once_and_the_ordered_ones_passed_over(
    manager: Browser, passed: list[Enrolment], world: World, company: Company, order: Order
) -> None:
    comes_back(world, manager, company, date(2028, 11, 1))
    renewal = world.order(company, order.lines[0].course, known=[passed[0].trainee.id])
    page = manager.get(PATH).text
    assert f'<a href="/orders/{renewal.id}">Renewal ordered</a>' in page
    answer = manager.post(f"{PATH}/order", {"chosen": chosen(passed)}, follow_redirects=True)
    assert "1 renewal is in the cart." in answer.text
    assert "1 was ordered already." in answer.text
    assert cart_of(world, company) == {"en": ["Zoé"]}
    again = manager.post(f"{PATH}/order", {"chosen": chosen(passed)[:1]}, follow_redirects=True)
    assert "The renewal is ordered already." in again.text


def test_an_offer_that_is_no_longer_sold_is_said_clearly(
    manager: Browser, passed: list[Enrolment], world: World, company: Company
) -> None:
    comes_back(world, manager, company, date(2028, 11, 1))
    world.application.withdraw_offer(world.portal.context("cli"), "MINI", "en", 24)
    answer = manager.post(f"{PATH}/order", {"chosen": chosen(passed)})
    assert answer.status_code in (409, 422)
    assert "no longer sold in this language and frequency" in answer.text
    assert len(rows(answer.text)) == 2


def test_nothing_chosen_is_said(manager: Browser, passed: list[Enrolment]) -> None:
    answer = manager.post(f"{PATH}/order", {})
    assert answer.status_code == 422
    assert "Choose at least one row." in answer.text


def test_whoever_left_is_removed_after_a_question_and_comes_back(
    manager: Browser, passed: list[Enrolment], world: World, company: Company
) -> None:
    comes_back(world, manager, company, date(2028, 11, 1))
    question = f"{PATH}/people/{passed[0].trainee.id}/remove"
    assert "Has Karim Benali left the company?" in manager.get(question).text
    manager.submit(question)
    assert len(rows(manager.get(PATH).text)) == 1
    assert "Karim Benali" in manager.get("/certified-trainees").text
    removed = manager.get(f"{PATH}/removed").text
    assert len(rows(removed)) == 1
    assert "Back again" in removed
    manager.post(f"{PATH}/people/{passed[0].trainee.id}/back")
    assert (len(rows(manager.get(PATH).text)), len(rows(manager.get(f"{PATH}/removed").text))) == (2, 0)


def test_the_list_is_given_as_a_file(manager: Browser, passed: list[Enrolment]) -> None:
    text = manager.get(f"{PATH}?on=2028-11-30&format=csv").get_data(as_text=True)
    assert text.splitlines()[0].startswith("\ufeffLast name,First name,Identifier,Training")
    assert len(text.splitlines()) == 3
    assert manager.get(f"{PATH}/removed?format=xlsx").status_code == 200


def test_another_companys_rows_cannot_be_ordered(world: World, app: Flask, passed: list[Enrolment]) -> None:
    other = world.company("Nordluft Handling GmbH")
    browser = Browser(app).sign_in("manager", other.manager.username, other.manager.temporary_password)
    assert browser.post(f"{PATH}/order", {"chosen": chosen(passed)}).status_code == 404
    assert rows(browser.get(f"{PATH}?on=2028-11-30").text) == []


def test_the_rail_counts_what_is_listed_today(
    manager: Browser, passed: list[Enrolment], world: World, company: Company
) -> None:
    assert "<span>Training to Renew</span> <small" not in manager.get("/my-profile").text
    comes_back(world, manager, company, date(2028, 11, 1))
    page = manager.get("/my-profile").text
    assert '<span>Training to Renew</span> <small class="count">2</small>' in page
