"""Reading forms, and showing them again with what was typed."""

import marshmallow as ma
import pytest
from flask import Blueprint, render_template_string

from browsing import Browser
from training_portal.errors import Conflict, NotFound, Refusal
from training_portal.http import create_app
from training_portal.http.access import ANYONE, may_enter
from training_portal.http.forms import read_form, shows_again
from training_portal.http.schemas.fields import Paragraphs, Secret, Text

PAGE = (
    "{{ typed('name', 'Ann') }}|{{ fault('name') }}|{{ faults() }}|{{ typed('word') }}|{{ typed('people') }}"
    '<input name="csrf_token" value="{{ csrf_token() }}"><i>{{ command_id() }}</i>'
)
heard: list[dict[str, object]] = []
answers: dict[str, type[Refusal]] = {}


class NameIsTaken(Refusal):
    """A refusal of one field."""

    words = "%(name)s is taken."
    field = "name"


class Form(ma.Schema):
    """A form with one field of each kind."""

    name = Text(required=True, longest=10)
    note = Paragraphs(load_default="")
    word = Secret(load_default="")
    people = ma.fields.List(Text(longest=5), load_default=list)


desk = Blueprint("desk", __name__)


@desk.get("/desk/<place>")
@may_enter(ANYONE)
def show(place):
    return render_template_string(PAGE + place)


@desk.post("/desk/<place>")
@may_enter(ANYONE)
@shows_again(show)
def send(place):
    form = read_form(Form)
    heard.append(form)
    if place == "taken":
        raise NameIsTaken(name=form["name"])
    if place == "busy":
        raise Conflict
    if place == "absent":
        raise NotFound
    return "done"


@desk.post("/bare")
@may_enter(ANYONE)
def bare():
    return read_form(Form)


@pytest.fixture
def desk_browser(world):
    heard.clear()
    app = create_app(world.portal)
    app.register_blueprint(desk)
    return Browser(app)


def test_text_arrives_in_its_one_clean_form(desk_browser):
    fields = {"name": " e\u0301  b\u00a0", "note": "a  b\r\n\r\nc\t d \r\n", "word": " as  typed "}
    assert desk_browser.post("/desk/here", {**fields, "people": ["Ann ", "Bo"], "other": "x"}).text == "done"
    assert heard == [
        {"name": "\u00e9 b", "note": "a b\n\nc d", "word": " as  typed ", "people": ["Ann", "Bo"]}
    ]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Fill this in."),
        ("   ", "Fill this in."),
        ("x" * 11, "Use at most 10 characters."),
        ("a\x00b", "Take out the signs that cannot be seen."),
        ("a\x1bb", "Take out the signs that cannot be seen."),
        ("a\u2028b", "Take out the signs that cannot be seen."),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(name, told, desk_browser):
    answer = desk_browser.post("/desk/here", {"name": name, "word": "secret"})
    assert answer.status_code == 422
    assert f"|{told}|" in answer.text
    assert "secret" not in answer.text
    assert "here" in answer.text
    assert heard == []


def test_a_missing_field_is_told(desk_browser):
    assert "|Fill this in.|" in desk_browser.post("/desk/here").text


def test_a_fault_in_a_list_is_told_at_the_list(desk_browser):
    answer = desk_browser.post("/desk/here", {"name": "Ann", "people": ["Bo", "Maximilian"]})
    assert answer.status_code == 422
    assert "Use at most 5 characters." in answer.text


def test_a_broken_rule_is_told_at_its_field_with_what_was_typed(desk_browser):
    answer = desk_browser.post("/desk/taken", {"name": "Bo<b>", "word": "secret"})
    assert answer.status_code == 422
    assert "Bo&lt;b&gt;|Bo&lt;b&gt; is taken.|" in answer.text
    assert "secret" not in answer.text


def test_a_refusal_of_the_whole_form_stands_in_the_summary(desk_browser):
    answer = desk_browser.post("/desk/busy", {"name": "Bo"})
    assert answer.status_code == 409
    assert "Bo||" in answer.text
    assert "Somebody else changed this" in answer.text


def test_what_does_not_exist_is_answered_by_the_error_page(desk_browser):
    assert "There is no such page" in desk_browser.post("/desk/absent", {"name": "Bo"}).text


def test_a_form_shown_again_keeps_its_command_id(desk_browser):
    assert "<i>abc</i>" in desk_browser.post("/desk/busy", {"name": "Bo", "command_id": "abc"}).text
    assert "<i>abc</i>" not in desk_browser.get("/desk/busy").text


def test_at_first_a_form_shows_what_is_there(desk_browser):
    assert desk_browser.get("/desk/here").text.startswith("Ann||{}||")


def test_a_form_that_no_page_shows_again_is_answered_by_the_error_page(desk_browser):
    answer = desk_browser.post("/bare", {"name": ""})
    assert answer.status_code == 422
    assert "Fill this in." in answer.text


def test_faults_speak_the_language_of_the_page(desk_browser):
    desk_browser.post("/language", {"language": "fr"})
    assert desk_browser.post("/desk/here", {"name": ""}).status_code == 422
