"""Who may enter where, and what becomes of those who may not."""

import json
from datetime import timedelta

import pyotp
import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from browsing import Browser
from training_portal.aggregates.staff import StaffRole
from training_portal.errors import Conflict, NotFound, Refusal, TryAgainLater
from training_portal.event_store.engine import reading, writing
from training_portal.http import create_app
from training_portal.http.access import (
    ANYONE,
    API_TOKEN,
    MANAGER,
    STAFF,
    TRAINEE,
    may_enter,
    refuse_undeclared_routes,
    undeclared_routes,
)
from training_portal.http.current import command_context, visitor
from training_portal.http.visitor import Kind
from training_portal.identity.credentials import deactivate
from training_portal.identity.tokens import make_token, revoke_token, tokens_of
from training_portal.identity.totp import enrolment_secret

rooms = Blueprint("rooms", __name__)


def _who() -> dict[str, str]:
    who = visitor()
    return {"kind": who.kind.value, "person": who.person_id, "company": who.company, "role": who.role}


@rooms.route("/rooms/anyone", methods=["GET", "POST"])
@may_enter(ANYONE)
def anyone():
    return _who()


@rooms.route("/rooms/trainee", methods=["GET", "POST"])
@may_enter(TRAINEE)
def trainee():
    return _who()


@rooms.route("/rooms/manager", methods=["GET", "POST"])
@may_enter(MANAGER)
def manager_room():
    return _who()


@rooms.get("/rooms/invoices")
@may_enter(MANAGER, suspended=True)
def invoices():
    return _who()


@rooms.get("/rooms/staff")
@may_enter(STAFF)
def staff_room():
    return _who()


@rooms.get("/rooms/accounts")
@may_enter(STAFF, roles=("accounts", "administrator"))
def accounts():
    return _who()


@rooms.post("/rooms/command")
@may_enter(MANAGER)
def command():
    return {"command_id": command_context().command_id, "given": command_context("given").command_id}


@rooms.get("/rooms/refusal/<name>")
@may_enter(ANYONE)
def refusal(name):
    raise {"missing": NotFound, "conflict": Conflict, "later": TryAgainLater, "rule": Refusal}[name]


@rooms.get("/rooms/broken")
@may_enter(ANYONE)
def broken():
    raise ZeroDivisionError


class TokenRoom(MethodView):
    decorators = [may_enter(API_TOKEN)]

    def get(self):
        return _who()

    def post(self):
        return _who()


rooms.add_url_rule("/api/v1/rooms", view_func=TokenRoom.as_view("tokens"))


@rooms.get("/api/v1/rooms/invoices")
@may_enter(API_TOKEN, suspended=True)
def token_invoices():
    return _who()


@pytest.fixture
def app(world) -> Flask:
    app = create_app(world.portal)
    app.register_blueprint(rooms)
    refuse_undeclared_routes(app)
    return app


@pytest.fixture
def token(world, company):
    with writing(world.portal.store.engine) as tx:
        return make_token(tx, company.manager.person, company.id, "tests", world.clock())


@pytest.fixture
def staff_browser(app, world, staff):
    """Signs a member of staff in, with a second factor."""

    def sign_in(role):
        somebody = staff(role)
        browser = Browser(app).sign_in("staff", somebody.username, somebody.temporary_password)
        with reading(world.portal.store.engine) as tx:
            secret = enrolment_secret(tx, world.portal.settings.master_key, somebody.person)
        browser.submit("/sign-in/second-factor", code=pyotp.TOTP(secret).at(world.clock()))
        return browser

    return sign_in


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_every_route_says_who_may_enter(world):
    assert list(undeclared_routes(create_app(world.portal))) == []


def test_a_route_that_does_not_say_who_may_enter_stops_the_start(app):
    late = Blueprint("late", __name__)
    late.add_url_rule("/forgotten", "forgotten", lambda: "open")
    app.register_blueprint(late)
    with pytest.raises(RuntimeError, match=r"GET /forgotten \(late.forgotten\)"):
        refuse_undeclared_routes(app)


def test_a_route_added_behind_the_guards_back_is_closed(app):
    late = Blueprint("late", __name__)
    late.add_url_rule("/forgotten", "forgotten", lambda: "open")
    app.register_blueprint(late)
    assert Browser(app).get("/forgotten").status_code == 404


