"""Every list as a file: all rows of its search, filters and days, in the reader's language, nobody else's."""

import csv
import io
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from browsing import Browser
from dsl import Company, World
from training_portal.aggregates.order import Order
from training_portal.event_store.lists import Found
from training_portal.http.list_files import MOST_ROWS, ListIsTooLong, list_file
from training_portal.http.listing import ListShape, ListState
from training_portal.projections.orders import orders

LISTS = ("/trainees", "/orders", "/training-passed", "/certified-trainees")


def rows_of(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    assert answer.content_type == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_had_whole_as_a_file_named_by_its_day(
    manager: Browser, world: World, order: Order, path: str, kind: str
) -> None:
    for enrolment in world.enrolments(order):
        world.passes(enrolment)
    page = manager.get(path)
    assert f'href="{path}?format={kind}"' in page.text
    answer = manager.get(f"{path}?format={kind}&per=1&page=2")
    name = path.removeprefix("/")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}-2026-11-23.{kind}"
    if kind == "csv":
        assert len(rows_of(answer)) == (2 if path == "/orders" else 3)
    else:
        assert load_workbook(io.BytesIO(answer.data)).active.max_row == (2 if path == "/orders" else 3)


def test_a_file_has_what_the_search_and_the_days_leave(manager: Browser, world: World, order: Order) -> None:
    answer = manager.get("/trainees?format=csv&q=lefevre")
    assert rows_of(answer) == [
        [
            "Last name",
            "First name",
            "Identifier",
            "E-mail",
            "Registered",
            "Trainings",
            "Of these passed",
            "Left on",
        ],
        ["Lefèvre", "Zoé", world.enrolments(order)[1].trainee.identifier, "", "2026-11-23", "1", "0", ""],
    ]
    assert len(rows_of(manager.get("/trainees?format=csv&from=2026-11-23&to=2026-11-23"))) == 3
    assert len(rows_of(manager.get("/trainees?format=csv&from=2026-11-24"))) == 1
    assert len(rows_of(manager.get("/trainees?format=csv&to=2026-11-22"))) == 1


def test_a_day_is_the_providers_day(browser: Browser, company: Company, world: World, mini: Path) -> None:
    course = world.course(mini)
    world.clock.now = datetime.fromisoformat("2026-11-24T23:30:00+01:00")
    world.order(company, course, ["Late Evening"])
    world.clock.now = datetime.fromisoformat("2026-11-25T00:30:00+01:00")
    world.order(company, course, ["Past Midnight"])
    browser.sign_in("manager", company.manager.username, company.manager.temporary_password)
    found = rows_of(browser.get("/trainees?format=csv&from=2026-11-25&to=2026-11-25"))
    assert [row[:2] + row[4:5] for row in found[1:]] == [["Midnight", "Past", "2026-11-25"]]


def test_the_registrations_of_an_order_are_a_file_too(manager: Browser, order: Order) -> None:
    found = rows_of(manager.get(f"/orders/{order.id}?format=csv&state=not_started"))
    assert [row[0] for row in found] == ["Last name", "Benali", "Lefèvre"]
    assert {row[4] for row in found[1:]} == {"Not started"}


def test_amounts_are_numbers_with_their_currency(manager: Browser, world: World, order: Order) -> None:
    sheet = load_workbook(io.BytesIO(manager.get("/orders?format=xlsx").data)).active
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["Order"], row["Placed"]) == (order.number, datetime(2026, 11, 23))
    [placed] = world.rows(orders)
    assert (row["Total with VAT"], row["Currency"]) == (placed["total_minor"] / 100, "EUR")


def test_nobodys_file_has_rows_of_another_company(manager: Browser, world: World, mini: Path) -> None:
    other = world.company("Nordluft Handling GmbH")
    world.order(other, world.course(mini), ["Anke Bauer"])
    for path in LISTS:
        assert len(rows_of(manager.get(f"{path}?format=csv"))) == 1


def test_an_unknown_format_is_the_page(manager: Browser) -> None:
    assert manager.get("/trainees?format=exe").content_type == "text/html; charset=utf-8"


def test_a_list_longer_than_a_file_is_refused_and_not_cut() -> None:
    state = ListState.read({"format": "csv"}, "/x", ListShape())
    with pytest.raises(ListIsTooLong, match=str(MOST_ROWS + 1)):
        list_file(state, "x", lambda wanted: Found([], MOST_ROWS + 1))
