"""Each row of a list has its verdict: new, known, chosen already, to be decided, or to be corrected."""

import pytest

from builders import person
from training_portal.application.list_preview import (
    LEAVE_OUT,
    NEW_PERSON,
    CellHoldsFormula,
    IdentifierIsSomebodyElses,
    IdentifierIsUnknown,
    Known,
    NameIsIncomplete,
    Verdict,
    addition,
    judge,
    name_key,
)
from training_portal.application.names import EmailIsWrong, FirstNameIsWrong, LastNameIsWrong
from training_portal.application.people_lists import Entry, read_pasted

KARIM = person()
OTHER_KARIM = person(identifier="k.benali2")
NOBODY = Known({}, {})


def knows(*people: object, chosen: frozenset[str] = frozenset()) -> Known:
    by_name: dict[str, list] = {}
    for one in people:
        by_name.setdefault(name_key(one.first_name, one.last_name), []).append(one)
    return Known({one.identifier: one for one in people}, by_name, chosen)


def test_people_nobody_knows_are_new() -> None:
    judged = judge(read_pasted("Karim;Benali;k@example.com\nAnn;O’Neill"), NOBODY)
    assert [row.verdict for row in judged] == [Verdict.NEW, Verdict.NEW]
    assert addition(judged, {}).newcomers == [("Karim", "Benali", "k@example.com"), ("Ann", "O’Neill", "")]


def test_an_identifier_names_a_trainee_in_any_case() -> None:
    judged = judge([Entry(1, identifier="K.Benali")], knows(KARIM))
    assert (judged[0].verdict, judged[0].person) == (Verdict.KNOWN, KARIM)
    assert addition(judged, {}).known == [KARIM.id]


def test_who_is_chosen_already_or_named_above_is_not_chosen_twice() -> None:
    judged = judge(
        [Entry(1, identifier="k.benali"), Entry(2, identifier="K.BENALI")], knows(KARIM, OTHER_KARIM)
    )
    assert [(row.verdict, row.same_as) for row in judged] == [(Verdict.KNOWN, 0), (Verdict.CHOSEN, 1)]
    judged = judge([Entry(1, identifier="k.benali")], knows(KARIM, chosen=frozenset([KARIM.id])))
    assert judged[0].verdict is Verdict.CHOSEN
    assert addition(judged, {}).count == 0


def test_a_namesake_is_to_be_decided_and_the_known_one_is_the_usual_choice() -> None:
    judged = judge([Entry(4, "KARIM", "Bénali")], knows(KARIM))
    assert (judged[0].verdict, judged[0].usual_choice) == (Verdict.DECISION, KARIM.id)
    assert addition(judged, {}).known == [KARIM.id]
    assert addition(judged, {4: NEW_PERSON}).newcomers == [("KARIM", "Bénali", "")]
    assert addition(judged, {4: LEAVE_OUT}).count == 0


def test_between_two_namesakes_nothing_is_decided_for_the_manager() -> None:
    judged = judge([Entry(4, "Karim", "Benali")], knows(KARIM, OTHER_KARIM))
    assert judged[0].usual_choice == ""
    assert addition(judged, {}).waiting == [judged[0].entry]
    assert addition(judged, {4: "somebody of another company"}).waiting == [judged[0].entry]
    assert addition(judged, {4: OTHER_KARIM.id}).known == [OTHER_KARIM.id]


def test_doubles_within_the_list_are_left_out_unless_they_are_two_people() -> None:
    judged = judge(read_pasted("Karim;Benali\nAnn;O’Neill\nKarim;Benali;k@example.com"), NOBODY)
    assert [row.same_as for row in judged] == [0, 0, 1]
    assert addition(judged, {}).count == 2
    assert addition(judged, {3: NEW_PERSON}).count == 3


def test_whoever_is_named_by_identifier_and_by_name_is_added_once() -> None:
    by_identifier, by_name = Entry(1, identifier="k.benali"), Entry(2, "Karim", "Benali")
    judged = judge([by_identifier, by_name], knows(KARIM))
    assert (judged[1].same_as, judged[1].usual_choice) == (1, LEAVE_OUT)
    for choices in ({}, {2: KARIM.id}):
        assert addition(judged, choices).known == [KARIM.id]
    turned = judge([Entry(1, "Karim", "Benali"), Entry(2, identifier="k.benali")], knows(KARIM))
    assert addition(turned, {}).known == [KARIM.id]


def test_a_namesake_who_is_chosen_already_is_not_counted_again() -> None:
    judged = judge([Entry(1, "Karim", "Benali")], knows(KARIM, chosen=frozenset([KARIM.id])))
    assert judged[0].usual_choice == LEAVE_OUT
    assert addition(judged, {1: KARIM.id}).count == 0
    assert addition(judged, {1: NEW_PERSON}).count == 1


def test_two_people_of_one_name_with_two_addresses_are_two() -> None:
    judged = judge(read_pasted("Karim;Benali;a@example.com\nKarim;Benali;b@example.com"), NOBODY)
    assert [row.verdict for row in judged] == [Verdict.NEW, Verdict.NEW]


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (Entry(1, "", "Benali"), FirstNameIsWrong),
        (Entry(1, "Karim", ""), LastNameIsWrong),
        (Entry(1, "Karim Benali", ""), NameIsIncomplete),
        (Entry(1, "Karim", "Ben\x00ali"), LastNameIsWrong),
        (Entry(1, "Karim", "Benali", "karim at example"), EmailIsWrong),
        (Entry(1, "=1+1", "Benali"), CellHoldsFormula),
        (Entry(1, "Karim", "@SUM(A1)"), CellHoldsFormula),
        (Entry(1, identifier="x.unknown"), IdentifierIsUnknown),
        (Entry(1, "Ann", "O’Neill", identifier="k.benali"), IdentifierIsSomebodyElses),
    ],
)
def test_what_is_wrong_with_a_row_is_said_and_the_row_waits(entry: Entry, refusal: type[Exception]) -> None:
    judged = judge([entry, Entry(2, "Łucja", "Wójcik")], knows(KARIM))
    assert isinstance(judged[0].refusal, refusal)
    added = addition(judged, {})
    assert (added.waiting, added.newcomers) == ([entry], [("Łucja", "Wójcik", "")])
