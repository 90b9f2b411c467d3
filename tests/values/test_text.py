import pytest

from training_portal.values import Money, Person, clean_text, folded


@pytest.mark.parametrize("bad", ["a\x00b", "a\nb", "\u202eabc\x1b", "a\ud800", "line\u2028break"])
def test_control_characters_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        clean_text(bad)


def test_text_is_composed_and_its_blanks_made_single() -> None:
    assert clean_text("  E\u0301lodie \u00a0 Gue\u0301rin ") == "Élodie Guérin"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Łucja Wójcik", "lucja wojcik"),
        ("d’Aubigné", "d'aubigne"),
        ("Θεόδωρος", "θεοδωροσ"),
        ("Weiß", "weiss"),
        ("Sørensen", "sorensen"),
    ],
)
def test_searches_fold_accents_and_case(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_money_of_two_currencies_is_not_added() -> None:
    with pytest.raises(ValueError, match="cannot add"):
        Money(1, "EUR") + Money(1, "CHF")
    assert (Money(1188_00, "EUR") + Money(1, "EUR")).decimal.as_tuple().exponent == -2


def test_a_full_name_is_first_then_last() -> None:
    assert Person("1", "Ann", "O’Neill").full_name == "Ann O’Neill"
