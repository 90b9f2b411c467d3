"""Who is let in by what a route declares, role by role, and which screens are offered to whom."""

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from training_portal.http import create_app
from training_portal.http.access import MANAGER, STAFF, TRAINEE, Entry, entry_of, is_open, may_enter
from training_portal.http.visitor import Kind, Visitor
from training_portal.identity.rights import Right

rooms = Blueprint("entry_rooms", __name__)


@rooms.get("/entry/reading")
@may_enter(MANAGER)
def reading() -> str:
    return ""


@rooms.get("/entry/paying")
@may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)
def paying() -> str:
    return ""


@rooms.get("/entry/studying")
@may_enter(TRAINEE)
def studying() -> str:
    return ""


class Desk(MethodView):
    decorators = [may_enter(STAFF)]

    @may_enter(STAFF, roles=("support",))
    def get(self) -> str:
        return ""

    def post(self) -> str:
        return ""


rooms.add_url_rule("/entry/desk", view_func=Desk.as_view("desk"))


@pytest.fixture
def app(world) -> Flask:  # type: ignore[no-untyped-def]
    app = create_app(world.portal)
    app.register_blueprint(rooms)
    return app


def a_manager(role: str = "full", state: str = "open") -> Visitor:
    return Visitor(Kind.MANAGER, "claire", "company", role=role, account_state=state)


@pytest.mark.parametrize(
    ("method", "right"),
    [("GET", Right.READ), ("HEAD", Right.READ), ("OPTIONS", Right.READ), ("POST", Right.PURCHASE)],
)
def test_reading_needs_the_right_to_read_and_the_rest_the_right_to_purchase(
    method: str, right: Right
) -> None:
    assert Entry(frozenset({Kind.MANAGER})).needed(method) is right
    assert Entry(frozenset({Kind.MANAGER}), needs=Right.READ_INVOICES).needed(method) is Right.READ_INVOICES


def test_a_manager_who_only_reads_is_refused_what_changes_something() -> None:
    entry, reader = Entry(frozenset({Kind.MANAGER})), a_manager("read_only")
    assert not entry.refuses(reader, "GET")
    assert entry.refuses(reader, "POST")
    assert entry.refuses(a_manager("a role that is unknown"), "GET")


@pytest.mark.parametrize(
    ("endpoint", "who", "offered"),
    [
        ("reading", a_manager(), True),
        ("reading", a_manager(state="suspended"), False),
        ("reading", a_manager("invoices"), False),
        ("paying", a_manager(state="suspended"), True),
        ("paying", a_manager("invoices"), True),
        ("paying", a_manager("a role that is unknown"), False),
        ("studying", a_manager(), False),
        ("studying", Visitor(Kind.TRAINEE, "zoé", "company", account_state="suspended"), True),
        ("reading", Visitor(Kind.TRAINEE, "zoé", "company"), False),
        ("desk", Visitor(Kind.STAFF, "olga", role="support"), True),
        ("desk", Visitor(Kind.STAFF, "olga", role="accounts"), False),
    ],
)
def test_a_screen_is_offered_to_whom_it_is_open(
    app: Flask, endpoint: str, who: Visitor, offered: bool
) -> None:
    assert is_open(app, f"entry_rooms.{endpoint}", who) is offered


def test_a_screen_is_offered_by_what_would_be_done_on_it(app: Flask) -> None:
    reader = a_manager("read_only")
    assert is_open(app, "entry_rooms.reading", reader)
    assert not is_open(app, "entry_rooms.reading", reader, "POST")


def test_a_screen_that_is_not_there_is_offered_to_nobody(app: Flask) -> None:
    assert not is_open(app, "entry_rooms.nowhere", a_manager())


def test_a_method_may_declare_more_than_its_class(app: Flask) -> None:
    roles = {}
    for method in ("GET", "HEAD", "OPTIONS", "POST"):
        entry = entry_of(app, "entry_rooms.desk", method)
        assert entry is not None
        roles[method] = entry.roles
    support = frozenset({"support"})
    assert roles == {"GET": support, "HEAD": support, "OPTIONS": support, "POST": frozenset()}


def test_a_route_lets_no_suspended_company_in_unless_it_says_so(app: Flask) -> None:
    entry = entry_of(app, "entry_rooms.reading", "GET")
    assert entry is not None
    assert not entry.suspended
