"""The rail shows what its reader may open, and nothing that leads nowhere."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Blueprint, Flask, g
from flask_babel import Babel

from training_portal.http import navigation
from training_portal.http.access import may_enter
from training_portal.http.visitor import NOBODY, Kind, Visitor
from training_portal.identity.rights import Right

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MANAGER = Visitor(kind=Kind.MANAGER, person_id="m1", company="c1", role="full", account_state="open")
SUSPENDED = replace(MANAGER, account_state="suspended")
TRAINEE = Visitor(kind=Kind.TRAINEE, person_id="t1", company="c1", account_state="suspended")


def screen(name, kind, **entry):
    blueprint = Blueprint(name, name)
    blueprint.add_url_rule(f"/{name}", "show", may_enter(kind, **entry)(lambda: ""))
    return blueprint


@pytest.fixture
def app():
    app = Flask("rail")
    Babel(app)
    for name in ("trainees", "orders"):
        app.register_blueprint(screen(name, Kind.MANAGER))
    app.register_blueprint(screen("dashboard", Kind.MANAGER, needs=Right.PROFILE))
    app.register_blueprint(screen("trainee_managers", Kind.MANAGER, needs=Right.READ_MANAGERS))
    app.register_blueprint(screen("invoices", Kind.MANAGER, suspended=True, needs=Right.READ_INVOICES))
    app.register_blueprint(screen("profile", Kind.MANAGER, suspended=True, needs=Right.PROFILE))
    app.register_blueprint(screen("my_trainings", Kind.TRAINEE))
    app.add_url_rule("/", "sign_in.home", may_enter(Kind.ANYONE)(lambda: ""))
    app.add_url_rule("/trainees/add", "add", may_enter(Kind.MANAGER)(lambda: ""), methods=["POST"])
    app.add_url_rule("/trainees", "many", may_enter(Kind.MANAGER)(lambda: ""), methods=["POST"])
    navigation.offer_rail(app, lambda: {"trainees": 64, "overdue": "1 overdue", "cart": 0})
    return app


def labels(groups):
    return [link["label"] for group in groups for link in group["links"]]


def rail(app, visitor, path="/dashboard"):
    with app.test_request_context(path):
        g.visitor = visitor
        return app.jinja_env.globals["rail"]()


def test_a_screen_that_does_not_exist_is_not_offered(app):
    groups = rail(app, MANAGER)
    assert labels(groups) == [
        "Dashboard",
        "Trainees",
        "Orders",
        "Invoices",
        "Add/Update Trainee Managers",
        "My profile",
    ]
    assert [group["heading"] for group in groups] == ["", "People", "Papers", "Company"]


def test_counts_stand_at_their_links_and_nothing_is_not_counted(app):
    links = {link["label"]: link for group in rail(app, MANAGER) for link in group["links"]}
    assert (links["Trainees"]["count"], links["Invoices"]["count"]) == (64, "1 overdue")
    assert links["Orders"]["count"] == ""


def test_the_screen_being_read_is_marked_with_all_its_pages(app):
    current = [
        link["label"]
        for group in rail(app, MANAGER, "/trainees")
        for link in group["links"]
        if link["current"]
    ]
    assert current == ["Trainees"]


def test_a_suspended_manager_is_offered_invoices_and_profile_alone(app):
    assert labels(rail(app, SUSPENDED)) == ["Invoices", "My profile"]


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("purchasing", ["Dashboard", "Trainees", "Orders", "Invoices", "My profile"]),
        ("invoices", ["Dashboard", "Invoices", "My profile"]),
        (
            "read_only",
            ["Dashboard", "Trainees", "Orders", "Invoices", "Add/Update Trainee Managers", "My profile"],
        ),
        ("unknown", []),
    ],
)
def test_a_manager_is_offered_what_the_role_opens(app, role, offered):
    assert labels(rail(app, replace(MANAGER, role=role))) == offered


@pytest.mark.parametrize(
    ("role", "address", "method", "is_offered"),
    [
        ("full", "/trainees/add", "POST", True),
        ("purchasing", "/trainees/add", "POST", True),
        ("read_only", "/trainees/add", "POST", False),
        ("read_only", "/trainees?q=a", "GET", True),
        ("read_only", "/trainees", "POST", False),
        ("invoices", "/trainees", "GET", False),
        ("invoices", "/elsewhere", "GET", True),
    ],
)
def test_what_a_role_may_not_open_is_not_offered(app, role, address, method, is_offered):
    with app.test_request_context("/dashboard"):
        g.visitor = replace(MANAGER, role=role)
        assert navigation.offered(address, method) is is_offered


def test_a_suspended_account_leaves_its_trainees_their_own_rail(app):
    assert labels(rail(app, TRAINEE)) == ["My trainings"]


def test_nobody_is_offered_nothing(app):
    assert rail(app, NOBODY) == []


@pytest.mark.parametrize(
    ("visitor", "endpoint"),
    [
        (MANAGER, "dashboard.show"),
        (SUSPENDED, "invoices.show"),
        (TRAINEE, "my_trainings.show"),
        (NOBODY, "sign_in.home"),
    ],
)
def test_everybody_begins_at_the_first_link_of_their_rail(app, visitor, endpoint):
    with app.test_request_context("/"):
        g.visitor = visitor
        assert navigation.home() == endpoint


@pytest.mark.parametrize(
    ("method", "address", "back"),
    [
        ("GET", "/trainees?q=a&page=2", "/trainees?q=a&page=2"),
        ("GET", "/trainees", "/trainees"),
        ("POST", "/trainees", "/trainees"),
        ("POST", "/trainees/add", "/dashboard"),
    ],
)
def test_an_errand_leads_back_to_a_page_that_can_be_shown(app, method, address, back):
    with app.test_request_context(address, method=method):
        g.visitor = MANAGER
        assert navigation.here() == back


def test_no_two_links_of_a_rail_have_the_same_words_or_place():
    for groups in navigation.RAILS.values():
        links = [link for group in groups for link in group.links]
        assert len({link.label for link in links}) == len({link.endpoint for link in links}) == len(links)
