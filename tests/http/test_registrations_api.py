"""A program changes registrations and trainees, and reads what was done."""

from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import outbox
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

    def post(self, path: str, body: Any = None, key: str = "") -> Any:
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        return self.client.post(f"/api/v1{path}", json=body, headers=headers)

    def patch(self, path: str, tag: str, **body: Any) -> Any:
        return self.client.patch(f"/api/v1{path}", json=body, headers={**self.headers, "If-Match": tag})


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def people(world: World, company: Company, mini: Path) -> list[Enrolment]:
    """Karim, who has passed, and Zoé and Ivo, who have not started."""
    order = world.order(company, world.course(mini), ["Karim Benali", "Zoé Perrin", "Ivo Dahl"])
    enrolments = world.enrolments(order)
    world.passes(enrolments[0])
    return enrolments


@pytest.fixture
def program(world: World, company: Company) -> Program:
    return Program(world, company)


def test_what_was_done_is_told_and_certified(program: Program, people: list[Enrolment]) -> None:
    place = f"/enrolments/{people[0].id}/attendance"
    told = program.get(f"{place}?language=fr").json
    assert (told["state"], told["seconds"], told["last_name"]) == ("passed", 120, "Benali")
    assert [module["completed_on"] for module in told["modules"]] == ["2026-11-23"] * 2
    assert [(test["attempt"], test["percent"]) for test in told["tests"]] == [(1, 100)]
    assert sum(one["seconds"] for one in told["connections"]) == 120
    paper = program.get(f"{place}/pdf")
    assert paper.data.startswith(b"%PDF-")
    assert "attendance-benali-karim" in paper.headers["Content-Disposition"]
    for path in ("", "/pdf"):
        assert program.get(f"/enrolments/{people[1].id}/attendance{path}").status_code == 422
    assert program.get(f"{place}?language=de").status_code == 422


def test_a_registration_is_cancelled_until_it_is_started(program: Program, people: list[Enrolment]) -> None:
    answer = program.post(f"/enrolments/{people[1].id}/cancel")
    assert (answer.status_code, answer.json["state"]) == (200, "cancelled")
    assert program.post(f"/enrolments/{people[1].id}/cancel").status_code == 422
    assert program.post(f"/enrolments/{people[0].id}/cancel").status_code == 422
    assert program.post(f"/orders/{people[0].order}/cancel").status_code == 422
    assert program.get(f"/orders/{people[0].order}").json["cancelled"] == 1


def test_an_order_that_nobody_started_is_cancelled_whole(
    world: World, company: Company, program: Program, people: list[Enrolment]
) -> None:
    order = world.order(company, people[0].course, ["Ann Zed", "Łucja Wójcik"])
    answer = program.post(f"/orders/{order.id}/cancel")
    assert (answer.status_code, answer.json["cancelled"], answer.json["not_started"]) == (200, 2, 0)


def test_a_registration_is_given_to_somebody_else(program: Program, people: list[Enrolment]) -> None:
    place = f"/enrolments/{people[1].id}"
    answer = program.post(f"{place}/replace", {"trainee": people[2].trainee.id})
    assert (answer.status_code, answer.json["last_name"]) == (200, "Dahl")
    newcomer = {"first_name": "Łucja", "last_name": "Wójcik"}
    answers = [program.post(f"{place}/replace-by-newcomer", newcomer, "newcomer-1") for _ in range(2)]
    assert [one.json["identifier"] for one in answers] == ["l.wojcik"] * 2
    assert len(program.get("/trainees").json) == 4
    started = program.post(f"/enrolments/{people[0].id}/replace", {"trainee": people[2].trainee.id})
    assert started.status_code == 422
    assert program.post(f"{place}/replace", {"trainee": "f" * 32}).status_code == 404


def test_a_trainee_with_an_address_is_reminded_once_a_day(
    world: World, program: Program, people: list[Enrolment]
) -> None:
    place, whom = f"/enrolments/{people[1].id}/reminder", f"/trainees/{people[1].trainee.id}"
    assert program.post(place).status_code == 422
    tag = program.get(whom).headers["ETag"]
    changed = program.patch(whom, tag, email="zoe@example.com")
    assert (changed.status_code, changed.json["email"]) == (200, "zoe@example.com")
    assert [program.post(place).status_code for _ in range(2)] == [202, 202]
    assert [row["occasion"] for row in world.rows(outbox)].count("start_reminder") == 1


def test_a_record_is_corrected_as_it_was_seen(program: Program, people: list[Enrolment]) -> None:
    whom = f"/trainees/{people[0].trainee.id}"
    tag = program.get(whom).headers["ETag"]
    assert program.patch(whom, tag, last_name="Bénali").json["last_name"] == "Bénali"
    assert program.patch(whom, tag, last_name="Other").status_code == 412
    tag = program.get(whom).headers["ETag"]
    assert program.patch(whom, tag).status_code == 422
    assert program.get("/certificates").json[0]["last_name"] == "Benali"
    assert program.get(f"{whom}/history").json[0]["occasion"] == "trainee.details_corrected"


def test_who_left_is_told_apart_and_comes_back(program: Program, people: list[Enrolment]) -> None:
    whom = f"/trainees/{people[0].trainee.id}"
    left = program.post(f"{whom}/leave").json
    assert (left["state"], left["left_on"]) == ("left", "2026-11-23")
    assert [row["last_name"] for row in program.get("/trainees?state=left").json] == ["Benali"]
    back = program.post(f"{whom}/return").json
    assert (back["state"], back["left_on"]) == ("present", None)


def test_a_reset_password_is_shown_on_the_page_and_not_by_the_api(
    program: Program, people: list[Enrolment]
) -> None:
    answer = program.post(f"/trainees/{people[0].trainee.id}/reset-password")
    assert answer.json.keys() == {"page"}
    assert answer.json["page"].endswith(f"/trainees/{people[0].trainee.id}/temporary-password")
    assert program.get(f"/trainees/{people[0].trainee.id}/history").json[0]["occasion"] == (
        "trainee.password_reset"
    )


def test_another_companys_people_answer_like_absent_ones(
    world: World, program: Program, people: list[Enrolment]
) -> None:
    stranger, before = Program(world, world.company("Nordluft Handling GmbH")), len(world.names_of_events())
    registration, trainee = f"/enrolments/{people[1].id}", f"/trainees/{people[1].trainee.id}"
    for place in (f"{registration}/cancel", f"{registration}/reminder", f"/orders/{people[1].order}/cancel"):
        assert stranger.post(place).status_code == 404
    for place in ("leave", "return", "reset-password"):
        assert stranger.post(f"{trainee}/{place}").status_code == 404
    sent = {"trainee": people[2].trainee.id}
    assert stranger.post(f"{registration}/replace", sent).status_code == 404
    assert stranger.patch(trainee, '"x"', last_name="Mine").status_code == 404
    assert stranger.get(f"{registration}/attendance").status_code == 404
    assert len(world.names_of_events()) == before
