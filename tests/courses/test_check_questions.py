"""questions.yaml: every rule of a question bank, broken once; and languages that must agree."""

import pytest

from training_portal.courses.check import faults


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('{text: "No", right: true}', '{text: "No"}', 24, "exactly one right answer, this one has 0"),
        ('- {text: "Yes"}', '- {text: "Yes", right: true}', 24, "this one has 2"),
        ('{text: "Yes"}', '{text: "no"}', 24, "Two answers are the same"),
        ('- {text: "Yes"}\n', "", 24, "1 entries: it must have from 2 to 8"),
        ('{text: "Yes"}', '{text: "Yes", rigth: true}', 25, "did you mean `right`"),
        ('{text: "No", right: true}', '{text: "No", right: "true"}', 26, "true or false, without quotes"),
        ('{text: "Yes"}', "Yes", 25, "Write `text`, `right` here"),
        ('{text: "Yes"}', '{text: ""}', 25, "`text` is empty"),
        ('"It may stop."', '"<b>It may stop.</b>"', 27, "Markdown or HTML"),
        ('    explanation: "It may stop."\n', "", 20, "`explanation` is missing"),
        ("id: q03", "id: q02", 20, "Two questions have the id 'q02'"),
        ("id: q03", "id: Q 3", 20, "small letters"),
    ],
)
def test_a_wrong_question_is_reported_on_its_line(folder, old, new, line, words):
    folder.change("fr/questions.yaml", old, new)
    found = faults(folder.path)
    assert any((f.file, f.line) == ("fr/questions.yaml", line) and words in f.words for f in found), [
        str(fault) for fault in found
    ]


def test_a_multiple_question_needs_a_right_answer(folder):
    for language in ("en", "fr"):
        name = f"{language}/questions.yaml"
        folder.change(name, '"Doors", right: true', '"Doors"').change(
            name, '"Windows", right: true', '"Windows"'
        )
    assert [str(fault)[:21] for fault in faults(folder.path)] == [
        "en/questions.yaml:15:",
        "fr/questions.yaml:15:",
    ]


def test_a_question_belongs_to_a_module(folder):
    for language in ("en", "fr"):
        folder.change(f"{language}/questions.yaml", "module: alarm", "module: smoke")
    assert ["No module" in fault.words and fault.line == 3 for fault in faults(folder.path)] == [True, True]


def test_a_bank_is_large_enough_for_the_draw(folder):
    folder.change("course.yaml", "draw: 2", "draw: 4")
    assert ["has 3 questions, course.yaml draws 4" in fault.words for fault in faults(folder.path)] == [
        True
    ] * 2


def test_every_language_has_a_bank(folder):
    folder.remove("fr/questions.yaml").refuses("fr/questions.yaml", "The question bank is missing")


def test_a_question_that_is_a_mere_word_is_explained(folder):
    folder.change("fr/questions.yaml", "questions:\n", "questions:\n  - why\n")
    folder.refuses("fr/questions.yaml:2", "Write `id`, `module`")


def test_questions_are_a_list(folder):
    folder.write("fr/questions.yaml", "questions: {}\n")
    assert any(f.line == 1 and "must be a list" in f.words for f in faults(folder.path))


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("kind: multiple", "kind: single", 11, "is single here and multiple in en/questions.yaml"),
        ("module: alarm", "module: leave", 2, "module 'leave' here and to 'alarm'"),
        ('- {text: "Yes"}\n', '- {text: "Yes"}\n      - {text: "Perhaps"}\n', 20, "3 answers here and 2"),
        ('"Your eyes"', '"Your eyes", right: true', 11, "right answers in other places"),
        ("id: q03", "id: q04", 20, "en/questions.yaml has no question 'q04'"),
        ("id: q03", "id: q04", 1, "The question 'q03' of en/questions.yaml is missing"),
    ],
)
def test_languages_ask_the_same_questions(folder, old, new, line, words):
    folder.change("fr/questions.yaml", old, new)
    assert any(
        (f.file, f.line) == ("fr/questions.yaml", line) and words in f.words for f in faults(folder.path)
    )
