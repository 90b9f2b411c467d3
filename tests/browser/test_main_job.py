"""The main job in a real browser: a manager buys, a trainee learns, the certificate proves itself."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.desk import Desk, address_on, buys, passes, studies
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
    company, course = world.company(), world.course(mini)  # it is the browser that says which language
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


def certificate_letter(world: World) -> EmailMessage:
    letters = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in world.portal.settings.mail_folder.glob("*.eml")
    ]
    [letter] = [one for one in letters if "C-2026-000001" in str(one["Subject"])]
    assert letter["To"] == "Claire Morel <claire@example.com>"
    return letter  # type: ignore[return-value]
