"""The API's description in a real browser: all of it from us, readable, and on a phone too."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OF_SWAGGER = {"heading-order", "nested-interactive", "region"}
"""What axe says about the way Swagger UI is built, which no style sheet changes."""


def test_the_description_of_the_api_is_readable_on_a_phone(page: Page, address: str) -> None:
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{address}/api/v1/docs")
    expect(page.locator(".opblock").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert {found["id"] for found in Axe().run(page).response["violations"]} <= OF_SWAGGER
    assert missing == []
