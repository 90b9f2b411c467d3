"""A program looks after managers, the own profile, letters and renewals."""

from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import outbox
from training_portal.http import create_app
from training_portal.identity.tokens import make_token

NEW = {"first_name": "Marc", "last_name": "Petit", "email": "marc@example.com", "language": "fr"}


class Program:
    """A program of a manager."""

    def __init__(self, world: World, company: Company, manager: str) -> None:
        with writing(world.portal.store.engine) as tx:
            token = make_token(tx, manager, company.id, "tests", world.clock.now)
        self.client = create_app(world.portal).test_client()
        self.headers = {"Authorization": f"Bearer {token}"}

    def asks(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        sent = {**self.headers, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=sent)

    def get(self, path: str) -> Any:
        return self.asks("GET", path)

    def changes(self, path: str, **body: Any) -> Any:
        return self.asks("PATCH", path, body, If_Match=self.get(path).headers["ETag"])

    def appoints(self, key: str = "manager-1", **body: Any) -> Any:
        return self.asks("POST", "/managers", {**NEW, "role": "purchasing", **body}, Idempotency_Key=key)


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def program(world: World, company: Company) -> Program:
    return Program(world, company, company.manager.person)


def test_a_manager_is_appointed_once_and_told_by_mail(world: World, program: Program) -> None:
    answers = [program.appoints() for _ in range(2)]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json["id"] == answers[1].json["id"]
    assert (answers[0].json["username"], answers[0].json["role"]) == ("m.petit", "purchasing")
    assert "password" not in answers[0].text
    assert [row["occasion"] for row in world.rows(outbox)].count("manager_appointed") == 2
    assert [row["last_name"] for row in program.get("/managers?sort=sort_name").json] == ["Morel", "Petit"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [({"role": "king"}, "#/role"), ({"email": "nobody"}, "#/email"), ({"first_name": "金"}, "#/first_name")],
)
def test_what_is_wrong_about_a_new_manager_is_pointed_at(
    program: Program, wrong: dict[str, str], pointer: str
) -> None:
    answer = program.appoints(**wrong)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, pointer)
    assert len(program.get("/managers").json) == 1


def test_a_manager_is_changed_as_seen_and_deactivated(program: Program) -> None:
    place = f"/managers/{program.appoints().json['id']}"
    old = program.get(place).headers["ETag"]
    assert program.changes(place, role="read_only").json["role"] == "read_only"
    assert program.asks("PATCH", place, {"last_name": "Grand"}, If_Match=old).status_code == 412
    assert program.asks("POST", f"{place}/send-log-in").status_code == 202
    assert program.asks("DELETE", place).status_code == 204
    assert program.get(place).json["state"] == "former"
    assert [row["last_name"] for row in program.get("/managers?state=former").json] == ["Petit"]
    assert program.asks("DELETE", place).status_code == 404
    assert program.asks("POST", f"{place}/send-log-in").status_code == 404


def test_the_last_full_manager_stays(program: Program, company: Company) -> None:
    place = f"/managers/{company.manager.person}"
    assert program.asks("DELETE", place).status_code == 422
    assert program.changes(place, role="read_only").status_code == 422
    assert program.get(place).json["role"] == "full"


def test_a_colleague_with_fewer_rights_reads_at_most(
    world: World, program: Program, company: Company
) -> None:
    for role, status in (("read_only", 200), ("purchasing", 403), ("invoices", 403)):
        colleague = program.appoints(f"key-of-{role}", role=role, email=f"{role}@example.com").json["id"]
        theirs = Program(world, company, colleague)
        assert theirs.get("/managers").status_code == status
        assert theirs.appoints("key-of-theirs").status_code == 403
        assert theirs.asks("DELETE", f"/managers/{company.manager.person}").status_code == 403
        assert theirs.get("/profile").json["role"] == role


def test_another_companys_manager_answers_like_an_absent_one(world: World, program: Program) -> None:
    place = f"/managers/{world.company('Nordluft Handling GmbH').manager.person}"
    assert program.get(place).status_code == 404
    assert program.asks("PATCH", place, {}, If_Match='"x"').status_code == 404
    assert program.asks("DELETE", place).status_code == 404
    assert program.asks("POST", f"{place}/send-log-in").status_code == 404


def test_the_own_profile_is_changed_in_part(world: World, program: Program) -> None:
    changed = program.changes("/profile", not_started="weekly", deadline_days=30).json
    assert (changed["not_started"], changed["deadline_days"], changed["renewals"]) == ("weekly", 30, True)
    changed = program.changes("/profile", renewals=False, language="fr").json
    assert (changed["not_started"], changed["renewals"], changed["language"]) == ("weekly", False, "fr")
    assert (changed["email"], changed["new_email"]) == ("claire@example.com", "")
    answer = program.changes("/profile", deadline_days=0)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/deadline_days")


def test_letters_are_told_with_what_became_of_them(
    world: World, program: Program, company: Company, mini: Path
) -> None:
    world.order(company, world.course(mini), ["Karim Benali"])
    letters = program.get("/notifications?occasion=order_placed").json
    assert [(one["name"], one["state"], one["why"]) for one in letters] == [("Claire Morel", "waiting", "")]
    assert program.get("/notifications?state=sent").json == []
    assert program.get("/notifications?search=nobody").json == []
    assert "secret" not in program.get("/notifications").text


def test_what_is_to_renew_is_told_as_of_a_day(
    world: World, program: Program, company: Company, mini: Path
) -> None:
    [enrolment] = world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))
    world.passes(enrolment)
    assert program.get("/renewals").json == []
    [row] = program.get("/renewals?on=2028-11-23").json
    assert (row["last_name"], row["renewal_on"], row["order"]) == ("Benali", "2028-11-30", "")
    due = program.get(f"/renewals?on=2028-11-23&colour={row['colour']}&training={row['training']}").json
    assert due == [row]
    assert program.get("/renewals?on=2028-11-23&colour=blue").status_code == 422
    tag = program.get("/renewals?on=2028-11-23").headers["ETag"]
    assert program.asks("GET", "/renewals?on=2028-11-23", If_None_Match=tag).status_code == 304
