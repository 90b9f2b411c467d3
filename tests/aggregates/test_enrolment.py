from datetime import timedelta

import pytest

from builders import NOW, TODAY, an_enrolment, happened, outline, settled
from training_portal.aggregates.enrolment import (
    LONGEST_PAUSE_SECONDS,
    Enrolment,
    EnrolmentState,
    ModulesAreLeft,
    NoTestIsUnderWay,
    QuestionsAreLeft,
    TrainingIsNotStarted,
    TrainingIsOver,
)
from training_portal.errors import NotFound


def started() -> Enrolment:
    enrolment = an_enrolment()
    enrolment.start("a" * 64, 1, outline(), NOW)
    return settled(enrolment)


def ready_for_test() -> Enrolment:
    enrolment = started()
    enrolment.complete_module("why", NOW)
    enrolment.complete_module("how", NOW)
    return settled(enrolment)


def in_test() -> Enrolment:
    enrolment = ready_for_test()
    enrolment.begin_test("seed", ("q1", "q2", "q3"), NOW)
    for question in ("q1", "q2", "q3"):
        enrolment.answer(question, (0,), NOW)
    return settled(enrolment)


def test_opening_a_training_starts_it_once_and_keeps_its_content() -> None:
    enrolment = an_enrolment()
    enrolment.start("a" * 64, 1, outline(), NOW)
    enrolment.start("b" * 64, 2, outline(modules=("new",)), NOW)
    assert happened(enrolment) == ["enrolment.training_started"]
    assert (enrolment.package, enrolment.state) == ("a" * 64, EnrolmentState.IN_PROGRESS)


def test_studying_begins_with_opening() -> None:
    enrolment = an_enrolment()
    with pytest.raises(TrainingIsNotStarted):
        enrolment.complete_module("why", NOW)
    with pytest.raises(TrainingIsNotStarted):
        enrolment.spend_time("session", "why", NOW)
    assert happened(enrolment) == []


def test_time_between_two_signs_of_life_is_counted_and_a_pause_is_not() -> None:
    enrolment = started()
    enrolment.spend_time("session", "why", NOW)
    enrolment.spend_time("session", "why", NOW + timedelta(seconds=60))
    after_a_pause = NOW + timedelta(seconds=60 + LONGEST_PAUSE_SECONDS + 1)
    enrolment.spend_time("session", "how", after_a_pause)
    enrolment.spend_time("session", "how", after_a_pause + timedelta(seconds=LONGEST_PAUSE_SECONDS))
    assert enrolment.seconds == 60 + LONGEST_PAUSE_SECONDS
    assert enrolment.module == "how"


def test_after_a_pause_at_the_same_module_counting_begins_anew() -> None:
    enrolment = started()
    for minutes in (0, 1, 20, 21, 22):
        enrolment.spend_time("session", "why", NOW + timedelta(minutes=minutes))
    assert enrolment.seconds == 180


def test_two_signs_of_life_at_the_same_instant_are_one() -> None:
    enrolment = started()
    for module in ("why", "why", "", "why"):
        enrolment.spend_time("session", module, NOW)
    assert happened(enrolment) == ["enrolment.time_spent"]


def test_time_between_two_sessions_is_not_counted() -> None:
    enrolment = started()
    enrolment.spend_time("session", "why", NOW)
    enrolment.spend_time("another", "why", NOW + timedelta(seconds=60))
    assert enrolment.seconds == 0


def test_a_clock_that_jumps_back_counts_nothing() -> None:
    enrolment = started()
    enrolment.spend_time("session", "why", NOW)
    enrolment.spend_time("session", "how", NOW - timedelta(hours=1))
    assert enrolment.seconds == 0


def test_a_module_is_completed_once() -> None:
    enrolment = started()
    enrolment.complete_module("why", NOW)
    enrolment.complete_module("why", NOW)
    assert happened(enrolment) == ["enrolment.module_completed"]


def test_a_module_of_another_training_is_not_found() -> None:
    with pytest.raises(NotFound):
        started().complete_module("elsewhere", NOW)
    with pytest.raises(NotFound):
        started().spend_time("session", "elsewhere", NOW)


def test_the_test_comes_after_every_module() -> None:
    enrolment = started()
    enrolment.complete_module("why", NOW)
    with pytest.raises(ModulesAreLeft):
        enrolment.begin_test("seed", ("q1",), NOW)


def test_a_test_under_way_goes_on() -> None:
    enrolment = ready_for_test()
    enrolment.begin_test("seed", ("q1", "q2"), NOW)
    enrolment.begin_test("other", ("q3", "q4"), NOW)
    assert happened(enrolment) == ["enrolment.test_begun"]
    assert enrolment.test is not None
    assert enrolment.test.questions == ("q1", "q2")


def test_an_answer_can_be_changed_and_the_same_one_is_recorded_once() -> None:
    enrolment = ready_for_test()
    enrolment.begin_test("seed", ("q1",), NOW)
    for answers in ((0,), (0,), (1, 2)):
        enrolment.answer("q1", answers, NOW)
    assert happened(enrolment)[1:] == ["enrolment.question_answered"] * 2
    assert enrolment.test is not None
    assert enrolment.test.answers == {"q1": (1, 2)}


def test_answers_belong_to_a_question_of_the_test_under_way() -> None:
    with pytest.raises(NoTestIsUnderWay):
        ready_for_test().answer("q1", (0,), NOW)
    with pytest.raises(NotFound):
        in_test().answer("q9", (0,), NOW)


def test_a_test_is_handed_in_with_every_question_answered() -> None:
    enrolment = ready_for_test()
    enrolment.begin_test("seed", ("q1", "q2"), NOW)
    enrolment.answer("q1", (0,), NOW)
    with pytest.raises(QuestionsAreLeft):
        enrolment.hand_in(1, 50, TODAY, NOW)


def test_the_pass_mark_passes() -> None:
    enrolment = in_test()
    enrolment.hand_in(3, 80, TODAY, NOW)
    assert happened(enrolment) == ["enrolment.test_handed_in", "enrolment.training_passed"]
    assert enrolment.state is EnrolmentState.PASSED


def test_below_the_pass_mark_the_test_can_be_tried_again() -> None:
    enrolment = in_test()
    enrolment.hand_in(2, 79, TODAY, NOW)
    assert happened(enrolment) == ["enrolment.test_handed_in"]
    assert (enrolment.state, enrolment.attempts_left) == (EnrolmentState.IN_PROGRESS, 1)


def test_the_last_attempt_below_the_pass_mark_fails() -> None:
    enrolment = in_test()
    enrolment.hand_in(0, 0, TODAY, NOW)
    enrolment.begin_test("again", ("q1",), NOW)
    enrolment.answer("q1", (1,), NOW)
    enrolment.hand_in(0, 0, TODAY, NOW)
    assert happened(enrolment)[-2:] == ["enrolment.test_handed_in", "enrolment.training_failed"]
    assert enrolment.state is EnrolmentState.FAILED


def test_after_the_result_nothing_more_is_recorded() -> None:
    enrolment = in_test()
    enrolment.hand_in(3, 100, TODAY, NOW)
    settled(enrolment)
    with pytest.raises(TrainingIsOver):
        enrolment.begin_test("seed", ("q1",), NOW)
    with pytest.raises(TrainingIsOver):
        enrolment.spend_time("session", "why", NOW)
    assert happened(enrolment) == []
