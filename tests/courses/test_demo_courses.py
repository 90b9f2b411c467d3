"""The courses that come with the portal: faultless, and as much as a trainer would give."""

import re

import pytest

from training_portal.courses.package import demo_folders, read_package
from training_portal.courses.render import module_html
from training_portal.courses.scoring import draw, grade


@pytest.fixture(params=demo_folders(), ids=lambda path: path.name)
def course(request):
    return read_package(request.param)


def test_three_courses_come_with_the_portal():
    assert [path.name for path in demo_folders()] == [
        "air-dangerous-goods",
        "aviation-security",
        "lithium-batteries",
    ]


def test_a_course_is_in_english_and_french_with_six_to_ten_modules_and_twenty_questions(course):
    assert set(course.languages) == {"en", "fr"}
    assert 6 <= len(course.modules) <= 10
    assert all(len(bank) >= 20 for bank in course.questions.values())


def test_every_module_teaches_and_is_asked_about(course):
    for language in course.languages:
        asked = {question.module for question in course.questions[language]}
        assert asked == {module.id for module in course.modules}
        for module in course.modules:
            assert len(course.text(language, module).split()) >= 150, (language, module.file)


def test_every_course_has_drawings_of_its_own_and_shows_them_all(course):
    for language in course.languages:
        shown = set()
        for module in course.modules:
            shown |= set(re.findall(r"images/([^)]+)\)", course.text(language, module)))
        drawn = {name.rpartition("/")[2] for name in course.files if "images/" in name}
        assert len(shown) >= 3
        assert drawn == shown


def test_every_module_is_shown_with_its_pictures(course):
    for language in course.languages:
        for module in course.modules:
            text = course.text(language, module)
            html = module_html(text, lambda name: f"/images/{name}")
            assert html.count("<img") == text.count("](images/")
            assert "](" not in html


def test_the_right_answer_gives_itself_away_neither_by_place_nor_by_length(course):
    for language in course.languages:
        single = [question for question in course.questions[language] if len(question.right) == 1]
        places = [min(question.right) for question in single]
        assert all(places.count(place) <= len(single) * 0.4 for place in places)
        standing_out = [question.id for question in single if stands_out(question)]
        assert len(standing_out) <= len(single) * 0.25, (language, standing_out)


def stands_out(question):
    """Whether somebody who knows nothing would pick the right answer because it is the longest by far."""
    right = max(len(answer.text) for answer in question.answers if answer.right)
    return right > 1.15 * max(len(answer.text) for answer in question.answers if not answer.right)


def test_a_test_of_the_course_can_be_taken_and_passed(course):
    drawn = draw(course, "fr", course.draw, "a seed")
    given = {
        one.question_id: [
            place
            for place, answer in enumerate(one.shown(course.question("fr", one.question_id)))
            if answer.right
        ]
        for one in drawn
    }
    assert grade(course, drawn, given).passed
