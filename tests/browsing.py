"""A browser without a screen: keeps cookies, reads the forms of the pages it gets, and sends them."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

OWN_PASSWORD = "sept girafes bleues"

_TOKENS = re.compile(r'(?<="csrf_token" value=")[^"]+|(?<="command_id" value=")[^"]+|(?<=X-CSRFToken)[^}]+')


def without_tokens(page: str) -> str:
    """A page without what differs between two answers to the same request: the tokens of its forms."""
    return _TOKENS.sub("", page)


class _Forms(HTMLParser):
    """The hidden fields of each form of a page, by the form's action."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden: dict[str, dict[str, str]] = {}
        self._action = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action = facts.get("action", "")
            self.hidden.setdefault(self._action, {})
        elif tag == "input" and facts.get("type") == "hidden" and self._action:
            self.hidden[self._action][facts.get("name", "")] = facts.get("value", "")


class Browser:
    """One person's browser, on one portal."""

    def __init__(self, app: Flask, address: str = "http://localhost:8000") -> None:
        self.app = app
        self.address = address
        self.client = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        """Load a page."""
        return self.client.get(path, base_url=self.address, buffered=True, **options)

    def post(self, path: str, fields: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send fields to a path, whatever page they stand on, with the token that forms carry."""
        sent = {"csrf_token": self.csrf_token(), **(fields or {})}
        return self.client.post(path, data=sent, base_url=self.address, **options)

    def submit(self, page: str, action: str = "", /, **fields: Any) -> TestResponse:
        """Load a page and send its form, with all that is hidden in it; usually to the page's own address."""
        forms = _Forms()
        forms.feed(self.get(page).text)
        target = action or page.partition("?")[0]
        return self.client.post(target, data={**forms.hidden[target], **fields}, base_url=self.address)

    def csrf_token(self) -> str:
        """The token of the language form, which every page carries."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/no-such-page").text)
        return found.group(1) if found else ""

    def log_in(self, door: str, username: str, password: str, further: str = "") -> TestResponse:
        """Go through one of the three doors."""
        page = f"/{door}/log-in" + (f"?next={further}" if further else "")
        return self.submit(page, username=username, password=password)

    def sign_in(self, door: str, username: str, temporary: str) -> "Browser":
        """Sign in for the first time, choose a password of one's own, and arrive at the first page."""
        self.log_in(door, username, temporary)
        self.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
        self.get("/", follow_redirects=True)
        return self
