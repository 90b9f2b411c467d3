"""Course packages are checked, imported and priced from the command line."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Runs = Callable[..., Result]


def test_every_fault_is_told_with_file_and_line(runs: Runs, changed_mini: Path) -> None:
    course = changed_mini / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("attempts:", "atempts:"), "utf-8")
    (changed_mini / "fr" / "questions.yaml").unlink()
    (changed_mini / "en" / "01-why.md").write_text("Look:\n\n![](images/none.svg)\n", "utf-8")
    told = runs("courses", "check", str(changed_mini))
    assert told.exit_code == 1
    *faults, end = told.output.splitlines()
    assert end == f"Error: {len(faults)} faults in {changed_mini}"
    places = [fault.partition(": ")[0] for fault in faults]
    assert all(line.isdigit() for line in (place.rpartition(":")[2] for place in places))
    assert {"course.yaml:1", "en/01-why.md:3", "fr/questions.yaml:1"} <= set(places)
    assert any("did you mean `attempts`?" in fault for fault in faults)


def test_a_faulty_package_is_not_published(runs: Runs, changed_mini: Path) -> None:
    (changed_mini / "fr" / "questions.yaml").unlink()
    told = runs("courses", "import", str(changed_mini))
    assert (told.exit_code, "fr/questions.yaml:1: The question bank is missing" in told.stderr) == (1, True)
    assert runs("courses", "list").output == ""


def test_a_right_package_is_published_in_versions_and_sold(
    runs: Runs, mini: Path, changed_mini: Path
) -> None:
    assert runs("courses", "check", str(mini)).output == f"No fault in {mini}.\n"
    assert runs("courses", "import", str(mini)).output == "MINI is published, version 1.\n"
    assert runs("courses", "import", str(changed_mini)).output == "MINI is published, version 2.\n"
    sold = ("courses", "offer", "MINI", "--language", "fr", "--months", "24", "--price", "49.00")
    assert runs(*sold).exit_code == 2
    refused = runs(*sold, "--vat", "5.123")
    assert (refused.exit_code, "two decimals at most" in refused.output) == (2, True)
    assert runs(*sold, "--vat", "20").exit_code == 0
    assert "fr  24 months  49.00 EUR" in runs("courses", "list").output
