"""The API, as a manager's own program uses it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from dsl import World
from programs import Program
from training_portal.event_store.engine import writing
from training_portal.identity.handover import shown
from training_portal.identity.tokens import revoke_token, tokens_of


@pytest.fixture
def course(sqlite_world: World, mini: Path) -> str:
    return sqlite_world.course(mini)


@pytest.fixture
def program(sqlite_world: World) -> Program:
    return Program(sqlite_world, sqlite_world.company())


def one_line(course: str, **changes: Any) -> list[dict[str, Any]]:
    newcomers = [{"first_name": "Łucja", "last_name": "Wójcik"}]
    return [{"training": course, "language": "en", "months": 24, "newcomers": newcomers, **changes}]


def test_a_program_orders_and_follows_what_it_ordered(program: Program, course: str) -> None:
    answer = program.order(lines=one_line(course), agreed_total={"minor": 5880, "currency": "EUR"})
    assert (answer.status_code, answer.json["total"]) == (201, {"minor": 5880, "currency": "EUR"})
    enrolments = program.get(f"/enrolments?order={answer.json['id']}").json
    assert [(e["identifier"], e["state"]) for e in enrolments] == [("l.wojcik", "not_started")]
    trainee = program.get(f"/trainees/{enrolments[0]['trainee']}").json
    assert trainee["last_name"] == "Wójcik"
    again = program.order("order-0002", lines=one_line(course, newcomers=[], trainees=[trainee["id"]]))
    assert again.status_code == 201
    assert program.get("/trainees").json[0]["registrations"] == 2


def test_the_same_key_answers_with_the_first_order(program: Program, course: str) -> None:
    answers = [program.order(lines=one_line(course)) for _ in range(3)]
    assert len({answer.json["id"] for answer in answers}) == 1
    assert program.world.names_of_events().count("order.placed") == 1


def test_an_order_of_a_program_hands_its_log_ins_over_to_the_manager(program: Program, course: str) -> None:
    order = program.order(lines=one_line(course)).json["id"]
    world = program.world
    with world.portal.reading() as tx:
        key, manager = world.portal.settings.master_key, program.company.manager.person
        assert len(shown(tx, key, order, manager, world.clock.now)) == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"training": "x"}, "#/lines/0/training"),
        ({"language": "de"}, "#/lines/0/language"),
        ({"months": 7}, "#/lines/0/months"),
        ({"newcomers": [{"first_name": "", "last_name": "Z"}]}, "#/lines/0/newcomers/0/first_name"),
        (
            {"newcomers": [{"first_name": "A", "last_name": "Z"}, {"first_name": "金", "last_name": "Z"}]},
            "#/lines/0/newcomers/1/first_name",
        ),
    ],
)
def test_a_body_with_a_fault_is_answered_with_a_pointer_to_it(
    program: Program, course: str, changes: dict[str, Any], pointer: str
) -> None:
    answer = program.order(lines=one_line(course, **changes))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [fault["pointer"] for fault in answer.json["errors"]] == [pointer]
    assert "order.placed" not in program.world.names_of_events()


def test_a_total_that_was_not_agreed_to_is_refused(program: Program, course: str) -> None:
    answer = program.order(lines=one_line(course), agreed_total={"minor": 1, "currency": "EUR"})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/agreed_total")
    assert "order.placed" not in program.world.names_of_events()


def test_an_order_needs_a_key_and_todays_terms(program: Program, course: str) -> None:
    body = {"accepted_terms": "2026-01", "lines": one_line(course)}
    assert program.client.post("/api/v1/orders", json=body, headers=program.headers).status_code == 422
    assert program.order(lines=one_line(course), accepted_terms="2019-01").status_code == 422
    assert program.order(lines=[]).status_code == 422
    assert program.order(lines=one_line(course, newcomers=[])).status_code == 422


def test_a_list_is_sorted_by_a_column_that_it_names_or_not_at_all(program: Program) -> None:
    for path in ("trainees", "orders", "enrolments", "certificates", "invoices", "renewals", "notifications"):
        answer = program.get(f"/{path}?sort=nothing")
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "#/sort")
    description = program.client.get("/api/v1/openapi.json").json
    asked = description["paths"]["/api/v1/trainees"]["get"]["parameters"]
    [sort] = [one for one in asked if one.get("name") == "sort"]
    assert {"sort_name", "-sort_name"} <= set(sort["schema"]["enum"])


def test_another_companys_things_answer_like_absent_ones(program: Program, course: str) -> None:
    world = program.world
    theirs = Program(world, world.company("Nordluft Handling GmbH"))
    order = world.order(theirs.company, course, ["Anke Bauer"])
    enrolment = world.enrolments(order)[0]
    world.passes(enrolment)
    certificate = theirs.get("/certificates").json[0]["id"]
    absent = "f" * 32
    for kind, id in (
        ("trainees", enrolment.trainee.id),
        ("orders", order.id),
        ("enrolments", enrolment.id),
        ("certificates", certificate),
    ):
        assert theirs.get(f"/{kind}/{id}").status_code == 200
        other, nothing = program.get(f"/{kind}/{id}"), program.get(f"/{kind}/{absent}")
        assert other.status_code == nothing.status_code == 404
        assert other.text.replace(id, absent) == nothing.text
    assert program.get(f"/certificates/{certificate}/pdf").status_code == 404
    assert [program.get(f"/{kind}").json for kind in ("trainees", "orders", "certificates")] == [[], [], []]


def test_lists_are_paged_and_searched_without_accents(program: Program, course: str) -> None:
    program.world.order(program.company, course, ["Łucja Wójcik", "Karim Benali", "Ann O’Neill"])
    first = program.get("/trainees?page_size=2&sort=-sort_name")
    assert [row["last_name"] for row in first.json] == ["Wójcik", "O’Neill"]
    assert '"total": 3' in first.headers["X-Pagination"]
    assert [row["last_name"] for row in program.get("/trainees?search=WOJ").json] == ["Wójcik"]
    assert program.get("/trainees?page=0").status_code == 422


def test_what_has_not_changed_is_not_sent_again(program: Program, course: str) -> None:
    tag = program.get("/catalogue").headers["ETag"]
    assert program.get("/catalogue", **{"If-None-Match": tag}).status_code == 304


def test_a_certificate_downloads_as_the_same_bytes(program: Program, course: str) -> None:
    order = program.world.order(program.company, course, ["Łucja Wójcik"])
    program.world.passes(program.world.enrolments(order)[0])
    certificate = program.get("/certificates?search=wojcik").json[0]
    one, two = (program.get(f"/certificates/{certificate['id']}/pdf") for _ in range(2))
    assert one.data == two.data
    assert one.data.startswith(b"%PDF-")
    assert f"certificate-{certificate['number']}.pdf" in one.headers["Content-Disposition"]
    assert certificate["verification"].endswith(f"/verify/{certificate['verification'].rsplit('/', 1)[1]}")


def certified(program: Program, course: str) -> tuple[str, str]:
    """The id of Łucja Wójcik's certificate, and the entity tag with which it was shown."""
    world = program.world
    world.passes(world.enrolments(world.order(program.company, course, ["Łucja Wójcik"]))[0])
    id = program.get("/certificates").json[0]["id"]
    return id, program.get(f"/certificates/{id}").headers["ETag"]


