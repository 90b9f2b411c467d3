"""How urgent a renewal is, in words, for every edge day; and which day a list is asked for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from dsl import World
from training_portal.http.renewal_words import as_of, coloured, day_asked, urgency

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def asked(app: Flask) -> Iterator[None]:
    """Words are said in answer to a request, here in English."""
    with app.test_request_context("/training-to-renew", headers={"Accept-Language": "en"}):
        app.preprocess_request()
        yield


@pytest.mark.parametrize(
    ("renewal_on", "kind", "words", "colour"),
    [
        (date(2026, 11, 22), "bad", "Exceeded", "salmon"),
        (date(2026, 11, 23), "bad", "Due today", "salmon"),
        (date(2026, 11, 24), "warm", "Due within 3 months", "yellow"),
        (date(2027, 2, 23), "warm", "Due within 3 months", "yellow"),
        (date(2027, 2, 24), "plain", "Due in 3 to 6 months", "white"),
        (date(2027, 5, 23), "plain", "Due in 3 to 6 months", "white"),
        (date(2027, 5, 24), "good", "Valid", ""),
    ],
)
def test_a_renewal_has_its_words_its_sign_and_its_colour(
    renewal_on: date, kind: str, words: str, colour: str
) -> None:
    told = urgency(renewal_on, TODAY)
    assert (told.kind, told.words) == (kind, words)
    row: Any = {"renewal_on": renewal_on, "first_name": "Zoé", "last_name": "Perrin"}
    [shown] = coloured([row], TODAY)
    assert (shown["colour"], shown["name"]) == (colour, "Zoé Perrin")


def test_what_is_never_due_has_no_colour() -> None:
    row: Any = {"renewal_on": None, "first_name": "Zoé", "last_name": "Perrin"}
    assert coloured([row], TODAY)[0]["colour"] == ""


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-03-31", date(2027, 3, 31)),
        ("2000-01-01", date(2000, 1, 1)),
        ("2100-01-01", date(2100, 1, 1)),
        ("1999-12-31", TODAY),
        ("2100-01-02", TODAY),
        ("20270331", TODAY),
        ("2027-02-30", TODAY),
        ("", TODAY),
    ],
)
def test_a_day_that_cannot_be_shown_is_today(text: str, day: date) -> None:
    assert day_asked(text) == day


def test_a_past_day_is_seen_as_it_was_known_when_it_ended(world: World) -> None:
    assert as_of(date(2026, 11, 22)).known_before == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert as_of(TODAY).known_before is None
    assert as_of(date(2026, 11, 24)).known_before is None
