"""What accountants ask for: ageing by company, and VAT by month."""

import html
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from browsing import Browser
from dsl import Company, World
from paying import invoice_of, text_of
from training_portal.aggregates.course import course_id
from training_portal.aggregates.staff import StaffRole
from training_portal.application.people import Appointed
from training_portal.event_store.rebuild import verify
from training_portal.projections.overdue import ageing
from training_portal.projections.vat import VatSummary, by_month

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def billed(world: World, company: Company, mini: Path) -> Company:
    """A company with an invoice of 58.80 every 30 days, five in all, the last one of today."""
    course = world.course(mini)
    invoice_of(world, company, course, 1)
    for _ in range(4):
        world.clock.moves(days=30)
        invoice_of(world, company, course, 1)
    return company


@pytest.fixture
def accountant(browser: Browser, staff: Callable[[StaffRole], Appointed], billed: Company) -> Browser:
    joined = staff(StaffRole.ACCOUNTS)
    return browser.sign_in("staff", joined.username, joined.temporary_password)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text_of(page)))


def test_what_is_unpaid_stands_by_its_age(accountant: Browser) -> None:
    page = words(accountant.get("/staff/reports/ageing").text)
    assert "Fret Atlantique SAS 117.60 EUR 58.80 EUR 58.80 EUR 58.80 EUR – 294.00 EUR" in page
    rows = accountant.get("/staff/reports/ageing?format=csv").data.decode("utf-8-sig").splitlines()
    assert rows[1] == "Fret Atlantique SAS,117.60,58.80,58.80,58.80,0.00,294.00,EUR"


@pytest.mark.parametrize(
    ("late", "age"), [(0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)]
)
def test_each_edge_of_an_age(world: World, company: Company, mini: Path, late: int, age: int) -> None:
    invoice_of(world, company, world.course(mini), 1)
    world.clock.moves(days=30 + late)
    with world.portal.reading() as tx:
        [row] = ageing(tx, world.portal.today)
    assert [row[f"age{number}"] for number in range(5)] == [5_880 * (number == age) for number in range(5)]


def test_what_is_paid_has_no_age(world: World, accountant: Browser, billed: Company) -> None:
    world.pays(billed)
    assert "Nobody owes anything." in words(accountant.get("/staff/reports/ageing").text)


def test_vat_is_summed_by_month_and_rate_less_what_was_credited(
    world: World, accountant: Browser, billed: Company
) -> None:
    bill = invoice_of(world, billed, course_id("MINI"), 3)
    staff = world.portal.context("staff", billed.id)
    world.application.credit_invoice(staff, bill.id, "Ordered twice.")
    page = words(accountant.get("/staff/reports/vat").text)
    assert "January 2027 20% 49.00 EUR 9.80 EUR" in page
    assert "March 2027 20% 49.00 EUR 9.80 EUR" in page
    before = words(accountant.get("/staff/reports/vat?year=2026").text)
    assert "November 2026 20% 49.00 EUR 9.80 EUR" in before
    assert "December 2026 20% 49.00 EUR 9.80 EUR" in before
    rows = accountant.get("/staff/reports/vat?year=2026&format=csv").data.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["2026-11,20%,49.00,9.80,EUR", "2026-12,20%,49.00,9.80,EUR"]
    assert "2026 all 98.00 EUR 19.60 EUR" in before
    assert "Nothing was billed" in words(accountant.get("/staff/reports/vat?year=1999").text)
    assert accountant.get("/staff/reports/vat?year=0000").status_code == 200


def test_the_view_is_what_a_replay_gives(world: World, billed: Company) -> None:
    assert verify(world.portal.store, VatSummary()) == []
    with world.portal.reading() as tx:
        assert sum(int(row["net_minor"]) for row in by_month(tx, 2026)) == 2 * 4_900


def test_only_those_who_look_after_money_see_them(
    browser: Browser, staff: Callable[[StaffRole], Appointed]
) -> None:
    joined = staff(StaffRole.SUPPORT)
    support = browser.sign_in("staff", joined.username, joined.temporary_password)
    for page in ("ageing", "vat"):
        assert support.get(f"/staff/reports/{page}").status_code == 403