def test_a_program_amends_the_certificate_that_it_saw(program: Program, course: str) -> None:
    id, tag = certified(program, course)
    before = program.get(f"/certificates/{id}/pdf").data
    amended = program.patch(f"/certificates/{id}", tag, last_name="Wojcik-Nowak")
    assert (amended.status_code, amended.json["version"]) == (200, 2)
    assert (amended.json["first_name"], amended.json["last_name"]) == ("Łucja", "Wojcik-Nowak")
    assert amended.headers["ETag"] == program.get(f"/certificates/{id}").headers["ETag"] != tag
    assert program.patch(f"/certificates/{id}", tag, last_name="Other").status_code == 412
    assert program.patch(f"/certificates/{id}", "", last_name="Other").status_code == 428
    versions = program.get(f"/certificates/{id}/versions").json
    assert [(one["version"], one["name"]) for one in versions] == [
        (2, "Łucja Wojcik-Nowak"),
        (1, "Łucja Wójcik"),
    ]
    assert versions[1]["until"] == versions[0]["since"]
    assert program.get(f"/certificates/{id}/versions/1/pdf").data == before
    assert program.get(f"/certificates/{id}/versions/{10**30}/pdf").status_code == 404
    history = program.get(f"/certificates/{id}/history").json
    assert [step["kind"] for step in history] == ["issued", "amended"]
    assert history[1]["changes"] == [{"what": "last_name", "old": "Wójcik", "new": "Wojcik-Nowak"}]


