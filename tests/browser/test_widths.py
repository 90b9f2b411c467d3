"""At no width does a page scroll sideways or anything leave its card, however long the names are."""

import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from browsing import OWN_PASSWORD
from dsl import World, settings_for
from structure.estates import Estate, path_of, routes
from training_portal.aggregates.staff import StaffRole
from training_portal.application.invoices import POEdit
from training_portal.http import create_app
from training_portal.http.visitor import Kind

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
WIDTHS = (320, 360, 768, 1024, 1280, 1920)
FIRST = "Maximilienne-Alexandrine-Constantine-Bea"
LAST = "Wolfeschlegelsteinhausenbergerdorffingen"
PEOPLE = (f"{FIRST} {LAST}", f"Aé {LAST}Llanfairpwllgwyngyll", f"{FIRST[:20]} Llanfairpwllgwyngyll")
COMPANY = f"Internationale-Gefahrgutbeförderung {LAST}{LAST} SAS"
LEAVING = """() => {
  const root = document.documentElement, found = [];
  const apart = '.unseen, thead, option, svg, .menu ul, .matrix .list-results, .lesson, pre, .letter-frame';
  const places = function* (card) {
    const words = document.createTreeWalker(card, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const node = words.currentNode, isText = node.nodeType === Node.TEXT_NODE;
      const range = document.createRange();
      if ((isText ? node.parentElement : node).closest(apart)) continue;
      if (isText) range.selectNode(node);
      for (const place of (isText ? range : node).getClientRects()) yield [place, node.textContent.trim()];
    }
  };
  for (const card of document.querySelectorAll('.panel, .tile, .alert, .offer, .purchase-cart')) {
    const edge = card.getBoundingClientRect();
    for (const [place, words] of places(card))
      if (place.width && (place.right > edge.right + 1 || place.left < edge.left - 1))
        found.push(`${words.slice(0, 40)} leaves its card`);
  }
  if (root.scrollWidth > root.clientWidth) found.unshift(`scrolls by ${root.scrollWidth - root.clientWidth}`);
  return found.slice(0, 3);
}"""
"""What is wider than the window, or leaves its card: the boxes, and the words in them."""


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal that listens at its own address, with the demo's pages."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = settings_for(sqlite_url, tmp_path, base_url=f"http://127.0.0.1:{port}")
    world = World(settings.with_changes(staff_second_factor=False, mailbox_page=True))
    yield world
    world.close()


@pytest.fixture
def app(world: World) -> Iterator[Flask]:
    app = create_app(world.portal)
    port = int(world.portal.settings.base_url.rpartition(":")[2])
    server = make_server("127.0.0.1", port, app, threaded=True)
    listening = Thread(target=server.serve_forever)
    listening.start()
    yield app
    server.shutdown()
    listening.join()
    server.server_close()


@pytest.fixture
def estate(world: World, mini: Path) -> Estate:
    """A company of long names, with one of everything."""
    estate = Estate(world, COMPANY, world.course(mini), PEOPLE, waiting=PEOPLE[0])
    number = f"PO-{LAST}".ljust(50, "9")
    bill = estate.things["invoice"]
    world.application.edit_po_numbers(world.as_manager(estate.company), {bill: POEdit(number)})
    return estate


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window of somebody who reads French, whose words are the longer ones."""
    context = chromium.new_context(locale="fr-FR")
    yield context.new_page()
    context.close()


def signs_in(page: Page, world: World, door: Kind, username: str, temporary: str) -> None:
    page.goto(f"{world.portal.settings.base_url}/{door.value}/log-in")
    page.locator("#username").fill(username)
    page.locator("#password").fill(temporary)
    page.locator("main form button").first.click()
    for field in ("#password", "#repeated"):
        page.locator(field).fill(OWN_PASSWORD)
    page.locator("main form button").first.click()
    page.locator(".rail-choices button", has_text="Français").filter(visible=True).first.click()


def paths(app: Flask, kind: Kind, things: dict[str, str]) -> list[str]:
    """Every page that somebody of a kind reads, of the company's own things."""
    found = {
        path_of(rule, things)[0]
        for rule, method, entry in routes(app)
        if method == "GET" and kind in entry.kinds and not entry.is_for_tokens
    }
    return sorted(path for path in found if not path.startswith(("/api", "/static")))


def keep_in(page: Page, world: World, paths: list[str]) -> tuple[int, list[str]]:
    """How many pages there were, and what does not keep within its card or the window on them."""
    read, wrong = 0, []
    for path in paths:
        answer = page.context.request.get(world.portal.settings.base_url + path, max_redirects=0)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        page.goto(world.portal.settings.base_url + path)
        read += 1
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wrong += [f"{path} at {width}: {what}" for what in page.evaluate(LEAVING)]
    return read, wrong


def test_no_page_of_a_manager_leaves_its_width(world: World, app: Flask, estate: Estate, page: Page) -> None:
    manager = estate.company.manager
    signs_in(page, world, Kind.MANAGER, manager.username, manager.temporary_password)
    read, wrong = keep_in(page, world, paths(app, Kind.MANAGER, estate.things))
    assert not wrong, "\n".join(wrong)
    assert read >= 45


def test_no_page_of_staff_leaves_its_width(world: World, app: Flask, estate: Estate, page: Page) -> None:
    context = world.portal.context("cli")
    olga = world.application.add_staff(
        context, "Olga", LAST, "olga@example.com", StaffRole.ADMINISTRATOR, "fr"
    )
    signs_in(page, world, Kind.STAFF, olga.username, olga.temporary_password)
    read, wrong = keep_in(page, world, paths(app, Kind.STAFF, estate.things))
    assert not wrong, "\n".join(wrong)
    assert read >= 20


def test_no_page_of_a_trainee_leaves_its_width(world: World, app: Flask, estate: Estate, page: Page) -> None:
    signs_in(page, world, Kind.TRAINEE, *estate.log_ins[0])
    read, wrong = keep_in(page, world, paths(app, Kind.TRAINEE, estate.things))
    assert not wrong, "\n".join(wrong)
    assert read >= 5
