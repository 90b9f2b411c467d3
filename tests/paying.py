"""A company that pays: its invoices, the test provider that it pays at, and notices signed by hand."""

import json
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import stripe
from werkzeug.serving import make_server

from dsl import Company, World
from training_portal.aggregates.checkout import Checkout
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.application.orders import WantedLine
from training_portal.payments.gateway import Session, SessionState
from training_portal.payments.test_provider import RunningProvider, make_test_provider
from training_portal.projections.payments.tables import checkouts, invoices, payments
from training_portal.till.notices import take_notice

TERMS = "2026-01"


@contextmanager
def provider_at_work(world: World, folder: Path, listening: str = "") -> Iterator[RunningProvider]:
    """The test provider in threads of its own, with the world's clock; the world's gateway leads to it.

    `listening` is where notices go. They are sent when `post.deliver_due()` is called, or `post.start()` was.
    """
    settings = world.portal.settings.card_payments
    provider = make_test_provider(
        folder / "provider.db",
        secret_key=settings.secret_key,
        webhook_secret=settings.webhook_secret,
        notices_to=listening or "http://127.0.0.1:9/",
        clock=world.clock,
    )
    port = int(settings.api_base.rpartition(":")[2])
    server = make_server("127.0.0.1", port, provider.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield provider
    server.shutdown()
    thread.join()
    server.server_close()


def invoice_of(world: World, company: Company, course: str, people: int = 1) -> Invoice:
    """An order of the company's for some newcomers, and its invoice."""
    names = tuple(
        (f"Ida{place}", f"Moreau{uuid4().hex[:6].translate(_LETTERS)}", "") for place in range(people)
    )
    order = world.application.order_at_once(
        world.as_manager(company), TERMS, [WantedLine(course, "en", 24, newcomers=names)]
    )
    return world.portal.store.get(Invoice, invoice_id(order))


_LETTERS = str.maketrans("0123456789", "ghijklmnop")


@dataclass(frozen=True)
class Opened:
    """A checkout whose session is known, as if the provider had opened it."""

    id: str
    session: str

    def aggregate(self, world: World) -> Checkout:
        """The checkout as it stands."""
        return world.portal.store.get(Checkout, self.id)


def opened(world: World, company: Company, *bills: Invoice) -> Opened:
    """Press Pay now for some invoices; the session is made up."""
    ids = [bill.id for bill in bills]
    checkout = world.application.open_checkout(world.as_manager(company), ids, "en")
    found = world.portal.store.get(Checkout, checkout)
    session = Session(
        f"cs_{checkout}", f"https://pay.example/{checkout}", SessionState.OPEN, found.amount, checkout
    )
    world.application.note_session(world.portal.context("system", company.id), session)
    return Opened(checkout, session.id)


def session_object(checkout: Checkout, session: str, **changes: Any) -> dict[str, Any]:
    """A session as the provider tells it: paid, unless changed."""
    return {
        "id": session,
        "object": "checkout.session",
        "status": "complete",
        "payment_status": "paid",
        "amount_total": checkout.amount.minor,
        "currency": checkout.amount.currency.lower(),
        "payment_intent": f"pi_{session}",
        "url": None,
        "metadata": {
            "checkout": checkout.id,
            "company": checkout.company,
            "invoices": checkout.invoices_digest,
        },
        **changes,
    }


def event(world: World, about: dict[str, Any], kind: str = "completed", **changes: Any) -> dict[str, Any]:
    """A notice's content."""
    return {
        "id": f"evt_{uuid4().hex}",
        "object": "event",
        "type": f"checkout.session.{kind}",
        "created": int(world.clock.now.timestamp()),
        "livemode": False,
        "data": {"object": about},
        **changes,
    }


def signed(world: World, body: str, age: int = 0) -> str:
    """The header with which the provider sends a body."""
    secret = world.portal.settings.card_payments.webhook_secret
    moment = int(world.clock.now.timestamp()) - age
    return str(stripe.WebhookSignature.generate_signature_header(body, secret, moment))


def sends(world: World, told: dict[str, Any], age: int = 0, signature: str | None = None) -> bool:
    """Bring a notice, signed by the provider unless another signature is given."""
    body = json.dumps(told)
    return take_notice(
        world.portal, body.encode(), signed(world, body, age) if signature is None else signature
    )


def standing(world: World) -> dict[str, list[dict[str, Any]]]:
    """What the views say of money: invoices, payments, checkouts, without what differs by the hour."""
    passing = {"recorded_at", "opened_at", "expires_at", "paid_on"}
    return {
        table.name: [
            {name: value for name, value in row.items() if name not in passing} for row in world.rows(table)
        ]
        for table in (invoices, payments, checkouts)
    }


def decides(address: str, decision: str) -> tuple[int, str, str]:
    """Press a button of the test provider's page. Answers status, where it leads, and the page."""

    class Stays(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_: Any, **__: Any) -> None:
            return None

    fields = urllib.parse.urlencode({"decision": decision}).encode()
    try:
        with urllib.request.build_opener(Stays).open(address, fields, timeout=10) as answer:
            return answer.status, "", answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers.get("Location", ""), error.read().decode()


def text_of(page: str) -> str:
    """A page's words."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
