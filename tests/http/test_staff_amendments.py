"""Amendments to check, as staff decide on them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import Company, World, settings_for
from training_portal.aggregates.order import Order
from training_portal.aggregates.staff import StaffRole
from training_portal.application.certificates import Amendment
from training_portal.application.people import Appointed
from training_portal.projections.certified_trainees import certificates

Enters = Callable[..., Browser]
LIST = "/staff/amendments"


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal without a second factor for staff, as in the demo."""
    settings = settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000", staff_second_factor=False)
    world = World(settings)
    yield world
    world.close()


@pytest.fixture
def enter(app: Flask, staff: Callable[[StaffRole], Appointed]) -> Enters:
    def signed_in(role: StaffRole = StaffRole.SUPPORT) -> Browser:
        joined = staff(role)
        return Browser(app).sign_in("staff", joined.username, joined.temporary_password)

    return signed_in


@pytest.fixture
def asked(world: World, company: Company, order: Order) -> str:
    """The certificate of Karim Benali, of which somebody wants another person's."""
    world.passes(world.enrolments(order)[0])
    [row] = world.rows(certificates)
    wanted = Amendment("Ivo", "Dahl", "Fret Atlantique SAS")
    world.application.amend_certificate(world.as_manager(company), row["id"], wanted, 1)
    return str(row["id"])


def test_staff_see_old_and_new_and_who_asked(enter: Enters, asked: str) -> None:
    staff = enter()
    page = staff.get(LIST).text
    for words in ("Karim Benali", "Ivo Dahl", "C-2026-000001", "Claire Morel", "Fret Atlantique SAS"):
        assert words in page
    assert '<span>Amendments to check</span> <small class="count">1</small>' in page
    one = staff.get(f"{LIST}/{asked}").text
    for words in ("Printed now", "Asked for", "Approve", "Decline", "Reason"):
        assert words in one


def test_staff_approve(world: World, enter: Enters, asked: str) -> None:
    staff = enter()
    answer = staff.submit(f"{LIST}/{asked}", f"{LIST}/{asked}/approve")
    assert (answer.status_code, answer.location) == (303, LIST)
    page = staff.get(LIST).text
    assert "The amendment is approved." in page
    assert "No amendment waits for a decision." in page
    [row] = world.rows(certificates)
    assert (row["version"], row["first_name"], row["last_name"]) == (2, "Ivo", "Dahl")
    assert staff.get(f"{LIST}/{asked}").status_code == 404


def test_staff_decline_with_a_reason_only(world: World, enter: Enters, asked: str, manager: Browser) -> None:
    staff = enter()
    silent = staff.submit(f"{LIST}/{asked}", f"{LIST}/{asked}/decline", reason=" ")
    assert silent.status_code == 422
    assert 'id="reason-error"' in silent.text
    told = staff.submit(f"{LIST}/{asked}", f"{LIST}/{asked}/decline", reason="Send us both names.")
    assert told.status_code == 303
    assert world.rows(certificates)[0]["version"] == 1
    page = manager.get(f"/certified-trainees/{asked}").text
    assert "Amendment declined" in page
    assert "Send us both names." in page
    assert "Olga" not in page


def test_a_decision_on_what_was_asked_before_is_refused(enter: Enters, asked: str) -> None:
    staff = enter()
    late = staff.post(f"{LIST}/{asked}/approve", {"seen": 1})
    assert late.status_code == 409
    assert "Ivo" in late.text


def test_accounts_do_not_decide_and_managers_find_nothing(
    enter: Enters, asked: str, manager: Browser
) -> None:
    assert enter(StaffRole.ACCOUNTS).get(LIST).status_code == 403
    assert manager.get(LIST).status_code == 404
