"""Chapter 10.2 of the guide in a real browser: an account that is suspended is paid for, and open at once."""

import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from browser.desk import Desk
from dsl import World, settings_for
from paying import invoice_of, provider_at_work
from training_portal.http import create_app

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def paid_world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal and the test provider, each at an address that browsers and notices reach."""
    portal_port, provider_port = _free_ports()
    settings = settings_for(sqlite_url, tmp_path, base_url=f"http://127.0.0.1:{portal_port}")
    place = f"http://127.0.0.1:{provider_port}"
    world = World(
        settings.with_changes(card_payments=replace(settings.card_payments, api_base=place, pages=place))
    )
    server = make_server("127.0.0.1", portal_port, create_app(world.portal), threaded=True)
    listening = Thread(target=server.serve_forever)
    listening.start()
    with provider_at_work(world, tmp_path, f"{settings.base_url}/payments/notices") as provider:
        provider.post.start()
        yield world
        provider.post.stop()
    server.shutdown()
    listening.join()
    server.server_close()
    world.close()


def _free_ports() -> list[int]:
    probes = [socket.socket() for _ in range(2)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(params=["en", "fr"])
def desk(request: pytest.FixtureRequest, chromium: Browser, paid_world: World) -> Iterator[Desk]:
    locale = {"en": "en-GB", "fr": "fr-FR"}[request.param]
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale=locale)
    context.set_default_timeout(15_000)
    desk = Desk(context.new_page(), paid_world, request.param)
    yield desk
    context.close()
    assert desk.complaints == []


def test_a_suspended_company_pays_and_is_open_again(desk: Desk, mini: Path) -> None:
    company, course = desk.world.company(language=desk.language), desk.world.course(mini)
    bills = [invoice_of(desk.world, company, course, people) for people in (1, 2)]
    desk.signs_in("Manager Log-In", company.manager.username, company.manager.temporary_password)
    desk.world.clock.moves(days=100)
    desk.opens("/manager/log-in")
    desk.types("Username", company.manager.username)
    desk.types("Password", "sept girafes bleues 42")
    desk.presses("Log in")

    desk.opens("/trainees")
    desk.sees(re.compile("suspend", re.IGNORECASE))
    desk.opens("/invoices/pay")
    desk.check_access()
    has_the_card_declined(desk, bills[0].number)
    pays_everything(desk)
    desk.sees(desk.says("Your account is open: you can use the whole portal."))
    desk.check_access()
    desk.opens("/trainees")
    expect(desk.page.locator("h1")).to_have_text(desk.says("Trainees"))
    desk.opens("/invoices/pay")
    desk.sees(desk.says("Nothing is owed: every invoice is settled."))
    assert desk.world.names_of_events().count("account.reinstated") == 1


def has_the_card_declined(desk: Desk, number: str) -> None:
    """Go to pay one invoice, and come back without having paid."""
    desk.page.get_by_role("button", name=number).click()
    desk.sees(number)
    desk.check_access()
    desk.presses("Have the card declined")
    desk.sees(desk.says("Your card was declined."))
    desk.presses("Leave without paying")
    desk.sees(desk.says("The card was declined. Nothing was charged."))
    desk.check_access()


def pays_everything(desk: Desk) -> None:
    """Press Pay now for all open invoices, and pay; the page tells what came of it by itself."""
    desk.opens("/invoices/pay")
    desk.page.get_by_role("button", name=desk.says("Pay now")).first.click()
    desk.page.locator("button[value=pay]").click()
    thanks = desk.says("Thank you. Your payment of %(amount)s was received.").partition("%")[0]
    expect(desk.page.locator("#outcome")).to_contain_text(thanks.strip(), timeout=15_000)
