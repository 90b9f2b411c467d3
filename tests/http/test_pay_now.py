"""Pay now: the pages around the payment page, for one invoice or all, suspended companies included."""

import html
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from builders import offer
from dsl import Company, World, settings_for
from paying import decides, event, invoice_of, opened, provider_at_work, sends, session_object, text_of
from training_portal.aggregates.checkout import Checkout
from training_portal.aggregates.course import course_id
from training_portal.aggregates.invoice import Invoice
from training_portal.application.payments import Transfer
from training_portal.event_store.engine import writing
from training_portal.identity.tokens import make_token
from training_portal.payments.gateway import SessionState
from training_portal.payments.test_provider import RunningProvider
from training_portal.projections.payments.tables import checkouts
from training_portal.values import Money

BASE_URL = "http://localhost:8000"


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal whose payment provider has a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = settings_for(sqlite_url, tmp_path, base_url=BASE_URL)
    cards = replace(settings.card_payments, api_base=address, pages=address)
    world = World(settings.with_changes(card_payments=cards))
    yield world
    world.close()


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[RunningProvider]:
    with provider_at_work(world, tmp_path) as provider:
        yield provider


@pytest.fixture
def bills(world: World, company: Company, mini: Path) -> list[Invoice]:
    course = world.course(mini)
    return [invoice_of(world, company, course, people) for people in (1, 2)]


def words(page: str) -> str:
    return html.unescape(text_of(page))


def buttons(page: str) -> list[str]:
    """What the buttons of a page that lead to the payment page are called, in their order."""
    forms = re.findall(r'action="/invoices/pay".*?<button[^>]*>(.*?)</button>', page, re.DOTALL)
    return [words(one).strip() for one in forms]


