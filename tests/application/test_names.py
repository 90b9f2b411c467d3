from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from builders import person
from training_portal.application.names import identifiers


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
