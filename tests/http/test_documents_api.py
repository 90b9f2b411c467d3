"""A program downloads documents together, and brings past certificates along."""

from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from dsl import Company, World
from training_portal.aggregates.order import Order
from training_portal.event_store.engine import writing
from training_portal.http import create_app
from training_portal.identity.tokens import make_token


class Program:
    """A program of a company's manager."""

    def __init__(self, world: World, company: Company) -> None:
        with writing(world.portal.store.engine) as tx:
            token = make_token(tx, company.manager.person, company.id, "tests", world.clock.now)
        self.client = create_app(world.portal).test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers)

    def brings(self, *rows: dict[str, str], **facts: Any) -> Any:
        sent = {"rows": [{"training": "MINI", "completed_on": "2026-01-31", **row} for row in rows], **facts}
        return self.client.post("/api/v1/past-certificates", json=sent, headers=self.headers)


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def order(world: World, company: Company, mini: Path) -> Order:
    """An order for Karim and Ann, who have passed, and Ivo, who has not started."""
    order = world.order(company, world.course(mini), ["Karim Benali", "Ann Zed", "Ivo Dahl"])
    for enrolment in world.enrolments(order)[:2]:
        world.passes(enrolment)
    return order


@pytest.fixture
def program(world: World, company: Company) -> Program:
    return Program(world, company)


def names_in(answer: Any) -> list[str]:
    return ZipFile(BytesIO(answer.data)).namelist()


def test_what_the_list_names_is_downloaded_together(program: Program, order: Order) -> None:
    numbers = [row["number"] for row in program.get("/certificates?sort=sort_name").json]
    together = program.get("/certificates/zip?sort=sort_name")
    assert together.mimetype == "application/zip"
    assert names_in(together) == [f"certificate-{number}-v1.pdf" for number in numbers]
    assert len(names_in(program.get("/certificates/zip?search=benali"))) == 1
    assert len(names_in(program.get("/certificates/zip?page_size=1&page=2"))) == 1
    assert len(PdfReader(BytesIO(program.get("/certificates/merged-pdf").data)).pages) == 2
    assert program.get("/certificates/zip?search=nobody").status_code == 404


def test_the_attendance_of_an_order_is_downloaded_together(
    world: World, company: Company, program: Program, order: Order
) -> None:
    answer = program.get(f"/orders/{order.id}/attendance?language=fr")
    assert [name[:19] for name in names_in(answer)] == ["attendance-benali-k", "attendance-zed-ann-"]
    assert f"{order.number}-attendance.zip" in answer.headers["Content-Disposition"]
    stranger = Program(world, world.company("Nordluft Handling GmbH"))
    assert stranger.get(f"/orders/{order.id}/attendance").status_code == 404
    assert stranger.get("/certificates/zip").status_code == 404


def test_past_certificates_are_taken_over_once(program: Program, order: Order) -> None:
    rows = {"identifier": "i.dahl", "number": "A-1"}, {"first_name": "Zoé", "last_name": "Perrin"}
    told = program.brings(*rows, dry_run=True)
    assert [row["verdict"] for row in told.json["rows"]] == ["known", "new"]
    assert (told.status_code, told.json["trainings"]) == (200, 0)
    done = program.brings(*rows).json
    assert (done["trainings"], done["people"]) == (2, 1)
    assert [row["last_name"] for row in program.get("/trainees?search=perrin").json] == ["Perrin"]
    again = program.brings({"identifier": "i.dahl", "number": "A-1"}).json
    assert (again["trainings"], [row["verdict"] for row in again["rows"]]) == (0, ["done"])


def test_a_fault_or_an_open_question_stops_the_whole_list(program: Program, order: Order) -> None:
    right, same = {"identifier": "i.dahl"}, {"first_name": "Ann", "last_name": "Zed"}
    refused = program.brings(right, same, {"identifier": "i.dahl", "completed_on": "tomorrow"})
    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json["errors"]] == ["#/rows/1", "#/rows/2"]
    assert "a.zed" in refused.json["errors"][0]["detail"]
    assert program.brings({**right, "training": "NONE"}).status_code == 422
    assert program.brings(right, same, namesakes="link").json["people"] == 0
    assert program.brings({**same, "completed_on": "2025-01-31"}, namesakes="new").json["people"] == 1


@pytest.mark.parametrize(
    ("list_of", "status"),
    [
        *((name, 200) for name in ("trainees", "orders", "enrolments", "certificates", "managers")),
        *((name, 200) for name in ("notifications", "renewals", "conventions", "invoices", "compliance")),
        ("certificates/zip", 404),
    ],
)
def test_a_page_beyond_every_number_is_empty(
    program: Program, order: Order, list_of: str, status: int
) -> None:
    answer = program.get(f"/{list_of}?page={10**30}")
    assert answer.status_code == status
    assert status == 404 or answer.json == []
