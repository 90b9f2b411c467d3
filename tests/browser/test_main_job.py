"""The main job in a real browser: a manager buys, a trainee learns, the certificate proves itself."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from browser.desk import Desk, address_on, passes, studies
from dsl import World
from training_portal.worker import run_worker

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(params=[("en", 1280), ("en", 360), ("fr", 1280), ("fr", 360)], ids=lambda p: f"{p[0]}-{p[1]}")
def desk(request: pytest.FixtureRequest, chromium: Browser, served: World) -> Iterator[Desk]:
    language, width = request.param
    locale = {"en": "en-GB", "fr": "fr-FR"}[language]
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=locale)
    context.set_default_timeout(10_000)
    desk = Desk(context.new_page(), served, language)
    yield desk
    context.close()
    assert desk.complaints == []


def test_the_main_job_from_purchase_to_the_verified_certificate(desk: Desk, mini: Path) -> None:
    world = desk.world
    company, course = world.company(language=desk.language), world.course(mini)
    world.order(company, course, ["Łucja Wójcik"])

    desk.signs_in("Manager Log-In", company.manager.username, company.manager.temporary_password)
    username, password = buys(desk)
    desk.signs_out()

    desk.signs_in("Trainee Log-In", username, password)
    studies(desk)
    passes(desk)
    desk.check_access()
    desk.signs_out()

    run_worker(world.portal, once=True)
    letter = certificate_letter(world)
    [attachment] = list(letter.iter_attachments())
    desk.page.goto(address_on(attachment.get_content()))
    desk.sees("Zoé Perrin")
    desk.sees("C-2026-000001")
    desk.sees(re.compile("valid|valable", re.IGNORECASE))
    desk.check_access()


def buys(desk: Desk) -> tuple[str, str]:
    """Chapter 2 of the guide. Answers the new trainee's identifier and temporary password."""
    desk.opens("/dashboard")
    desk.check_access()
    desk.follows("Purchase Training") if desk.page.viewport_size["width"] > 1000 else desk.opens(
        "/purchase-training"
    )
    desk.check_access()
    desk.presses("Add to cart")
    expect(desk.named("Purchase").last).to_be_visible()
    desk.named("Purchase").last.click()
    desk.presses("Add new trainee user")
    desk.types("First name", "Zoé")
    desk.types("Last name", "Perrin")
    desk.presses("Add")
    expect(desk.page.get_by_text("Zoé Perrin").first).to_be_visible()
    desk.presses("Search")
    desk.page.get_by_role("searchbox").first.fill("wojcik")
    chosen = desk.page.get_by_role("button", name=re.compile("Wójcik")).first
    chosen.click()
    expect(desk.page.get_by_text(re.compile(r"2 × 49[.,]00")).first).to_be_visible()
    desk.check_access()
    desk.named("Next").last.click()
    desk.page.wait_for_url("**/terms")
    desk.check_access()
    desk.page.get_by_label(desk.says("I accept the terms and conditions")).check()
    desk.page.locator("main button").filter(has_text=re.compile("117[.,]60")).click()
    desk.page.wait_for_url("**/credentials")
    desk.check_access()
    text = desk.page.locator("main").inner_text()
    password = re.search(r"\b[0-9a-z]{4}(-[0-9a-z]{4}){3}\b", text)
    assert password
    assert "z.perrin" in text
    return "z.perrin", password.group(0)


def certificate_letter(world: World) -> EmailMessage:
    letters = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in world.portal.settings.mail_folder.glob("*.eml")
    ]
    [letter] = [one for one in letters if "C-2026-000001" in str(one["Subject"])]
    assert letter["To"] == "Claire Morel <claire@example.com>"
    return letter  # type: ignore[return-value]
