"""course.yaml: every rule of the format, broken once."""

import pytest

from training_portal.courses.check import faults
from training_portal.courses.package import read_package
from training_portal.values import RenewalRule


def test_a_right_package_has_no_fault(folder):
    assert faults(folder.path) == []


def test_an_author_holds_words_and_signs_together(folder):
    folder.change("course.yaml", "Sécurité incendie", "Sécurité  incendie\u00a0: gestes")
    assert read_package(folder.path).titles["fr"] == "Sécurité incendie\u00a0: gestes"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("format: 1", "format: 2", "`format` must be a whole number from 1 to 1"),
        ("code: FIRE-1", "code: fire", "capital letters"),
        ("code: FIRE-1", "code: []", "`code` must be one text"),
        ("code: FIRE-1", "code:", "`code` is empty"),
        ("code: FIRE-1", "code: FIRE-1\ncolour: red", "`colour` is unknown: the names here are `format`"),
        ('titles: {en: "Fire safety"', 'titles: {en: "**Fire**"', "remove the marks of Markdown"),
        ('titles: {en: "Fire safety"', f'titles: {{en: "{"x" * 81}"', "81 characters: shorten it to 80"),
        ('titles: {en: "Fire safety", ', "titles: {", "`en` is missing"),
        ('titles: {en: "Fire safety"', 'titles: {de: "Brand", en: "Fire safety"', "`de` is unknown"),
        ('titles: {en: "Fire safety"', 'titles: {en: "Fire\\tsafe\\x07ty"', "control character"),
        ('titles: {en: "Fire safety"', 'titles: {en: "Fire\\nsafety"', "line break"),
        ('titles: {en: "Fire safety", fr: "Sécurité incendie"}', "titles: Fire", "Write `en`, `fr` here"),
        ("duration_minutes: 25", "duration_minutes: 30", r"modules \(15\) and the test \(10\) add up to 25"),
        ("test_minutes: 10", 'test_minutes: "10"', "without quotes"),
        ("pass_mark: 80", "pass_mark: 101", "from 1 to 100"),
        ("pass_mark: 80", "pass_mark: 80.5", "whole number"),
        ("pass_mark: 80", "pass_mark: eighty", "whole number"),
        ("attempts: 3", "attempts: 0", "from 1 to 20"),
        ("draw: 2", "draw: 0", "from 1 to 200"),
        ("rule: end_of_month", "rule: sometimes", "one of from_completion, end_of_month, once"),
        ("rule: end_of_month", "rule: once", "remove them"),
        ("months: 24", "months: 25", "one of 12, 24, 36, 60"),
        ("rule: end_of_month, months: 24", "rule: end_of_month", "`months` is missing"),
        ("help@training.example", "nobody", "an e-mail address"),
        ('"+33 1 23 45 67 89"', "soon", "a telephone number"),
    ],
)
def test_a_wrong_field_is_reported_on_its_line(folder, old, new, words):
    folder.change("course.yaml", old, new)
    added = new.rpartition("\n")[2]
    folder.refuses(f"course.yaml:{folder.line('course.yaml', added)}", words)


def test_a_missing_field_is_reported(folder):
    folder.change("course.yaml", "attempts: 3\n", "").refuses("course.yaml:1", "`attempts` is missing")


def test_a_misspelt_field_is_explained(folder):
    folder.change("course.yaml", "attempts: 3", "atempts: 3")
    assert [str(fault) for fault in faults(folder.path)] == [
        "course.yaml:1: `attempts` is missing: add it.",
        "course.yaml:12: `atempts` is unknown: did you mean `attempts`?",
    ]


def test_an_objective_list_has_three_to_six_entries(folder):
    folder.change("course.yaml", '"Leave", "Count"', '"Leave"').refuses("course.yaml:7", "2 entries")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[en, fr]", "[en, fr, en]", 3, "from 1 to 2"),
        ("[en, fr]", "[fr, fr]", 3, "'fr' stands here twice"),
        ("[en, fr]", "[fr, de]", 3, "'de' is not one of en, fr"),
        ("[en, fr]", "en", 3, "must be a list"),
        ("[en, fr]", "[en, '']", 3, "a language is empty"),
    ],
)
def test_languages_are_those_of_the_portal(folder, old, new, line, words):
    folder.change("course.yaml", old, new)
    assert any(fault.line == line and words in fault.words for fault in faults(folder.path))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: leave", "id: alarm", "Two modules have the id 'alarm'"),
        ("id: leave", "id: Leave!", "small letters"),
        ("file: 02-leave.md", "file: 01-alarm.md", "Two modules have the file"),
        ("file: 02-leave.md", "file: ../secret.md", "a file name"),
        ("minutes: 7", "minutes: -7", "from 1 to 600"),
        ("minutes: 7, ", "", "`minutes` is missing"),
    ],
)
def test_a_wrong_module_is_reported_on_its_line(folder, old, new, words):
    folder.change("course.yaml", old, new)
    assert any(fault.line == 22 and words in fault.words for fault in faults(folder.path))


