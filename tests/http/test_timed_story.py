"""One invoice from its order to the day after three months, and back: chapter 10 of the guide, day by day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import World, settings_for
from structure.estates import BASE_URL, Estate, path_of, routes
from training_portal.aggregates.account import Account
from training_portal.aggregates.invoice import Invoice
from training_portal.application.orders import WantedLine
from training_portal.event_store.schema import outbox
from training_portal.http import create_app
from training_portal.http.visitor import Kind
from training_portal.projections.overdue import owed_by
from training_portal.worker import suspend_accounts_with_old_invoices

ORDERED, ALERTED = date(2026, 11, 30), date(2027, 1, 31)
LAST_DAY, SUSPENDED = date(2027, 2, 28), date(2027, 3, 1)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(sqlite_url, tmp_path, base_url=BASE_URL, staff_second_factor=False))
    world.clock.now = noon(ORDERED)
    yield world
    world.close()


@pytest.fixture
def estate(world: World, mini: Path) -> Estate:
    """A company that has one of everything, ordered on 30 November."""
    return Estate(world, "Fret Atlantique SAS", world.course(mini))


@pytest.fixture
def app(world: World) -> Flask:
    return create_app(world.portal)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(11), UTC)


def signs_in(app: Flask, estate: Estate) -> Browser:
    """A new sign-in of the manager."""
    manager, browser = estate.company.manager, Browser(app)
    browser.log_in("manager", manager.username, OWN_PASSWORD)
    return browser


def first_sign_in(app: Flask, estate: Estate) -> Browser:
    manager = estate.company.manager
    return Browser(app).sign_in("manager", manager.username, manager.temporary_password)


def is_suspended(world: World, estate: Estate) -> bool:
    return world.portal.store.get(Account, estate.company.id).suspended


def letters(world: World, occasion: str) -> set[str]:
    return {row["recipient"] for row in world.rows(outbox) if row["occasion"] == occasion}


@pytest.mark.parametrize("by", ["the job", "the first request"])
def test_the_story_of_an_unpaid_invoice(world: World, app: Flask, estate: Estate, by: str) -> None:
    browser, bill = first_sign_in(app, estate), estate.things["invoice"]
    assert browser.submit("/local-edit", invoice=bill, po_number="PO-4711").status_code == 303
    assert world.portal.store.get(Invoice, bill).po_number == "PO-4711"

    world.clock.now = noon(date(2027, 1, 30))
    assert "Unpaid invoices" not in signs_in(app, estate).get("/dashboard").text
    world.clock.now = noon(ALERTED)
    page = signs_in(app, estate).get("/dashboard").text
    for words in ("Unpaid invoices", "F-2026-000001", "Pay now", "29 days"):
        assert words in page

    world.clock.now = noon(LAST_DAY)
    suspend_accounts_with_old_invoices(world.portal)
    browser = signs_in(app, estate)
    assert browser.get("/trainees").status_code == 200
    assert not is_suspended(world, estate)
    world.clock.now = noon(SUSPENDED)
    if by == "the job":
        suspend_accounts_with_old_invoices(world.portal)
        assert is_suspended(world, estate)
    browser = signs_in(app, estate)
    browser.get("/trainees")
    assert is_suspended(world, estate)
    assert len(letters(world, "account_suspended")) == 2

    only_money_is_open(app, estate, browser)
    world.pays(estate.company)
    assert not is_suspended(world, estate)
    assert browser.get("/trainees").status_code == 200
    assert len(letters(world, "account_reinstated")) == 2


def only_money_is_open(app: Flask, estate: Estate, browser: Browser) -> None:
    """Walk all routes of managers and of their programs: what does not say otherwise is refused."""
    token = {"Authorization": f"Bearer {estate.token}"}
    refused, open_ = set(), set()
    for rule, method, entry in routes(app):
        path, _ = path_of(rule, estate.things)
        if Kind.API_TOKEN in entry.kinds:
            answer = app.test_client().open(path, method=method, base_url=BASE_URL, headers=token, json={})
        elif Kind.MANAGER in entry.kinds and method == "GET":
            answer = browser.get(path)
        else:
            continue
        assert (answer.status_code == 403) != entry.suspended, (method, rule.rule, answer.status)
        (open_ if entry.suspended else refused).add(rule.endpoint)
    assert {"trainees.show", "dashboard.show", "catalogue.show", "api_orders.OrderList"} <= refused
    assert {"invoices.show", "pay_now.show", "profile.show", "api_invoices.InvoiceList"} <= open_
    assert len(refused) > 40


def test_crediting_the_old_invoices_gives_the_account_back_as_well(
    world: World, app: Flask, estate: Estate
) -> None:
    world.clock.now = noon(SUSPENDED)
    suspend_accounts_with_old_invoices(world.portal)
    assert is_suspended(world, estate)
    staff = world.portal.context("staff", estate.company.id)
    with world.portal.reading() as tx:
        owed = [row["id"] for row in owed_by(tx, estate.company.id)]
    for bill in owed:
        assert is_suspended(world, estate)
        world.application.credit_invoice(staff, bill, "Agreed by telephone.")
    assert not is_suspended(world, estate)
    wanted = WantedLine(estate.things["course"], "en", 24, newcomers=(("Nils", "Berg", ""),))
    context = world.as_manager(estate.company)
    assert world.application.order_at_once(context, world.portal.settings.terms_version, [wanted])
