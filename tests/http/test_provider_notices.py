"""Where notices of payment come in: open to anybody, believed only when signed, and of bounded size."""

import json

import pytest
from werkzeug.test import TestResponse

from browsing import Browser
from dsl import Company, World
from paying import event, invoice_of, opened, session_object, signed
from training_portal.payments.notices import payment_notices


def brings(browser: Browser, body: str, signature: str = "") -> TestResponse:
    """Send a notice as a program does, without cookies."""
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
    client = browser.app.test_client()
    return client.post("/payments/notices", data=body.encode(), headers=headers, base_url=browser.address)


@pytest.fixture
def body(world: World, company: Company, mini) -> str:
    checkout = opened(world, company, invoice_of(world, company, world.course(mini)))
    return json.dumps(event(world, session_object(checkout.aggregate(world), checkout.session)))


def test_a_signed_notice_is_taken_without_a_form_token(body: str, world: World, browser: Browser) -> None:
    assert brings(browser, body, signed(world, body)).status_code == 204
    assert brings(browser, body, signed(world, body)).status_code == 204
    assert world.names_of_events().count("payment.received") == 1


def test_an_unsigned_notice_is_kept_and_refused(body: str, world: World, browser: Browser) -> None:
    assert brings(browser, body).status_code == 400
    assert [row["state"] for row in world.rows(payment_notices)] == ["refused"]
    assert "payment.received" not in world.names_of_events()


def test_a_large_body_is_not_kept(world: World, browser: Browser) -> None:
    assert brings(browser, "x" * 70_000).status_code == 413
    assert world.rows(payment_notices) == []


def test_nobody_fills_the_disk_with_made_up_notices(body: str, world: World, browser: Browser) -> None:
    """What is signed is neither counted nor held up, not even when it cannot be read or comes too late."""
    for number in range(3):
        unreadable = f"unreadable {number}"
        assert brings(browser, unreadable, signed(world, unreadable)).status_code == 400
        assert brings(browser, "late", signed(world, "late", age=1000)).status_code == 400
    answers = [brings(browser, f"made up {number}").status_code for number in range(62)]
    assert answers == [400] * 60 + [429] * 2
    assert len(world.rows(payment_notices)) == 64
    assert brings(browser, body, signed(world, body)).status_code == 204
    assert world.names_of_events().count("payment.received") == 1
    assert brings(browser, "one more").status_code == 429
    world.clock.moves(minutes=16)
    assert brings(browser, "one more").status_code == 400


def test_notices_are_sent_and_not_looked_at(browser: Browser) -> None:
    assert browser.get("/payments/notices").status_code == 405
