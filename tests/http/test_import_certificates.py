"""Trainees > Import past certificates."""

import html
import io
import re

import pytest
from werkzeug.test import TestResponse

from browsing import Browser
from dsl import World
from training_portal.aggregates.order import Order
from training_portal.application.past_certificates import read_past_certificates
from training_portal.application.people_lists import ListIsEmpty
from training_portal.projections.trainees import past_trainings

PAGE = "/trainees/import-certificates"
HEAD = "Last name;First name;Identifier;Training code;Completed on;Certificate number;Frequency;Renewal date"


def send(browser: Browser, *rows: str) -> TestResponse:
    content = "\n".join([HEAD, *rows]).encode()
    return browser.submit(PAGE, file=(io.BytesIO(content), "list.csv"))


def add(browser: Browser, preview: TestResponse, **fields: str) -> TestResponse:
    carried = re.search(r'name="carried" value="([^"]*)"', preview.text)
    assert carried
    return browser.post(f"{PAGE}/add", {"carried": html.unescape(carried.group(1)), **fields})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_filled_in_and_sent(manager: Browser, kind: str) -> None:
    assert f'href="{PAGE}"' in manager.get("/trainees").text
    answer = manager.get(f"{PAGE}/template.{kind}")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=past-certificates.{kind}"
    with pytest.raises(ListIsEmpty):
        read_past_certificates(answer.data)


def test_a_list_is_previewed_and_then_recorded(manager: Browser, order: Order, world: World) -> None:
    preview = send(manager, "Dahl;Ivo;;MINI;2025-03-12;X-17;;", "Zed;Ann;;MINI;tomorrow;;;")
    assert preview.status_code == 200
    assert "“tomorrow” is not a day." in preview.text
    assert world.rows(past_trainings) == []
    done = add(manager, preview)
    assert (done.status_code, done.location) == (303, "/trainees")
    [row] = world.rows(past_trainings)
    assert row["number"] == "X-17"
    page = manager.get(f"/trainees/{row['trainee']}").text
    assert "X-17" in page
    assert "Past training taken over: Safe lifting" in page
    again = send(manager, "Dahl;Ivo;;MINI;2025-03-12;X-17;;")
    assert "1 row is recorded already" in again.text


def test_a_namesake_is_asked_about(manager: Browser, order: Order, world: World) -> None:
    known = world.enrolments(order)[0].trainee.id
    preview = send(manager, "Benali;Karim;;MINI;2025-03-12;X-17;;")
    assert f'<option value="{known}" selected>Karim Benali (k.benali)</option>' in preview.text
    assert add(manager, preview, **{"choice-2": "nonsense"}).status_code == 422
    assert world.rows(past_trainings) == []
    add(manager, preview, **{"choice-2": known})
    assert [row["trainee"] for row in world.rows(past_trainings)] == [known]


def test_what_is_no_list_is_refused_in_words(manager: Browser) -> None:
    answer = manager.submit(PAGE, file=(io.BytesIO(b"nothing"), "list.csv"))
    assert answer.status_code == 422
    assert "The first row names the columns." in answer.text
    assert manager.submit(PAGE).status_code == 422
