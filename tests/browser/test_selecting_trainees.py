"""Selecting trainees in a real browser: nothing moves, nothing is lost, and it works without a program."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browsing import OWN_PASSWORD
from dsl import Company, World

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
NAMES = ["Karim Benali", "Łucja Wójcik", "Zoé Lefèvre", "Ann O’Neill", "Jean-Marc d’Aubigné"]


@pytest.fixture
def company(world: World, mini: Path) -> Company:
    """A company with five trainees."""
    company = world.company()
    world.order(company, world.course(mini), NAMES)
    return company


@pytest.fixture(params=["with a program", "without a program"])
def either(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    """A window that runs JavaScript, and one that does not."""
    context = chromium.new_context(java_script_enabled=request.param == "with a program")
    yield context.new_page()
    context.close()


def signs_in(page: Page, address: str, company: Company) -> None:
    page.goto(f"{address}/manager/log-in")
    page.get_by_label("Username").fill(company.manager.username)
    page.get_by_label("Password").fill(company.manager.temporary_password)
    page.get_by_role("button", name="Log in", exact=True).click()
    fields = page.locator("main input[type=password]")
    expect(fields).to_have_count(2)
    for field in fields.all():
        field.fill(OWN_PASSWORD)
    page.locator("main form button").first.click()
    expect(fields).to_have_count(0)


def place_of(button: Locator) -> list[float]:
    """Where a button stands on its page, however far this was scrolled: left, top, width, height."""
    place: list[float] = button.evaluate(
        "b => { const r = b.getBoundingClientRect(); return [r.x, r.y + scrollY, r.width, r.height]; }"
    )
    return place


def purchases(page: Page, address: str) -> None:
    page.goto(f"{address}/purchase-training")
    page.get_by_label("Language", exact=True).select_option("fr")
    page.get_by_role("button", name="Add to cart").click()
    page.get_by_role("button", name="Purchase", exact=True).click()
    expect(page.get_by_role("heading", name="Select the trainees")).to_be_visible()


def test_both_ways_of_the_guide_lead_to_an_order(
    world: World, address: str, company: Company, either: Page
) -> None:
    page = either
    signs_in(page, address, company)
    purchases(page, address)
    page.get_by_role("button", name="Add new trainee user").click()
    page.get_by_label("First name").fill("Nina")
    page.get_by_label("Last name").fill("Nowak")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#chosen-names")).to_contain_text("Nina Nowak")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("searchbox", name="Search").fill("benali")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(page.get_by_role("button", name="Select Ann O’Neill")).to_have_count(0)
    page.get_by_role("button", name="Select Karim Benali").click()
    expect(page.locator("#chosen-names li").first).to_contain_text("Karim Benali")
    expect(page.locator("#amount")).to_have_text("98.00 EUR")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_label("I accept the terms and conditions").check()
    page.get_by_role("button", name="Place order, 117.60 EUR").dblclick()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    expect(page.locator("code").first).to_have_text("n.nowak")
    assert world.names_of_events().count("order.placed") == 2


@pytest.mark.parametrize("width", [1280, 360])
def test_selecting_moves_nothing_under_the_pointer_and_keeps_the_focus(
    world: World, address: str, company: Company, page: Page, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    signs_in(page, address, company)
    purchases(page, address)
    below = page.get_by_role("button", name="Select Łucja Wójcik")
    first = page.get_by_role("button", name="Select Ann O’Neill")
    before = (place_of(below), place_of(first))
    first.click()
    tick = page.get_by_role("button", name="Ann O’Neill is selected")
    expect(tick).to_be_focused()
    assert (place_of(below), place_of(tick)) == before
    expect(page.locator("#chosen-said")).to_have_text("Ann O’Neill is selected.")


def test_a_name_that_was_taken_off_can_be_selected_again_at_once(
    address: str, company: Company, page: Page
) -> None:
    signs_in(page, address, company)
    purchases(page, address)
    page.get_by_role("button", name="Select Karim Benali").click()
    page.get_by_role("button", name="Remove Karim Benali").click()
    expect(page.locator("#amount")).to_have_text("0.00 EUR")
    page.get_by_role("button", name="Select Karim Benali").click()
    expect(page.locator("#amount")).to_have_text("49.00 EUR")


def test_people_are_added_one_after_the_other_by_the_keyboard_alone(
    address: str, company: Company, page: Page
) -> None:
    signs_in(page, address, company)
    purchases(page, address)
    page.get_by_role("button", name="Add new trainee user").click()
    for name in ("Nina", "Olga", "Petra"):
        expect(page.get_by_label("First name")).to_be_focused()
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        page.keyboard.type("Nowak")
        page.keyboard.press("Enter")
        expect(page.locator("#chosen-said")).to_have_text(f"{name} Nowak is selected.")
        expect(page.get_by_label("First name")).to_have_value("")
    expect(page.locator("#amount")).to_have_text("147.00 EUR")


def test_a_namesake_takes_the_focus_and_what_was_typed_stays(
    address: str, company: Company, page: Page
) -> None:
    signs_in(page, address, company)
    purchases(page, address)
    page.get_by_role("button", name="Add new trainee user").click()
    page.get_by_label("First name").fill("karim")
    page.get_by_label("Last name").fill("benali")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("First name")).to_have_value("karim")
    page.get_by_role("alert").get_by_role("button", name="Select Karim Benali").click()
    expect(page.locator("#chosen-names")).to_contain_text("k.benali")


def test_an_uploaded_list_is_corrected_in_the_page(
    address: str, company: Company, either: Page, tmp_path: Path
) -> None:
    page = either
    kept = tmp_path / "people.csv"
    kept.write_text("Nom;Prénom\nNowak;Nina\n;Jo\nBenali;Karim\n", "utf-8")
    signs_in(page, address, company)
    purchases(page, address)
    page.get_by_role("link", name="List of names").click()
    page.get_by_label("Or a file").set_input_files(kept)
    page.get_by_role("button", name="Preview").click()
    page.get_by_label("Last name, line 3").fill("Smith")
    page.get_by_role("button", name=re.compile("Add 2 trainees")).click()
    expect(page.locator("#chosen-names li")).to_have_count(3)
    for name in ("Nina Nowak", "Jo Smith", "Karim Benali"):
        expect(page.locator("#chosen-names")).to_contain_text(name)
