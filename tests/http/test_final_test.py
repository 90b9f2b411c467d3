"""The final test: from its introduction to the result and the certificate."""

import html
import re

import pytest

from studying import words

EXPLANATIONS = ("lever is short", "back stays straight", "share the weight", "It pulls on the lower back.")


@pytest.fixture
def ready(student):
    """Karim, every module finished."""
    student.read_everything()
    return student


@pytest.fixture
def under_way(ready):
    """Karim, with a test begun."""
    ready.begin()
    return ready


def test_the_test_waits_for_every_module(student, world):
    student.press("", "/start")
    page = words(student.get("/test"))
    assert "2 are left" in page
    before = world.names_of_events()
    refused = student.post("/test")
    assert refused.status_code == 422
    assert "Finish every module before the final test. Modules left: 2." in words(refused)
    assert world.names_of_events() == before


def test_the_introduction_says_what_the_test_asks_for(ready):
    page = words(ready.get("/test"))
    for said in ("Questions 3", "80% right answers", "2 attempts left, of 2", "about 10 minutes"):
        assert said in page


def test_beginning_leads_to_the_first_question(ready):
    answer = ready.begin()
    assert (answer.status_code, answer.location) == (303, f"{ready.desk}/test/questions/1")
    page = ready.get("/test/questions/1")
    assert "Question 1 of 3" in words(page)
    assert "<legend" in page.text


def test_beginning_twice_goes_on_with_the_same_test(under_way):
    seed = under_way.now.test.seed
    assert under_way.post("/test").location == f"{under_way.desk}/test/questions/1"
    assert under_way.now.test.seed == seed


def test_a_question_with_several_right_answers_says_so(under_way):
    kinds = [under_way.get(f"/test/questions/{number}").text for number in (1, 2, 3)]
    for page in kinds:
        several = "Choose all that are right." in page
        assert several == ('type="checkbox" name="answers"' in page)
        assert several != ('type="radio" name="answers"' in page)


def test_an_answer_is_kept_when_going_back_and_after_a_reload(under_way):
    answer = under_way.choose(1, [1])
    assert answer.location == f"{under_way.desk}/test/questions/2"
    assert under_way.choose(2, [], go="back").location == f"{under_way.desk}/test/questions/1"
    for _ in range(2):
        assert 'value="1" checked' in under_way.get("/test/questions/1").text.replace("\n", " ")


def test_an_answer_can_be_changed(under_way):
    under_way.choose(1, [1])
    under_way.choose(1, [0])
    assert list(under_way.now.test.answers.values()) == [(0,)]


def test_an_answer_is_kept_without_going_on(under_way):
    answer = under_way.choose(1, [0], go="stay")
    assert answer.status_code == 204
    assert list(under_way.now.test.answers.values()) == [(0,)]


def test_a_question_may_be_left_open_and_stands_in_the_list(under_way):
    assert under_way.choose(1, []).location == f"{under_way.desk}/test/questions/2"
    under_way.choose(2, [0])
    page = words(under_way.get("/test/answers"))
    second = under_way.get("/test/questions/2").text
    shown = re.findall(r'name="answers".*?<span[^>]*>(.*?)</span>', second, re.DOTALL)
    assert f"answered {html.unescape(shown[0])} 3." in html.unescape(page)
    assert "2 questions are open" in page
    assert "Go to question 1" in page
    assert under_way.get("/test/hand-in").location == f"{under_way.desk}/test/answers"


def test_an_answer_does_not_vanish(under_way):
    under_way.choose(1, [0])
    refused = under_way.choose(1, [])
    assert refused.status_code == 422
    assert "Choose at least one answer." in words(refused)
    assert list(under_way.now.test.answers.values()) == [(0,)]


@pytest.mark.parametrize("answers", [[7], [-1], ["x"]])
def test_only_answers_of_the_question_can_be_chosen(under_way, answers):
    assert under_way.choose(1, answers).status_code == 422
    assert under_way.now.test.answers == {}


