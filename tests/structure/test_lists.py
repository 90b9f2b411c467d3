"""Every list of managers has what lists have: search, sorting, filters, days, files. By construction."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import World
from structure.estates import BASE_URL, Estate, path_of, routes, standing_world
from training_portal.http import create_app
from training_portal.http.visitor import Kind

PICKERS = {"trainee_selection.show", "replace_trainee.show", "local_edit.show", "mailbox.show"}
"""Lists to choose or type into, and the demo's own: nobody wants them as a file."""
NEVER_DATED = {"compliance.show", "orders.one", "convention_reports.show"}
"""People as of a day, or of one order: all of the same day."""
LEDGER = {"statement.show"}
"""The account statement: its running balance has one order, and leaves nothing out."""
OF_TRAININGS = {
    *("trainees.show", "training_passed.show", "certified_trainees.show", "amend_certificate.show"),
    *("training_to_renew.show", "training_to_renew.removed", "not_started.show", "orders.show", "orders.one"),
    *("conventions.show", "convention_reports.show"),
}
WITH_A_STATUS = {
    *("trainees.show", "training_passed.show", "certified_trainees.show", "amend_certificate.show"),
    *("training_to_renew.show", "orders.show", "orders.one", "conventions.show", "convention_reports.show"),
    *("notifications.show", "trainee_managers.show", "invoices.show"),
}
_STATUS = re.compile(r'name="(?:status|holds)"|id="[\w-]+-(?:state|colour)-all"')


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = standing_world(sqlite_template, tmp_path_factory.mktemp("lists"))
    yield world
    world.close()


@pytest.fixture(scope="module")
def lists(world: World) -> dict[str, tuple[str, str]]:
    """Every list of a manager with rows, by endpoint: address and page."""
    estate = Estate(world, "Fret Atlantique SAS", world.course(Path(__file__).parents[1] / "mini_course"))
    app: Flask = create_app(world.portal)
    log_in = estate.company.manager
    browser = Browser(app, BASE_URL).sign_in("manager", log_in.username, log_in.temporary_password)
    found = {}
    for rule, method, entry in routes(app):
        if method != "GET" or Kind.MANAGER not in entry.kinds:
            continue
        path = path_of(rule, estate.things)[0]
        answer = browser.get(path)
        if answer.mimetype == "text/html" and 'class="panel list"' in answer.text:
            found[rule.endpoint] = (path, answer.text)
    return found


def test_every_list_is_searched_sorted_and_had_as_a_file(lists: dict[str, tuple[str, str]]) -> None:
    assert len(lists) >= 15
    for endpoint, (path, page) in lists.items():
        assert 'name="q"' in page or endpoint in LEDGER, endpoint
        if 'class="rows"' in page.partition('class="panel list"')[2].partition("</section>")[0]:
            assert "aria-sort" in page or endpoint in LEDGER | {"mailbox.show"}, endpoint
            files = [f'href="{path}?format={kind}"' in page for kind in ("csv", "xlsx")]
            assert all(files) or endpoint in PICKERS, endpoint


def test_every_list_is_bounded_by_days(lists: dict[str, tuple[str, str]]) -> None:
    without = {name for name, (_, page) in lists.items() if not re.search('name="from"', page)}
    assert without <= PICKERS | NEVER_DATED


def test_lists_about_trainings_are_narrowed_to_one(lists: dict[str, tuple[str, str]]) -> None:
    assert {name for name, (_, page) in lists.items() if re.search(r'name="training"', page)} == OF_TRAININGS


def test_lists_of_what_has_a_status_are_narrowed_by_it(lists: dict[str, tuple[str, str]]) -> None:
    assert {name for name, (_, page) in lists.items() if _STATUS.search(page)} >= WITH_A_STATUS
