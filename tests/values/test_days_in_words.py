"""Days and instants as readers of each language write them."""

from datetime import UTC, date, datetime

import pytest

from training_portal.language import day_in_words, instant_in_words


@pytest.mark.parametrize(
    ("day", "english", "french"),
    [
        (date(2026, 11, 1), "1 November 2026", "1er novembre 2026"),
        (date(2026, 11, 2), "2 November 2026", "2 novembre 2026"),
        (date(2026, 12, 31), "31 December 2026", "31 décembre 2026"),
    ],
)
def test_only_the_first_of_a_french_month_is_an_ordinal_number(day: date, english: str, french: str) -> None:
    assert day_in_words(day, "en") == english
    assert day_in_words(day, "fr") == french


def test_an_instant_falls_on_the_day_of_its_zone() -> None:
    instant = datetime(2026, 2, 28, 23, 30, tzinfo=UTC)
    assert instant_in_words(instant, "fr", "Europe/Paris") == "1er mars 2026, 00:30"
    assert instant_in_words(instant, "en", "UTC") == "28 February 2026, 23:30"
