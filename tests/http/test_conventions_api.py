"""Agreements by the API: a program reads the document, accepts it by its digest, and follows the reports."""

import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from agreeing import cancels
from dsl import Company, World
from training_portal.aggregates.convention import convention_id
from training_portal.aggregates.order import Order
from training_portal.documents.kept import kept_documents
from training_portal.event_store.engine import writing
from training_portal.http import create_app
from training_portal.identity.tokens import make_token


class Program:
    """A program of a company's manager, at one agreement."""

    def __init__(self, world: World, company: Company, order: Order) -> None:
        with writing(world.portal.store.engine) as tx:
            token = make_token(tx, company.manager.person, company.id, "tests", world.clock.now)
        self.client = create_app(world.portal).test_client()
        self.headers = {"Authorization": f"Bearer {token}"}
        self.place = f"/api/v1/conventions/{convention_id(order.id)}"

    def get(self, path: str = "") -> Any:
        return self.client.get(self.place + path, headers=self.headers)

    def accept(self, version: int, digest: str) -> Any:
        body = {"version": version, "digest": digest}
        return self.client.post(f"{self.place}/accept", json=body, headers=self.headers)

    def sign(self, version: int, content: bytes) -> Any:
        sent = {"file": (io.BytesIO(content), "signed.pdf")}
        return self.client.put(f"{self.place}/versions/{version}/signed", data=sent, headers=self.headers)

    def digest(self, version: int = 1) -> str:
        return sha256(self.get(f"/versions/{version}/pdf").data).hexdigest()


@pytest.fixture
def program(world: World, company: Company, order: Order) -> Program:
    return Program(world, company, order)


def test_agreements_are_listed_by_state(program: Program) -> None:
    def numbers(question: str) -> list[str]:
        answer = program.client.get(f"/api/v1/conventions{question}", headers=program.headers)
        return [row["number"] for row in answer.json]

    assert numbers("") == numbers("?state=to_accept") == numbers("?search=o-2026") == ["V-2026-000001"]
    assert numbers("?state=accepted") == []


def test_an_agreement_is_accepted_by_the_digest_of_what_was_downloaded(program: Program) -> None:
    refused = program.accept(1, "a" * 64)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/digest")
    answer = program.accept(1, program.digest())
    assert (answer.status_code, answer.json["state"]) == (200, "accepted")
    assert answer.json["versions"][0]["accepted_name"] == "Claire Morel"
    assert program.accept(1, program.digest()).status_code == 422


def test_every_version_is_downloaded_and_no_other(
    world: World, company: Company, order: Order, program: Program
) -> None:
    cancels(world, company, order, order.enrolments[0])
    assert program.digest(1) != program.digest(2)
    assert [program.get(f"/versions/{n}/pdf").status_code for n in (0, 1, 2, 3)] == [404, 200, 200, 404]
    assert [version["version"] for version in program.get().json["versions"]] == [2, 1]


def test_a_signed_copy_is_kept_and_given_back_as_it_was_sent(
    world: World, company: Company, order: Order, program: Program
) -> None:
    assert program.get("/versions/1/signed").status_code == 404
    copy = program.get("/versions/1/pdf").data
    answer = program.sign(1, copy)
    assert (answer.status_code, answer.json["state"]) == (200, "signed")
    assert answer.json["versions"][0]["signed_at"]
    assert program.get("/versions/1/signed").data == copy
    again = copy + b"\n%%EOF\n"
    assert program.sign(1, again).status_code == 200
    assert program.get("/versions/1/signed").data == again
    assert [row["content"] for row in world.rows(kept_documents) if "/signed/" in row["name"]] == [again]
    assert program.get("/versions/2/signed").status_code == 404


def test_a_signed_copy_is_a_pdf_of_the_newest_version(
    world: World, company: Company, order: Order, program: Program
) -> None:
    assert program.sign(1, b"a scan").status_code == 422
    assert (
        program.client.put(f"{program.place}/versions/1/signed", headers=program.headers).status_code == 422
    )
    copy = program.get("/versions/1/pdf").data
    cancels(world, company, order, order.enrolments[0])
    assert program.sign(1, copy).status_code in (409, 422)
    assert [program.sign(number, copy).status_code for number in (0, 3)] == [404, 404]
    assert program.get("/versions/1/signed").status_code == 404


def test_reports_say_what_each_trainee_has_done(world: World, order: Order, program: Program) -> None:
    world.passes(world.enrolments(order)[0])
    karim, zoe = program.get("/reports").json
    assert (karim["state"], karim["modules_done"], karim["seconds"], karim["percent"]) == (
        "passed",
        2,
        120,
        100,
    )
    assert (zoe["state"], zoe["started_at"], zoe["percent"]) == ("not_started", None, None)


def test_another_companys_agreement_answers_like_an_absent_one(
    world: World, order: Order, program: Program, mini: Path
) -> None:
    stranger = Program(world, world.company("Nordluft Handling GmbH"), order)
    for path in ("", "/versions/1/pdf", "/versions/1/signed", "/reports"):
        assert stranger.get(path).status_code == 404
    assert stranger.sign(1, program.get("/versions/1/pdf").data).status_code == 404
    assert stranger.accept(1, program.digest()).status_code == 404
