"""What the typefaces can print, and the refusal of what they cannot."""

import pytest

from training_portal.documents.fonts import BOLD, NameCannotBePrinted, must_print, unprintable, width
from training_portal.documents.style import Style, wrapped


@pytest.mark.parametrize(
    "name", ["Jean-Marc d’Aubigné", "Łucja Wójcik", "Θεόδωρος", "Ђорђе", "Գագիկ", "გიორგი", "Ẁěņ"]
)
def test_european_names_can_be_printed(name):
    assert unprintable(name) == ""
    assert must_print(name) == name


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("王 Wei 王", "王"),
        ("שלום", "שלום"),
        ("Ana 😀", "😀"),
        ("Ana\u202eiL", "\u202e"),
        ("Ana\u200bLi", "\u200b"),
        ("Ọ\u0301la", "\u0301"),
        ("a\x00b", "\x00"),
    ],
)
def test_what_would_be_printed_blank_or_wrong_is_named(name, missing):
    assert unprintable(name) == missing


def test_a_name_that_cannot_be_printed_is_refused_with_its_characters():
    with pytest.raises(NameCannotBePrinted) as refused:
        must_print("李 小龍 Lee")
    assert refused.value.facts == {"characters": "李 小 龍"}
    assert "李 小 龍" in str(refused.value)


def test_a_text_twice_as_large_is_twice_as_wide():
    assert width("Łucja", BOLD, 20) == pytest.approx(2 * width("Łucja", BOLD, 10))
    assert width("", BOLD, 20) == 0


def test_a_line_never_ends_at_a_no_break_space():
    style = Style()
    text = "Batteries en transport aérien\u00a0: numéros"
    for wide in range(20, 90):
        assert not any(line.startswith(":") for line in wrapped(text, style, wide))