def test_a_module_that_is_a_mere_word_is_explained(folder):
    folder.change("course.yaml", "  - {id: alarm", "  - alarm\n  - {id: alarm")
    folder.refuses("course.yaml:21", "Write `id`, `file`, `minutes`, `titles` here")


def test_a_course_done_once_has_no_months(folder):
    folder.change("course.yaml", "{rule: end_of_month, months: 24}", "{rule: once}")
    package = read_package(folder.path)
    assert (package.rule, package.months) == (RenewalRule.ONCE, 0)


def test_a_module_that_is_not_written_is_missing(folder):
    folder.remove("fr/02-leave.md").refuses("course.yaml:22", "fr/02-leave.md is missing")


def test_a_module_that_no_list_names_is_reported(folder):
    folder.write("en/03-extra.md", "More.\n").refuses("en/03-extra.md", "No module of course.yaml")


def test_a_folder_of_a_language_that_the_course_lacks_is_reported(folder):
    folder.write("de/01-alarm.md", "Mehr.\n").refuses("de/01-alarm.md", "lacks 'de'")


def test_a_package_without_course_file_is_refused(folder):
    folder.remove("course.yaml").refuses("course.yaml", "is missing")


def test_a_missing_path_is_explained(folder):
    folder.refuses(str(folder.path / "no"), "no such folder", folder.path / "no")


@pytest.mark.parametrize(
    ("written", "line", "words"),
    [
        (b"format: 1\ntitles: {en: [", 3, "not correct YAML"),
        (b"format: 1\n\tcode: X\n", 2, "not correct YAML"),
        (b"format: 1\ncode: \xff\n", 2, "not UTF-8"),
        (b"format: 1\ncode: A\x00B\n", 2, "control"),
        (b"", 0, "empty"),
        (b"- 1\n", 1, "Write `format`"),
        (b"a: &x [1, 1]\nb: *x\n", 2, "Aliases"),
        (b"a: &x [1, 1]\n", 1, "Anchors"),
        (b"format: 1\ncode: !!python/object:os.system {}\n", 2, "tags"),
        (b"format: 1\nformat: 1\n", 2, "stands here twice"),
        (b"format: 1\n---\nformat: 1\n", 2, "second document"),
        (b"? [a, b]\n: 1\n", 1, "a plain word"),
        (b"a: " + b"[" * 5_000 + b"]" * 5_000, 1, "nested too deeply"),
        (b"a: '" + b"x" * 600_000 + b"'", 0, "divide it"),
    ],
)
def test_yaml_is_plain_and_readable(folder, written, line, words):
    folder.write("course.yaml", written)
    found = faults(folder.path)
    assert any(
        (fault.file, fault.line) == ("course.yaml", line) and words in fault.words for fault in found
    ), [str(fault) for fault in found]


def test_a_bomb_of_aliases_is_refused_at_once(folder):
    layers = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    folder.write("course.yaml", f"l0: &l0 [x]\n{layers}\n")
    assert sum("Aliases" in fault.words for fault in faults(folder.path)) == 29


def test_all_faults_come_at_once_sorted_by_place(folder):
    folder.change("course.yaml", "attempts: 3", "attempts: x").change(
        "fr/questions.yaml", "kind: multiple", "kind: all"
    )
    folder.write("en/02-leave.md", "# Title\n")
    assert [(fault.file, fault.line) for fault in faults(folder.path)] == [
        ("course.yaml", 12),
        ("en/02-leave.md", 1),
        ("fr/questions.yaml", 11),
        ("fr/questions.yaml", 13),
        ("fr/questions.yaml", 15),
    ]
