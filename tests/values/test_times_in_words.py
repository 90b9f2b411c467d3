"""How time really spent is said: the same way everywhere, to the second where it is added up."""

import pytest

from training_portal.language import exact_time_in_words, time_in_words


@pytest.mark.parametrize(
    ("seconds", "english", "french"),
    [
        (0, "0 min", "0 min"),
        (59, "under 1 min", "moins de 1 min"),
        (236, "3 min", "3 min"),
        (3909, "1 h 05 min", "1 h 05 min"),
    ],
)
def test_time_is_told_in_whole_minutes(seconds: int, english: str, french: str) -> None:
    assert time_in_words(seconds, "en") == english.replace(" ", "\xa0")
    assert time_in_words(seconds, "fr") == french.replace(" ", "\xa0")


@pytest.mark.parametrize(("seconds", "said"), [(9, "9 s"), (236, "3 min 56 s"), (3909, "1 h 05 min 09 s")])
def test_proofs_tell_it_to_the_second(seconds: int, said: str) -> None:
    assert exact_time_in_words(seconds) == said.replace(" ", "\xa0")
