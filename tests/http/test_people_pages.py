"""Trainees, Training Passed, Certified Trainees: lists and pages of the company's own people only."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.projections.certified_trainees import certificates
from training_portal.projections.trainees import trainees

ABSENT = "f" * 32
LISTS = ("/trainees", "/training-passed", "/certified-trainees")
_CHANGING = re.compile(r'value="[^"]*"|content="[^"]*"|\{"X-CSRFToken": "[^"]*"\}')


def names_on(page: str) -> list[str]:
    """The names in the first column of a list, in order."""
    return re.findall(r'<td role="cell" class="main"><a href="[^"]*">([^<]*)</a>', page)


@pytest.fixture
def course(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def certified(world: World, company: Company, course: str) -> list[Enrolment]:
    """Łucja Wójcik and Zoé Lefèvre, who have passed, and Ann O’Neill, who has not started."""
    order = world.order(company, course, ["Łucja Wójcik", "Zoé Lefèvre", "Ann O’Neill"])
    found = world.enrolments(order)
    for enrolment in found[:2]:
        world.passes(enrolment)
    return found


@pytest.fixture
def theirs(world: World, course: str) -> dict[str, str]:
    """What another company has: a trainee, an order, a certificate, by kind."""
    other = world.company("Nordluft Handling GmbH")
    order = world.order(other, course, ["Anke Bauer"])
    enrolment = world.enrolments(order)[0]
    world.passes(enrolment)
    [certificate] = [row for row in world.rows(certificates) if row["company"] == other.id]
    return {
        "/trainees/{}": enrolment.trainee.id,
        "/orders/{}": order.id,
        "/certificates/{}.pdf": certificate["id"],
    }


@pytest.mark.parametrize("path", LISTS)
def test_an_empty_list_says_what_comes_and_where_to_begin(manager: Browser, path: str) -> None:
    page = manager.get(path)
    assert page.status_code == 200
    assert 'class="empty"' in page.text
    assert 'role="button" href="/purchase-training"' in page.text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("wojcik", ["Łucja Wójcik"]),
        ("LUCJA wój", ["Łucja Wójcik"]),
        ("lefevre", ["Zoé Lefèvre"]),
        ("z.lefevre", ["Zoé Lefèvre"]),
        ("nobody", []),
        ("100%", []),
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_people_are_found_by_any_part_of_name_or_identifier_without_accents(
    manager: Browser, certified: list[Enrolment], path: str, typed: str, found: list[str]
) -> None:
    page = manager.get(path, query_string={"q": typed})
    assert names_on(page.text) == found
    assert found or "Nothing matches this search." in page.text


@pytest.mark.parametrize("path", ["/training-passed", "/certified-trainees"])
def test_certificates_are_found_by_number_and_by_training(
    manager: Browser, certified: list[Enrolment], course: str, path: str
) -> None:
    assert len(names_on(manager.get(path, query_string={"q": "c-2026-000002"}).text)) == 1
    assert len(names_on(manager.get(path, query_string={"training": course}).text)) == 2
    assert names_on(manager.get(path, query_string={"training": ABSENT}).text) == []


def test_lists_are_ordered_and_turned_round_by_the_address(
    manager: Browser, certified: list[Enrolment]
) -> None:
    names = ["Zoé Lefèvre", "Ann O’Neill", "Łucja Wójcik"]
    assert names_on(manager.get("/trainees").text) == names
    assert names_on(manager.get("/trainees?sort=sort_name&dir=desc").text) == names[::-1]
    assert names_on(manager.get("/trainees?sort=password&dir=desc").text) == names[::-1]


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "asked", ["page=0", "page=-1", "page=99999999999999999999", "per=0", "per=x", "page=7"]
)
def test_a_page_beyond_the_bounds_is_answered_and_shows_a_way_back(
    manager: Browser, certified: list[Enrolment], path: str, asked: str
) -> None:
    page = manager.get(f"{path}?{asked}")
    assert page.status_code == 200
    assert names_on(page.text) or f'href="{path}"' in page.text


def test_rows_are_cut_into_pages_without_loss_or_repetition(
    world: World, manager: Browser, company: Company, course: str
) -> None:
    world.order(company, course, [f"Ann Lee{letter}" for letter in "abcdefg"])
    pages = [names_on(manager.get(f"/trainees?per=3&page={page}").text) for page in (1, 2, 3)]
    assert [len(names) for names in pages] == [3, 3, 1]
    assert len({name for names in pages for name in names}) == 7


def test_a_trainees_page_has_each_registration_with_state_and_certificate(
    manager: Browser, certified: list[Enrolment]
) -> None:
    passed = manager.get(f"/trainees/{certified[0].trainee.id}").text
    assert "Passed" in passed
    assert "C-2026-000001" in passed
    waiting = manager.get(f"/trainees/{certified[2].trainee.id}").text
    assert "Not started" in waiting
    assert "/certificates/" not in waiting


def test_a_certificate_downloads_under_a_name_of_ours_and_always_as_the_same_bytes(
    world: World, manager: Browser, certified: list[Enrolment]
) -> None:
    row = world.rows(certificates)[0]
    first, again = (manager.get(f"/certificates/{row['id']}.pdf") for _ in range(2))
    assert first.mimetype == "application/pdf"
    assert first.headers["Content-Disposition"] == f"attachment; filename=certificate-{row['number']}.pdf"
    assert first.data[:5] == b"%PDF-"
    assert first.data == again.data


def test_validity_is_said_in_words(world: World, manager: Browser, certified: list[Enrolment]) -> None:
    page = manager.get("/certified-trainees").text
    assert ">Valid</span>" in page
    assert ">Expired</span>" not in page
    assert world.rows(certificates)[0]["number"] in page


@pytest.mark.parametrize("path", ["/trainees/{}", "/orders/{}", "/certificates/{}.pdf"])
def test_another_companys_things_answer_byte_for_byte_like_absent_ones(
    manager: Browser, theirs: dict[str, str], path: str
) -> None:
    other, nothing = manager.get(path.format(theirs[path])), manager.get(path.format(ABSENT))
    assert other.status_code == nothing.status_code == 404
    same = [_CHANGING.sub("", page.text).replace(theirs[path], ABSENT) for page in (other, nothing)]
    assert same[0] == same[1]
    assert {k: v for k, v in other.headers.items() if k not in ("Set-Cookie", "Content-Length")} == {
        k: v for k, v in nothing.headers.items() if k not in ("Set-Cookie", "Content-Length")
    }


@pytest.mark.parametrize("path", LISTS)
def test_no_list_names_another_companys_people(
    manager: Browser, theirs: dict[str, str], certified: list[Enrolment], path: str
) -> None:
    assert "Bauer" not in manager.get(f"{path}?per=100").text
    assert names_on(manager.get(path, query_string={"q": "Bauer"}).text) == []


def test_a_script_in_a_name_is_shown_as_written_and_never_run(
    world: World, manager: Browser, company: Company, course: str
) -> None:
    order = world.order(company, course, ['Ann"onclick="alert(1)&lt;b&gt; O\'Neill'])
    enrolment = world.enrolments(order)[0]
    world.passes(enrolment)
    code = world.rows(certificates)[0]["code"]
    for path in (*LISTS, "/dashboard", f"/trainees/{enrolment.trainee.id}", f"/verify/{code}"):
        page = manager.get(path).text
        assert "Ann&#34;onclick=&#34;alert(1)&amp;lt;b&amp;gt;" in page, path
        assert 'Ann"onclick' not in page, path
        assert "alert(1)&lt;b" not in page, path


def test_reading_pages_appends_no_event(
    world: World, manager: Browser, certified: list[Enrolment], staff: Callable[..., object]
) -> None:
    staff()
    before = world.names_of_events()
    certificate, trainee = world.rows(certificates)[0], world.rows(trainees)[0]
    for path in (
        *LISTS,
        "/dashboard",
        "/my-profile",
        "/my-profile/edit",
        "/verify",
        f"/verify/{certificate['code']}",
        f"/certificates/{certificate['id']}.pdf",
        f"/trainees/{trainee['id']}",
    ):
        assert manager.get(path).status_code == 200, path
    assert world.names_of_events() == before


def test_a_suspended_manager_reaches_the_profile_and_not_the_people(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid")
    assert manager.get("/my-profile").status_code == 200
    assert [manager.get(path).status_code for path in (*LISTS, "/dashboard")] == [403] * 4


def test_trainees_and_strangers_do_not_reach_a_managers_pages(app: Flask) -> None:
    assert [Browser(app).get(path).status_code for path in LISTS] == [303] * 3
