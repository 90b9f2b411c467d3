"""No manager finds a link or a button that leads to a refusal: every page, as each role, by construction."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from browsing import Browser
from dsl import World
from structure.estates import BASE_URL, Estate, path_of, routes, standing_world
from training_portal.aggregates.manager import ManagerRole
from training_portal.http import create_app
from training_portal.http.access import entry_of
from training_portal.http.visitor import Kind
from training_portal.identity.rights import has_right

_OFFERS = re.compile(r"<(?:a|button|form)\b[^>]*>")
_PLACE = re.compile(r'\b(href|action|formaction|hx-get|hx-post)="([^"]*)"')


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = standing_world(sqlite_template, tmp_path_factory.mktemp("offered"))
    yield world
    world.close()


@pytest.fixture(scope="module")
def app(world: World) -> Flask:
    return create_app(world.portal)


@pytest.fixture(scope="module")
def estate(world: World) -> Estate:
    return Estate(world, "Fret Atlantique SAS", world.course(Path(__file__).parents[1] / "mini_course"))


def pages(app: Flask, estate: Estate) -> list[str]:
    """Every page that managers read, of the company's own things."""
    found = [
        path_of(rule, estate.things)[0]
        for rule, method, entry in routes(app)
        if method == "GET" and Kind.MANAGER in entry.kinds
    ]
    return [path for path in found if not path.endswith((".pdf", ".zip"))]


def offers(page: str) -> set[tuple[str, str]]:
    """What a page offers: methods and addresses of its links, buttons and forms."""
    found = set()
    for tag in _OFFERS.findall(page):
        by_form = re.search(r'\bmethod="post"', tag) is not None
        for name, place in _PLACE.findall(tag):
            posts = name in ("formaction", "hx-post") or (name == "action" and by_form)
            found.add(("POST" if posts else "GET", urlsplit(html.unescape(place)).path))
    return found


def leads_to_refusal(app: Flask, role: ManagerRole, method: str, path: str) -> bool:
    """Whether a manager of a role is refused at an address of ours."""
    try:
        endpoint, _ = app.url_map.bind("localhost").match(path, method)
    except HTTPException:
        return False
    entry = entry_of(app, str(endpoint), method)
    assert entry is not None
    return Kind.MANAGER in entry.kinds and not has_right(role.value, entry.needed(method))


@pytest.mark.parametrize("role", ManagerRole)
def test_no_page_offers_a_manager_what_the_role_does_not_open(
    world: World, app: Flask, estate: Estate, role: ManagerRole
) -> None:
    context = world.portal.context("cli", estate.company.id)
    colleague = world.application.appoint_manager(
        context, "Ute", "Rolle", f"{role.value}@example.com", "en", role
    )
    browser = Browser(app, BASE_URL)
    browser.sign_in("manager", colleague.username, colleague.temporary_password)
    read, wrong = 0, []
    for page in pages(app, estate):
        answer = browser.get(page)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        read += 1
        wrong += [
            f"{page} offers {method} {path}"
            for method, path in sorted(offers(answer.text))
            if leads_to_refusal(app, role, method, path)
        ]
    assert read >= (3 if role is ManagerRole.INVOICES else 20)
    assert not wrong, "\n".join(wrong)