def test_where_one_answer_is_right_only_one_can_be_chosen(under_way):
    single = next(n for n in (1, 2, 3) if 'type="radio"' in under_way.get(f"/test/questions/{n}").text)
    assert under_way.choose(single, [0, 1]).status_code == 422
    assert under_way.now.test.answers == {}


def test_a_question_that_was_not_drawn_is_not_found(under_way):
    assert under_way.get("/test/questions/0").status_code == 404
    assert under_way.get("/test/questions/4").status_code == 404


def test_the_last_question_leads_to_all_answers_and_these_to_handing_in(under_way):
    for number in (1, 2):
        under_way.choose(number, [0])
    assert under_way.choose(3, [0]).location == f"{under_way.desk}/test/answers"
    assert "Every question is answered." in words(under_way.get("/test/answers"))
    assert "This is attempt 1 of 2." in words(under_way.get("/test/hand-in"))


def test_a_test_with_open_questions_is_not_handed_in(under_way):
    under_way.choose(1, [0])
    refused = under_way.post("/test/hand-in")
    assert refused.status_code == 422
    assert "Questions left: 2." in words(refused)
    assert under_way.now.tests_handed_in == 0


def test_handing_in_twice_is_handing_in_once(under_way):
    for number in (1, 2, 3):
        under_way.choose(number, under_way.answers(number))
    for _ in range(2):
        answer = under_way.post("/test/hand-in", command_id="one-click")
        assert answer.location == f"{under_way.desk}/test/result"
    assert under_way.now.tests_handed_in == 1


def test_explanations_stay_hidden_until_the_test_is_handed_in(ready):
    def hidden():
        for page in ("", "/answers", "/hand-in", "/questions/1", "/questions/2", "/questions/3", "/result"):
            answer = ready.get(f"/test{page}")
            assert not any(words in answer.text for words in EXPLANATIONS)

    ready.begin()
    hidden()
    for number in (1, 2, 3):
        ready.choose(number, [0])
    hidden()
    ready.press("/test/hand-in", "/test/hand-in")
    assert sum(words in ready.get("/test/result").text for words in EXPLANATIONS) == 3
    ready.begin()
    hidden()


def test_a_failed_attempt_says_what_was_right_and_why_and_offers_another(ready):
    page = ready.take_test(rightly=False)
    said = words(page)
    assert "Not passed" in said
    assert "0 of 3 answers are right. To pass, 80% is needed." in said
    assert "1 attempt left." in said
    assert said.count("your answer") == 3
    assert said.count("right answer ") >= 3
    assert "certificate" not in said.lower()
    assert "Your last attempt reached 0%." in words(ready.get("/test"))


def test_a_page_of_the_attempt_before_changes_nothing(ready):
    ready.take_test(rightly=False)
    ready.begin()
    refused = ready.post("/test/questions/1", attempt=1, answers=0)
    assert refused.status_code == 422
    assert "belongs to an attempt that was handed in" in words(refused)
    assert ready.now.test.answers == {}


def test_after_the_last_attempt_there_is_no_further_test(ready):
    ready.take_test(rightly=False)
    said = words(ready.take_test(rightly=False))
    assert "No attempt is left." in said
    assert "Try again" not in said
    assert ready.post("/test").status_code == 422
    assert ready.get("/test").location == f"{ready.desk}/test/result"


def test_fail_then_pass_gives_the_certificate(ready, world):
    ready.take_test(rightly=False)
    page = ready.take_test()
    said = words(page)
    assert "Passed" in said
    assert "100%" in said
    assert "It counts until 30 November 2028." in said
    assert "/my-certificates/" in page.text
    assert 'href="/verify/' in page.text
    names = world.names_of_events()
    assert names.count("enrolment.training_passed") == 1
    assert names.count("certificate.issued") == 1


def test_no_test_is_under_way_after_handing_in(ready):
    ready.take_test(rightly=False)
    for page in ("/test/questions/1", "/test/answers", "/test/hand-in"):
        assert ready.get(page).location == f"{ready.desk}/test"
    assert ready.post("/test/questions/1", attempt=1, answers=0).location == f"{ready.desk}/test"
    assert ready.post("/test/hand-in").status_code in (303, 422)
