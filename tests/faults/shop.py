"""One portal with everybody who may order in it: a manager's pages, a program, and a command given directly.

What each of them orders was got ready before, so that the same can be sent during an outage and after it.
"""

from typing import Any
from uuid import uuid4

from werkzeug.test import TestResponse

from browsing import Browser
from dsl import TERMS, Company, World
from faults.ledger import Findings, look_over
from training_portal.event_store.engine import writing
from training_portal.http import create_app
from training_portal.identity.tokens import make_token
from training_portal.portal import build_portal
from training_portal.settings import Settings

BASE_URL = "http://localhost:8000"
_NAMES = [f"Inès Caron{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


class Shop:
    """Three companies: one orders by its pages, one by a program, one by a command."""

    def __init__(self, world: World, course: str) -> None:
        self.world = world
        app = create_app(world.portal)
        self._with_pages, self._with_program, self._direct = (world.company(f"Fret {n}") for n in "ABC")
        who = self._with_pages.manager
        self._browser = Browser(app, BASE_URL).sign_in("manager", who.username, who.temporary_password)
        self._client = app.test_client()
        self._headers = self._program_headers()
        self._body = {"accepted_terms": TERMS, "lines": [_line(course)]}
        self._form = self._filled(self._with_pages, course) | {"csrf_token": self._browser.csrf_token()}
        self._command = self._filled(self._direct, course)

    def order_by_page(self) -> TestResponse:
        """Send the form of the terms."""
        return self._browser.client.post("/orders", data=self._form, base_url=BASE_URL)

    def order_by_program(self) -> TestResponse:
        """Send the program's order."""
        return self._client.post(
            "/api/v1/orders", json=self._body, headers=self._headers, base_url=BASE_URL, buffered=True
        )

    def order_directly(self) -> str:
        """Give the command."""
        context = self.world.as_manager(self._direct, self._command["command_id"])
        return self.world.application.place_order(context, TERMS, self._command["cart_version"])

    def page(self) -> TestResponse:
        """Look at the orders."""
        return self._browser.get("/orders")

    def look_over(self) -> Findings:
        """What is wrong in the books."""
        return look_over(self.world.portal, [])

    def _filled(self, company: Company, course: str) -> dict[str, Any]:
        self.world.cart(company, course, _NAMES)
        return {"command_id": uuid4().hex, "terms": TERMS, "cart_version": self.world.cart_version(company)}

    def _program_headers(self) -> dict[str, str]:
        company, now = self._with_program, self.world.clock.now
        with writing(self.world.portal.store.engine) as tx:
            token = make_token(tx, company.manager.person, company.id, "tests", now)
        return {"Authorization": f"Bearer {token}", "Idempotency-Key": uuid4().hex}


def impatient(settings: Settings) -> World:
    """A portal that waits for a lock for a moment only."""
    world = World(settings)
    world.close()
    world.portal = build_portal(settings, world.clock, busy_seconds=0.2)
    world.application = world.portal.application
    return world


def _line(course: str) -> dict[str, Any]:
    people = [name.rsplit(" ", 1) for name in _NAMES]
    named = [{"first_name": first, "last_name": last} for first, last in people]
    return {"training": course, "language": "en", "months": 24, "newcomers": named}
