"""The page of a trainee: correct the record, leave and return, history."""

import html
import re
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from buying import Buyer, told_at
from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.http.history_words import WORDS
from training_portal.projections.trainee_history import TraineeHistory


@pytest.fixture
def karim(world: World, order: Order) -> Enrolment:
    return world.enrolments(order)[0]


@pytest.fixture
def path(karim: Enrolment) -> str:
    return f"/trainees/{karim.trainee.id}"


def history(page: str) -> list[str]:
    """What the page says happened, the oldest first."""
    part = page.partition('<ol class="history">')[2].partition("</ol>")[0]
    return [html.unescape(one) for one in re.findall(r"<b>([^<]*)</b>", part)][::-1]


def test_a_correction_shows_everywhere_and_a_wrong_one_keeps_what_was_typed(
    manager: Browser, path: str
) -> None:
    wrong = manager.submit(f"{path}/edit", first_name="Karîm", last_name="", email="no address")
    assert wrong.status_code == 422
    assert told_at(wrong.text, "last_name")
    assert 'value="Karîm"' in wrong.text
    right = manager.submit(f"{path}/edit", first_name="Karîm", last_name="Ben Ali", email="k@example.com")
    assert (right.status_code, right.location) == (303, path)
    for page in (path, "/trainees", "/trainees?q=ben+ali"):
        assert "Karîm Ben Ali" in manager.get(page).text


def test_whoever_left_is_marked_and_filtered_and_cannot_be_selected(
    manager: Browser, path: str, order: Order, world: World
) -> None:
    assert manager.post(f"{path}/leave").location == path
    assert "Left on" in manager.get(path).text
    assert "Karim Benali" in manager.get("/trainees?state=left").text
    assert "Karim Benali" not in manager.get("/trainees?state=present").text
    buyer = Buyer(manager, order.lines[0].course)
    line = buyer.add_to_cart()
    assert "Karim Benali" not in buyer.page(f"/cart/lines/{line}/trainees")
    assert "Zoé Lefèvre" in buyer.page(f"/cart/lines/{line}/trainees")
    assert buyer.select(line, path.rpartition("/")[2]).status_code == 422
    assert manager.post(f"{path}/return").location == path
    assert "Left on" not in manager.get(path).text
    assert "Karim Benali" in buyer.page(f"/cart/lines/{line}/trainees")


def test_the_history_says_who_did_what(
    manager: Browser, path: str, karim: Enrolment, world: World, company: Company
) -> None:
    world.passes(karim)
    manager.submit(f"{path}/edit", first_name="Karim", last_name="Ben Ali", email="")
    manager.post(f"{path}/leave")
    manager.post(f"{path}/return")
    manager.submit(f"{path}/reset-password")
    page = manager.get(path).text
    assert history(page) == [
        "Added to the trainees",
        "Registered for Safe lifting",
        "Started Safe lifting",
        "Passed Safe lifting",
        "Certificate C-2026-000001 issued",
        "Name or e-mail address corrected",
        "Noted as having left the company",
        "Noted as being back",
        "Password reset",
    ]
    by = re.findall(r"<small>[^<]* · ([^<]*)</small></li>", page)
    assert by[::-1] == ["Claire Morel"] * 2 + ["Karim Ben Ali"] * 3 + ["Claire Morel"] * 4


def test_every_event_of_the_history_has_words(app: Flask) -> None:
    merged = {"trainee.merged_into"}
    told = {cls.TOPIC for cls in TraineeHistory.followed_events()} - merged
    assert told | {"enrolment.given_away"} == set(WORDS)


def test_the_trainees_of_another_company_cannot_be_touched(
    manager: Browser, world: World, mini: Path
) -> None:
    other = world.company("Nordluft Handling GmbH")
    anke = world.enrolments(world.order(other, world.course(mini), ["Anke Bauer"]))[0].trainee.id
    before = len(world.names_of_events())
    for action in ("leave", "return", "edit", "reset-password"):
        fields = {"first_name": "A", "last_name": "B"}
        assert manager.post(f"/trainees/{anke}/{action}", fields).status_code == 404
    assert len(world.names_of_events()) == before
