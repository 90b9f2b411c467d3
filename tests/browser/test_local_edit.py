"""Typing purchase order numbers in Local Edit while searching: nothing typed is lost on the way."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, expect

from browser.desk import Desk
from dsl import World
from training_portal.projections.invoices import invoices

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk(chromium: Browser, served: World, mini: Path) -> Iterator[Desk]:
    """The manager of a company with three invoices, in Local Edit."""
    company, course = served.company(), served.course(mini)
    for name in ("Ann Lee", "Karim Benali", "Ute Hartmann"):
        served.order(company, course, [name])
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(15_000)
    desk = Desk(context.new_page(), served, "en")
    desk.signs_in("Manager", company.manager.username, company.manager.temporary_password)
    desk.goes_to("Local Edit")
    yield desk
    context.close()
    assert desk.complaints == []


def number_of(desk: Desk, invoice: str) -> Locator:
    return desk.page.get_by_label(f"Purchase order of F-2026-00000{invoice}")


def searches(desk: Desk, words: str, rows: int) -> None:
    desk.page.get_by_role("searchbox").fill(words)
    expect(desk.page.locator("main tbody tr")).to_have_count(rows)


def test_numbers_typed_between_searches_are_saved_together(desk: Desk) -> None:
    searches(desk, "000001", 1)
    number_of(desk, "1").fill("PO-ONE")
    searches(desk, "000003", 1)
    number_of(desk, "3").fill("PO-THREE")
    desk.sees("saved with the others: 1")
    searches(desk, "nowhere", 0)
    desk.sees("saved with the others: 2")
    searches(desk, "000003", 1)
    expect(number_of(desk, "3")).to_have_value("PO-THREE")
    desk.presses("Save the purchase orders")
    desk.sees("2 purchase order numbers are saved.")
    expect(desk.page.locator("main tbody tr")).to_have_count(1)
    saved = {row["number"]: row["po_number"] for row in desk.world.rows(invoices)}
    assert saved == {"F-2026-000001": "PO-ONE", "F-2026-000002": "", "F-2026-000003": "PO-THREE"}


def test_leaving_with_a_number_that_is_not_saved_asks_first(desk: Desk) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk.page.on("dialog", stay)
    number_of(desk, "2").fill("PO-TWO")
    desk.page.get_by_role("link", name="Dashboard").first.click()
    expect(number_of(desk, "2")).to_have_value("PO-TWO")
    assert asked == ["beforeunload"]
    desk.presses("Save the purchase orders")
    desk.sees("1 purchase order number is saved.")
    desk.goes_to("Invoices")
    assert asked == ["beforeunload"]


def test_what_is_refused_is_shown_again_wherever_it_stood(desk: Desk) -> None:
    searches(desk, "000001", 1)
    number_of(desk, "1").fill("x" * 51)
    searches(desk, "000003", 1)
    number_of(desk, "3").fill("PO-THREE")
    desk.presses("Save the purchase orders")
    expect(desk.page.locator("main tbody tr")).to_have_count(2)
    expect(number_of(desk, "1")).to_have_attribute("aria-invalid", "true")
    expect(number_of(desk, "3")).to_have_value("PO-THREE")
    number_of(desk, "1").fill("PO-ONE")
    desk.presses("Save the purchase orders")
    desk.sees("2 purchase order numbers are saved.")
