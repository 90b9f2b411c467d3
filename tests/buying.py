"""A manager who buys in a browser, step by step as the guide says."""

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from browsing import Browser

FRAGMENT = {"HX-Request": "true"}


class Buyer:
    """A manager's browser, and what the guide has its reader do with it."""

    def __init__(self, browser: Browser, course: str) -> None:
        self.browser = browser
        self.course = course

    def add_to_cart(self, language: str = "en", months: int = 24) -> str:
        """Add the training to the cart, then Purchase. Answers the line whose trainees are to be selected."""
        self.browser.post("/cart/lines", {"training": self.course, "language": language, "months": months})
        found = re.findall(r'href="/cart/lines/([0-9a-f]+)/trainees"[^>]*>Purchase<', self.page("/cart"))
        assert len(found) == 1
        return found[0]

    def page(self, path: str) -> str:
        """A page as text, its entities resolved."""
        answer = self.browser.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return html.unescape(answer.text)

    def select(self, line: str, *people: str, **options: Any) -> TestResponse:
        """Click on the cart icon beside a name, or tick several."""
        return self.browser.post(f"/cart/lines/{line}/trainees", {"chosen": list(people)}, **options)

    def add_new(self, line: str, first: str, last: str, email: str = "", **fields: str) -> TestResponse:
        """Click on Add new trainee user, fill in the form, click on Add."""
        page = f"/cart/lines/{line}/trainees/new"
        return self.browser.submit(page, first_name=first, last_name=last, email=email, **fields)

    def send_list(self, line: str, text: str = "", file: Any = None) -> TestResponse:
        """Paste or upload a list, and ask for its preview."""
        page = f"/cart/lines/{line}/list"
        return self.browser.submit(page, list=text, **({"file": file} if file else {}))

    def send_preview(self, line: str, preview: TestResponse, **fields: str) -> TestResponse:
        """Answer a preview: what it carries and what stands in its fields, with corrections and choices."""
        shown = preview.text.partition(f'action="/cart/lines/{line}/list/add"')[2]
        standing = {
            html.unescape(found["name"]): html.unescape(found["value"])
            for found in re.finditer(
                r'<input (?:type="hidden" |id="[^"]*" )?name="(?P<name>[^"]+)" value="(?P<value>[^"]*)"',
                shown,
            )
        }
        return self.browser.post(f"/cart/lines/{line}/list/add", {**standing, **fields})

    def chosen(self, line: str) -> list[str]:
        """The names in the panel, newest first."""
        panel = self.page(f"/cart/lines/{line}/trainees").partition('id="chosen-names"')[2]
        return re.findall(r"<li id=\"chosen-[^>]+><div><span>([^<]+)</span>", panel)

    def amount(self, line: str) -> str:
        """The running amount of the line."""
        return _amount(self.page(f"/cart/lines/{line}/trainees"))

    def place_order(self, **fields: str) -> TestResponse:
        """Accept the terms and conditions, and place the order."""
        return self.browser.submit("/cart/terms", "/orders", **{"terms": "2026-01", **fields})


def _amount(page: str) -> str:
    found = re.search(r'id="amount">([^<]+)<', page)
    return found.group(1) if found else ""


def told_at(page: str, field: str) -> str:
    """The words of the error that stands at a field."""
    found = re.search(rf'id="{field}-error">.*?</svg> ([^<]+)<', page, re.S)
    return html.unescape(found.group(1)).strip() if found else ""
