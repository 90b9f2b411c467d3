from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import person
from training_portal.application.names import (
    LONGEST_IDENTIFIER,
    FirstNameCannotBePrinted,
    LastNameIsWrong,
    checked_names,
    identifiers,
)


def asked_of(known: set[str], rounds: list[int]) -> object:
    def taken(wanted: Sequence[str]) -> set[str]:
        rounds.append(len(wanted))
        return known & set(wanted)

    return taken


def test_an_identifier_is_an_initial_and_the_last_name_in_plain_letters() -> None:
    named = [
        person("Łucja", "Wójcik"),
        person("Jean-Marc", "d’Aubigné"),
        person("Ольга", "Петрова"),
        person("Θεόδωρος", "Παππάς"),
        person("Çağla", "Yılmaz-Öz"),
    ]
    found = identifiers(named, lambda wanted: set())
    assert list(found.values()) == ["l.wojcik", "j.daubigne", "o.petrova", "t.pappas", "c.ylmazoz"]


def test_an_identifier_is_short_enough_to_be_typed_whatever_its_number() -> None:
    long = [person("Anna", "Wolfeschlegelsteinhausenbergerdorff"), person("Anna", "Wolfeschlegelsteinhausen")]
    found = list(identifiers(long * 1, lambda wanted: {"a.wolfeschlegelsteinh"[:20]} & set(wanted)).values())
    assert found == ["a.wolfeschlegelstei2", "a.wolfeschlegelstei3"]
    assert max(map(len, found)) == LONGEST_IDENTIFIER


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "it is needed."),
        ("1234", "it needs at least one letter."),
        ("<b>x</b> Test", "the signs < and > cannot be part of it."),
        ("a" * 61, "it is longer than 60 characters."),
    ],
)
def test_what_is_wrong_with_a_name_is_said_truly(name: str, why: str) -> None:
    with pytest.raises(LastNameIsWrong) as refused:
        checked_names("Ann", name)
    assert refused.value.facts["why"] == why


def test_a_picture_is_told_as_what_cannot_be_printed() -> None:
    with pytest.raises(FirstNameCannotBePrinted):
        checked_names("\N{PARTY POPPER}", "Lee")


def test_namesakes_are_numbered_after_those_there_are() -> None:
    rounds: list[int] = []
    known = {"k.benali", *(f"k.benali{n}" for n in range(2, 40))}
    found = identifiers([person(), person(), person("Ann", "Zed")], asked_of(known, rounds))  # type: ignore[arg-type]
    assert list(found.values())[-1] == "k.benali41" or set(found.values()) == {
        "k.benali40",
        "k.benali41",
        "a.zed",
    }
    assert len(rounds) <= 4


@given(
    st.lists(st.sampled_from(["Benali", "Zed", "O’Neill", "Γ", "'"]), min_size=1, max_size=60),
    st.integers(0, 50),
)
def test_everybody_gets_an_identifier_that_nobody_has(last_names: list[str], there: int) -> None:
    people = [person("Karim", last) for last in last_names]
    known = {"k.benali", *(f"k.benali{n}" for n in range(2, there))}
    found = identifiers(people, lambda wanted: known & set(wanted))
    assert len(set(found.values())) == len(people)
    assert not known & set(found.values())