def test_an_amendment_by_program_is_refused_or_checked_as_on_the_pages(program: Program, course: str) -> None:
    id, tag = certified(program, course)
    same = program.patch(f"/certificates/{id}", tag)
    assert (same.status_code, same.json["errors"][0]["pointer"]) == (422, "#/last_name")
    odd = program.patch(f"/certificates/{id}", tag, first_name="Ivo", last_name="Dahl")
    assert (odd.status_code, odd.json["version"], odd.json["waiting"]) == (200, 1, True)
    assert [row["waiting"] for row in program.get("/certificates?status=valid").json] == [True]
    assert program.get("/certificates?status=revoked").json == []
    for status in (204, 422):
        withdrawn = program.client.delete(f"/api/v1/certificates/{id}/amendment", headers=program.headers)
        assert withdrawn.status_code == status
    assert program.get(f"/certificates/{id}").json["waiting"] is False
    assert program.get(f"/certificates/{id}/history").json[-1]["kind"] == "withdrawn"


def test_only_a_living_token_opens_the_api(program: Program) -> None:
    world, manager = program.world, program.company.manager.person
    assert program.client.get("/api/v1/orders").status_code == 401
    assert program.client.get("/api/v1/orders", headers={"Authorization": "Bearer x"}).status_code == 401
    assert program.get("/orders").status_code == 200
    with writing(world.portal.store.engine) as tx:
        revoke_token(tx, manager, tokens_of(tx, manager)[0].id, world.clock.now)
    refused = program.get("/orders")
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_an_old_token_and_a_suspended_company_are_refused(program: Program) -> None:
    world = program.world
    world.application.suspend_company(world.portal.context("cli", program.company.id), "unpaid")
    assert program.get("/orders").status_code == 403
    world.application.reinstate_company(world.portal.context("cli", program.company.id), "paid")
    assert program.get("/orders").status_code == 200
    world.clock.now += timedelta(days=800)
    assert program.get("/orders").status_code == 401


def test_the_api_keeps_to_its_own_description(program: Program, course: str) -> None:
    world = program.world
    world.passes(world.enrolments(world.order(program.company, course, ["Łucja Wójcik"]))[0])
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", program.client.application)
    called = 0
    for operation in described.get_all_operations():
        called += 1
        _call(operation.ok(), program)
    rules = program.client.application.url_map.iter_rules()
    spoken = [
        r.methods & {"GET", "POST", "PATCH", "PUT", "DELETE"}
        for r in rules
        if r.methods and r.endpoint.startswith("api_") and "." in r.endpoint
    ]
    assert called == sum(len(methods) for methods in spoken)


def _call(operation: Any, program: Program) -> None:
    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def check(case: Any) -> None:
        # rules beyond a schema (unprintable signs, trainings that are not there) refuse with 4xx: not a fault
        case.call_and_validate(headers=program.headers, excluded_checks=[positive_data_acceptance])

    check()


@pytest.mark.parametrize("path", ["/notifications", "/orders", "/invoices", "/trainees"])
def test_a_page_beyond_what_databases_can_count_is_empty(program: Program, path: str) -> None:
    answer = program.get(f"{path}?page={2**63 // 200}&page_size=200")
    assert (answer.status_code, answer.json) == (200, [])