@pytest.mark.parametrize("kinds", [(), (Kind.NOBODY,), (API_TOKEN, MANAGER)])
def test_a_declaration_names_kinds_that_go_together(kinds):
    with pytest.raises(ValueError, match="name the kinds"):
        may_enter(*kinds)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/rooms/trainee", "/trainee/log-in?next=/rooms/trainee"),
        ("/rooms/manager?page=2", "/manager/log-in?next=/rooms/manager?page%3D2"),
        ("/rooms/staff", "/staff/log-in?next=/rooms/staff"),
    ],
)
def test_nobody_is_sent_to_the_right_log_in_and_back(path, place, browser):
    answer = browser.get(path)
    assert (answer.status_code, answer.location) == (303, place)


def test_nobody_who_sends_a_form_is_sent_to_the_log_in_without_a_way_back(browser):
    assert browser.post("/rooms/manager").location == "/manager/log-in"


def test_nobody_who_loads_a_part_of_a_page_is_sent_there_as_a_whole(browser):
    answer = browser.get("/rooms/manager", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/manager/log-in"


def test_a_manager_enters_as_who_they_are(manager, company):
    assert manager.get("/rooms/manager").json == {
        "kind": "manager",
        "person": company.manager.person,
        "company": company.id,
        "role": "full",
    }
    assert manager.get("/rooms/anyone").json["kind"] == "manager"


def test_what_is_for_another_kind_answers_as_what_does_not_exist(manager):
    absent = manager.get("/rooms/absent")
    for path in ("/rooms/trainee", "/rooms/staff"):
        answer = manager.get(path)
        assert answer.status_code == absent.status_code == 404
        assert "There is no such page" in answer.text


def test_staff_enter_by_role(staff_browser):
    support = staff_browser(StaffRole.SUPPORT)
    assert support.get("/rooms/staff").json["role"] == "support"
    assert support.get("/rooms/accounts").status_code == 403
    assert support.get("/rooms/manager").status_code == 404


def test_the_named_roles_enter(staff_browser):
    assert staff_browser(StaffRole.ACCOUNTS).get("/rooms/accounts").status_code == 200


def test_a_suspended_manager_reaches_what_is_open_and_nothing_else(world, manager, company, token):
    world.application.suspend_company(world.portal.context("cli", company.id), "papers are missing")
    assert manager.get("/rooms/invoices").status_code == 200
    assert manager.get("/rooms/anyone").status_code == 200
    closed = manager.get("/rooms/manager")
    assert closed.status_code == 403
    assert "suspended. Write to us to have it opened again." in closed.text
    assert "unpaid" not in closed.text
    assert manager.get("/api/v1/rooms", headers=bearer(token)).status_code == 403
    assert manager.get("/api/v1/rooms/invoices", headers=bearer(token)).status_code == 200
    world.application.reinstate_company(world.portal.context("cli", company.id), "paid")
    assert manager.get("/rooms/manager").status_code == 200


def test_a_former_manager_is_nobody_at_the_next_request(world, manager, company, token):
    with writing(world.portal.store.engine) as tx:
        for statement in deactivate(company.manager.person, world.clock()):
            tx.execute(statement)
    assert manager.get("/rooms/manager").location.startswith("/manager/log-in")
    assert manager.get("/api/v1/rooms", headers=bearer(token)).status_code == 401


def test_a_half_signed_in_manager_enters_no_room(browser, company):
    browser.log_in("manager", company.manager.username, company.manager.temporary_password)
    for path in ("/rooms/manager", "/rooms/invoices", "/rooms/anyone", "/"):
        assert browser.get(path).location == "/sign-in/new-password"
    assert browser.post("/rooms/manager").location == "/sign-in/new-password"
    assert browser.get("/static/favicon.svg").status_code == 200
    assert browser.post("/log-out").location == "/"


class TestTokens:
    """Programs show a bearer token, and never a cookie."""

    def test_a_token_enters_for_its_manager(self, browser, token, company):
        answer = browser.get("/api/v1/rooms", headers=bearer(token))
        assert answer.json["person"] == company.manager.person
        assert answer.json["company"] == company.id
        assert answer.json["kind"] == "api_token"

    @pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer wrong", "Basic {token}", "{token}"])
    def test_without_a_valid_token_the_answer_is_401(self, header, browser, token):
        answer = browser.get("/api/v1/rooms", headers={"Authorization": header.format(token=token)})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.mimetype == "application/problem+json"
        assert json.loads(answer.text)["status"] == 401

    def test_an_expired_or_revoked_token_is_none(self, world, browser, token, company):
        with writing(world.portal.store.engine) as tx:
            short = make_token(
                tx, company.manager.person, company.id, "short", world.clock(), timedelta(hours=1)
            )
            revoked = next(one for one in tokens_of(tx, company.manager.person) if one.label == "tests")
            revoke_token(tx, company.manager.person, revoked.id, world.clock())
        assert browser.get("/api/v1/rooms", headers=bearer(token)).status_code == 401
        assert browser.get("/api/v1/rooms", headers=bearer(short)).status_code == 200
        world.clock.moves(hours=1)
        assert browser.get("/api/v1/rooms", headers=bearer(short)).status_code == 401

    def test_a_session_does_not_open_the_api(self, manager):
        assert manager.get("/api/v1/rooms").status_code == 401

    def test_a_token_does_not_open_pages(self, browser, token):
        assert browser.get("/rooms/manager", headers=bearer(token)).status_code == 303

    def test_a_token_needs_no_form_token(self, browser, token):
        answer = browser.client.post("/api/v1/rooms", headers=bearer(token), base_url=browser.address)
        assert answer.status_code == 200


class TestForms:
    """Nobody is made to send a form by another site."""

    @pytest.mark.parametrize(
        "path", ["/rooms/manager", "/rooms/anyone", "/log-out", "/language", "/manager/log-in"]
    )
    @pytest.mark.parametrize("sent", [{}, {"csrf_token": "forged"}])
    def test_a_form_without_its_token_is_refused(self, path, sent, manager):
        answer = manager.client.post(path, data=sent, base_url=manager.address)
        assert answer.status_code == 400
        assert "grown old" in answer.text

    def test_the_token_of_somebody_else_does_not_do(self, app, manager):
        theirs = Browser(app).csrf_token()
        answer = manager.client.post("/rooms/manager", data={"csrf_token": theirs}, base_url=manager.address)
        assert answer.status_code == 400

    def test_htmx_sends_the_token_as_a_header(self, manager):
        headers = {"X-CSRFToken": manager.csrf_token()}
        assert (
            manager.client.post("/rooms/manager", headers=headers, base_url=manager.address).status_code
            == 200
        )

    def test_a_command_id_is_bound_to_who_sent_it_and_to_where(self, manager, company):
        answer = manager.post("/rooms/command", {"command_id": "abc"}).json
        person = company.manager.person
        bound = f"{person}/rooms.command"
        assert answer == {"command_id": f"{bound}/abc", "given": f"{bound}/given"}

    def test_a_command_without_an_id_gets_one_of_its_own(self, manager):
        ids = {manager.post("/rooms/command").json["command_id"] for _ in range(2)}
        assert len(ids) == 2


class TestErrors:
    """Each refusal has its status, for pages, parts of pages and programs."""

    @pytest.mark.parametrize(
        ("name", "status"), [("missing", 404), ("conflict", 409), ("later", 503), ("rule", 422)]
    )
    def test_a_refusal_has_its_status_and_words(self, name, status, browser):
        answer = browser.get(f"/rooms/refusal/{name}")
        assert answer.status_code == status
        assert "<!doctype html>" in answer.text
        assert ("Retry-After" in answer.headers) is (status == 503)

    def test_a_part_of_a_page_is_answered_by_a_part(self, browser):
        answer = browser.get("/rooms/refusal/conflict", headers={"HX-Request": "true"})
        assert answer.status_code == 409
        assert "<!doctype html>" not in answer.text
        assert 'role="alert"' in answer.text

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("GET", "/api/v1/absent", 404), ("DELETE", "/api/v1/rooms", 405)],
    )
    def test_a_program_is_answered_by_a_problem(self, method, path, status, browser):
        answer = browser.client.open(path, method=method, base_url=browser.address)
        body = json.loads(answer.text)
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert (body["status"], body["instance"], body["type"]) == (status, path, "about:blank")

    def test_the_methods_that_are_allowed_are_said(self, browser):
        answer = browser.client.delete("/rooms/anyone", base_url=browser.address)
        assert answer.status_code == 405
        assert "POST" in answer.headers["Allow"]

    def test_what_breaks_is_a_page_that_tells_nothing_of_the_inside(self, browser):
        answer = browser.get("/rooms/broken")
        assert answer.status_code == 500
        assert "Something went wrong on our side" in answer.text
        assert "ZeroDivision" not in answer.text

    def test_a_body_that_is_too_large_is_refused(self, browser):
        answer = browser.client.post("/language", data=b"x" * 5_000_000, base_url=browser.address)
        assert answer.status_code == 413