def test_the_first_button_pays_what_is_overdue_and_each_says_what_it_pays(
    world: World, company: Company, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    world.clock.moves(days=31)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    later = invoice_of(world, company, course_id("MINI"), 3)
    page = manager.get("/invoices/pay").text
    assert buttons(page) == [
        "Pay now, 176.40 EUR",
        "Pay all open invoices, 352.80 EUR",
        *(f"Pay now {bill.number}" for bill in (*bills, later)),
    ]
    assert "FR14 2004 1010 0505 0001 3M02 606" in words(page)
    first = page.partition('action="/invoices/pay"')[2].partition("</form>")[0]
    overdue = re.findall(r'name="invoices" value="([^"]+)"', first)
    answer = manager.post("/invoices/pay", {"invoices": overdue})
    _, back, _ = decides(answer.headers["Location"], "pay")
    manager.post(f"{back.removeprefix(BASE_URL)}/ask")
    open_now = [world.portal.store.get(Invoice, bill.id).open.minor for bill in (*bills, later)]
    assert open_now == [0, 0, later.total.minor]


def test_invoices_in_two_currencies_have_a_button_each(
    world: World, company: Company, manager: Browser, bills: list[Invoice]
) -> None:
    francs = replace(offer("en"), price=Money(10_000, "CHF"))
    world.application.make_offer(world.portal.context("cli"), "MINI", francs)
    invoice_of(world, company, course_id("MINI"))
    named = buttons(manager.get("/invoices/pay").text)
    assert named[:2] == ["Pay now, 176.40 EUR", "Pay now, 120.00 CHF"]
    answer = manager.post("/invoices/pay")
    assert answer.status_code == 422
    assert "Pay those of each currency by themselves." in words(answer.text)


def test_one_invoice_is_paid_and_the_page_says_so(
    world: World, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    page = manager.get("/invoices/pay").text
    assert buttons(page) == [
        "Pay now, 176.40 EUR",
        *(f"Pay now {bill.number}" for bill in bills),
    ]
    assert all(f'<a href="/invoices/{bill.id}">{bill.number}</a>' in page for bill in bills)
    answer = manager.post("/invoices/pay", {"invoices": [bills[0].id]})
    assert answer.status_code == 303
    _, back, _ = decides(answer.headers["Location"], "pay")
    assert "waiting for the payment provider" in words(manager.get(back).text)
    asked = manager.post(f"{back.removeprefix(BASE_URL)}/ask", {"asked": 0}, headers={"HX-Request": "true"})
    assert "Thank you. Your payment of" in words(asked.text)
    assert "hx-post" not in asked.text
    assert "Thank you" in words(manager.get(back).text)
    assert world.portal.store.get(Invoice, bills[0].id).open.minor == 0
    assert bills[0].number not in manager.get("/invoices/pay").text


def test_an_earlier_payment_page_for_the_same_invoice_is_closed_and_another_invoices_stays(
    world: World, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    pages = [
        manager.post("/invoices/pay", {"invoices": [bill.id]}).headers["Location"]
        for bill in (bills[0], bills[1], bills[0])
    ]
    first, other, second = (world.portal.gateway.session(page.rpartition("/")[2]).state for page in pages)
    assert (first, other, second) == (SessionState.EXPIRED, SessionState.OPEN, SessionState.OPEN)
    _, back, _ = decides(pages[2], "pay")
    manager.post(f"{back.removeprefix(BASE_URL)}/ask")
    assert world.portal.store.get(Invoice, bills[0].id).open.minor == 0


def test_ticked_invoices_are_paid_together_as_far_as_they_are_open(
    world: World, company: Company, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    assert 'formaction="/invoices/pay/chosen"' in manager.get("/invoices").text
    nothing = manager.post("/invoices/pay/chosen", {"chosen": []})
    assert nothing.location == "/invoices"
    assert "None of the invoices that you chose is open." in words(manager.get("/invoices").text)
    transfer = Transfer(bills[0].total, world.portal.today, "R-1", (bills[0].id,))
    world.application.record_transfer(world.portal.context("staff", company.id), transfer)
    manager.post("/invoices/pay/chosen", {"chosen": [bill.id for bill in bills[:2]]})
    [checkout] = world.rows(checkouts)
    assert [one["invoice"] for one in checkout["invoices"]] == [bills[1].id]


def test_a_manager_uses_the_companys_credit_for_what_is_open(
    world: World, company: Company, manager: Browser, bills: list[Invoice]
) -> None:
    assert "Use the credit" not in manager.get("/invoices/pay").text
    world.application.record_transfer(
        world.portal.context("staff", company.id), Transfer(Money(6_000, "EUR"), world.portal.today, "R-1")
    )
    page = manager.get("/invoices/pay").text
    assert "Your company has a credit of 60.00 EUR." in words(page)
    assert "Use the credit" in page
    assert manager.submit("/invoices/pay", "/invoices/pay/credit").location == "/invoices/pay"
    page = words(manager.get("/invoices/pay").text)
    assert f"Your credit is set against {bills[0].number}, {bills[1].number}." in page
    assert "credit of" not in page
    left = [world.portal.store.get(Invoice, bill.id).open.minor for bill in bills]
    assert left == [0, sum(bill.total.minor for bill in bills) - 6_000]
    assert manager.post("/invoices/pay/credit").status_code == 422


def test_all_open_invoices_are_paid_at_once(
    world: World, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    answer = manager.post("/invoices/pay")
    _, back, _ = decides(answer.headers["Location"], "pay")
    manager.post(f"{back.removeprefix(BASE_URL)}/ask")
    assert [world.portal.store.get(Invoice, bill.id).open.minor for bill in bills] == [0, 0]
    assert "Nothing is owed" in words(manager.get("/invoices/pay").text)
    assert manager.post("/invoices/pay").status_code == 422


def test_whoever_leaves_or_is_declined_is_told_that_nothing_was_charged(
    manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    address = manager.post("/invoices/pay", {"invoices": [bills[0].id]}).headers["Location"]
    page = decides(address, "decline")[2]
    back = html.unescape(re.findall(r'href="([^"]+left=1)"', page)[0])
    assert "The card was declined. Nothing was charged." in words(manager.get(back).text)
    address = manager.post("/invoices/pay", {"invoices": [bills[1].id]}).headers["Location"]
    with_session = manager.get(back.replace(back.split("/")[-1], address.split("/")[-1]))
    assert with_session.status_code == 404
    left = f"/invoices/pay/{_newest(manager, bills[1])}?left=1"
    assert "You left the payment page" in words(manager.get(left).text)


def _newest(manager: Browser, bill: Invoice) -> str:
    """The id of the checkout of a bill."""
    portal = manager.app.extensions["portal"]
    with portal.reading() as tx:
        rows = tx.exec_driver_sql("SELECT id, invoices FROM view_payments_checkouts").all()
    return next(row.id for row in rows if bill.id in str(row.invoices))


def test_without_the_provider_the_page_says_that_nothing_was_charged(
    manager: Browser, bills: list[Invoice]
) -> None:
    answer = manager.post("/invoices/pay", {"invoices": [bills[0].id]})
    assert answer.status_code == 503
    assert "nothing was charged" in words(answer.text)
    assert bills[0].number in answer.text


def test_what_failed_expired_or_left_a_credit_is_said(
    world: World, company: Company, manager: Browser, bills: list[Invoice]
) -> None:
    tries = [opened(world, company, bills[0]) for _ in range(4)]
    about = [session_object(one.aggregate(world), one.session) for one in tries]
    sends(world, event(world, {**about[0], "payment_status": "unpaid"}, "async_payment_failed"))
    sends(world, event(world, {**about[1], "status": "expired"}, "expired"))
    sends(world, event(world, about[2]))
    sends(world, event(world, about[3]))
    pages = [words(manager.get(f"/invoices/pay/{one.id}").text) for one in tries]
    assert "The payment failed" in pages[0]
    assert "This payment page is closed" in pages[1]
    assert "Kept as credit" not in pages[2]
    assert "Kept as credit" in pages[3]
    assert "All of it was no longer owed" in pages[3]
    assert "Your company has a credit of" in words(manager.get("/invoices/pay").text)


def test_a_suspended_company_pays_and_is_open_again(
    world: World, company: Company, manager: Browser, bills: list[Invoice], provider: RunningProvider
) -> None:
    world.clock.now += timedelta(days=120)
    browser = Browser(manager.app)
    browser.log_in("manager", company.manager.username, "sept girafes bleues")
    assert browser.get("/trainees").status_code == 403
    answer = browser.post("/invoices/pay")
    _, back, _ = decides(answer.headers["Location"], "pay")
    path = back.removeprefix(BASE_URL)
    assert "Your account is open: you can use the whole portal." in words(
        browser.post(f"{path}/ask", headers={"HX-Request": "true"}).text
    )
    assert browser.get("/trainees").status_code == 200


def test_a_payment_of_what_was_settled_meanwhile_did_not_open_the_account(
    world: World, company: Company, manager: Browser, bills: list[Invoice]
) -> None:
    world.clock.now += timedelta(days=120)
    both = opened(world, company, *bills)
    again = opened(world, company, bills[0])
    transfer = Transfer(bills[0].total, world.portal.today, "R-1", (bills[0].id,))
    world.application.record_transfer(world.portal.context("staff", company.id), transfer)
    for one in (both, again):
        sends(world, event(world, session_object(one.aggregate(world), one.session)))
    browser = Browser(manager.app)
    browser.log_in("manager", company.manager.username, OWN_PASSWORD)
    first, second = (words(browser.get(f"/invoices/pay/{one.id}").text) for one in (both, again))
    assert "Your account is open" in first
    assert "A part of it was no longer owed" in first
    assert "Your account is open" not in second
    assert "All of it was no longer owed" in second
    assert "under Pay now" in second


def test_what_is_not_the_companys_is_no_page(
    world: World, company: Company, manager: Browser, bills: list[Invoice]
) -> None:
    other = world.company("Nordluft Handling GmbH")
    checkout = opened(world, company, bills[0])
    stranger = Browser(manager.app).sign_in(
        "manager", other.manager.username, other.manager.temporary_password
    )
    for id in (checkout.id, "f" * 32):
        assert stranger.get(f"/invoices/pay/{id}").status_code == 404
        assert stranger.post(f"/invoices/pay/{id}/ask").status_code == 404
    assert stranger.post("/invoices/pay", {"invoices": [bills[0].id]}).status_code == 404
    assert manager.get(f"/invoices/pay/{checkout.id}").status_code == 200


def test_a_program_pays_an_invoice_and_reads_what_became_of_it(
    world: World, company: Company, app: Flask, bills: list[Invoice], provider: RunningProvider
) -> None:
    with writing(world.portal.store.engine) as tx:
        token = make_token(tx, company.manager.person, company.id, "program", world.clock.now)
    client, heads = app.test_client(), {"Authorization": f"Bearer {token}", "Idempotency-Key": "payment-1"}
    answers = [
        client.post(f"/api/v1/invoices/{bills[0].id}/checkout", headers=heads, base_url=BASE_URL, json={})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json
    told = answers[0].json or {}
    assert (told["state"], told["amount"]["minor"]) == ("waiting", bills[0].total.minor)
    decides(told["address"], "pay")
    found = world.portal.store.get(Checkout, told["id"])
    sends(world, event(world, session_object(found, found.session)))
    state = client.get(f"/api/v1/checkouts/{told['id']}", headers=heads, base_url=BASE_URL).json or {}
    assert state["state"] == "completed"
    heads["Idempotency-Key"] = "payment-2"
    again = client.post(f"/api/v1/invoices/{bills[0].id}/checkout", headers=heads, base_url=BASE_URL, json={})
    assert again.status_code == 422


def test_a_key_that_was_used_for_another_invoice_does_not_bring_its_payment_page(
    world: World, company: Company, app: Flask, bills: list[Invoice], provider: RunningProvider
) -> None:
    with writing(world.portal.store.engine) as tx:
        token = make_token(tx, company.manager.person, company.id, "program", world.clock.now)
    client, heads = app.test_client(), {"Authorization": f"Bearer {token}", "Idempotency-Key": "payment-1"}
    told = [
        client.post(f"/api/v1/invoices/{bill.id}/checkout", headers=heads, base_url=BASE_URL).json
        for bill in bills[:2]
    ]
    assert [one["invoices"] for one in told if one] == [[bill.id] for bill in bills[:2]]


def test_forms_may_lead_to_the_payment_page_and_nowhere_else(world: World, browser: Browser) -> None:
    policy = browser.get("/manager/log-in").headers["Content-Security-Policy"]
    assert f"form-action 'self' {world.portal.settings.card_payments.pages};" in policy
