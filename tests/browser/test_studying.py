"""Studying in a real browser: keys, the place kept, signs of life, answers kept at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import OWN_PASSWORD
from studying import temporary_password
from training_portal.aggregates.enrolment import Enrolment

pytestmark = pytest.mark.browser


@pytest.fixture
def enrolment(world, mini, page: Page, address) -> Enrolment:
    """Karim Benali's registration; he has signed in and started."""
    order = world.order(world.company(), world.course(mini), ["Karim Benali"])
    (enrolment,) = world.enrolments(order)
    page.goto(f"{address}/trainee/log-in")
    page.get_by_label("Username").fill(enrolment.trainee.identifier)
    page.get_by_label("Password").fill(temporary_password(world, order, enrolment.trainee.id))
    page.get_by_role("button", name="Log in").click()
    for field in ("password", "repeated"):
        page.locator(f'input[name="{field}"]').fill(OWN_PASSWORD)
    page.locator('input[name="repeated"]').press("Enter")
    page.get_by_role("button", name="See what it is about, and start").click()
    page.get_by_role("button", name="Start the training").click()
    expect(page).to_have_url(re.compile("/modules/why$"))
    return enrolment


@pytest.fixture
def under_way(world, enrolment, page, address) -> str:
    """The address of the test, begun, every module finished."""
    for _ in range(2):
        page.get_by_role("button", name="Finish this module and go on").click()
    page.get_by_role("button", name="Begin the test").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 3")
    return f"{address}/my-trainings/{enrolment.id}/test"


def reached(world, enrolment):
    return world.portal.store.get(Enrolment, enrolment.id)


def test_after_each_page_the_focus_is_on_its_heading(enrolment, page):
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.get_by_role("button", name="Finish this module and go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How to lift")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(("onward", "back"), [("ArrowRight", "ArrowLeft"), ("n", "p")])
def test_keys_lead_to_the_end_of_a_module_then_on_and_back(world, enrolment, page, onward, back):
    page.set_viewport_size({"width": 360, "height": 400})
    page.keyboard.press(onward)
    expect(page.get_by_role("button", name="Finish this module and go on")).to_be_focused()
    assert reached(world, enrolment).completed == set()
    page.keyboard.press(onward)
    expect(page).to_have_url(re.compile("/modules/how$"))
    page.keyboard.press(back)
    expect(page).to_have_url(re.compile("/modules/why$"))


def test_the_letters_can_be_switched_off_for_good(enrolment, page):
    switch = page.get_by_role("switch", name="The letters p and n do the same")
    switch.uncheck()
    page.reload()
    expect(switch).not_to_be_checked()
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def test_somebody_who_is_there_gives_a_sign_of_life(world, enrolment, page):
    with page.expect_response("**/pulse") as answer:
        page.mouse.wheel(0, 10)
    assert answer.value.status == 204
    assert reached(world, enrolment).last_sign is not None


def test_the_place_in_a_module_is_kept(enrolment, page, address):
    page.set_viewport_size({"width": 360, "height": 200})
    place = page.url
    page.locator(".remember").scroll_into_view_if_needed()
    page.goto(f"{address}/my-trainings")
    page.goto(place)
    expect(page.locator(".remember")).to_be_in_viewport()


def test_a_choice_is_kept_at_once_and_survives_a_reload(world, enrolment, under_way, page):
    page.locator('input[name="answers"]').first.check()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert len(reached(world, enrolment).test.answers) == 1
    page.reload()
    expect(page.locator('input[name="answers"]').first).to_be_checked()


def test_a_choice_made_while_the_portal_is_out_of_reach_is_sent_when_it_is_back(
    world, enrolment, under_way, page
):
    page.context.set_offline(True)
    page.locator('input[name="answers"]').first.check()
    expect(page.get_by_text("Not saved yet")).to_be_visible()
    assert reached(world, enrolment).test.answers == {}
    page.context.set_offline(False)
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert len(reached(world, enrolment).test.answers) == 1


def test_a_button_pressed_at_once_loses_no_choice(world, enrolment, under_way, page):
    for _ in range(3):
        page.locator('input[name="answers"]').first.check()
        page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    page.get_by_role("button", name="Hand in the test").click()
    page.get_by_role("button", name="Hand in now").click()
    expect(page).to_have_url(f"{under_way}/result")
    assert reached(world, enrolment).tests_handed_in == 1


def test_whoever_is_signed_out_meanwhile_is_told(world, enrolment, under_way, page):
    page.context.clear_cookies()
    page.locator('input[name="answers"]').first.check()
    expect(page.locator("[data-study-said]")).not_to_be_empty()
    assert reached(world, enrolment).test.answers == {}
