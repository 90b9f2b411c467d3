"""A small right package that each test breaks in one place."""

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from training_portal.courses.check import faults
from training_portal.courses.contents import Source

COURSE = """format: 1
code: FIRE-1
languages: [en, fr]
titles: {en: "Fire safety", fr: "Sécurité incendie"}
summaries: {en: "What to do when it burns.", fr: "Que faire quand ça brûle."}
objectives:
  en: ["Raise the alarm", "Leave", "Count"]
  fr: ["Donner l'alerte", "Sortir", "Compter"]
duration_minutes: 25
test_minutes: 10
pass_mark: 80
attempts: 3
draw: 2
renewal: {rule: end_of_month, months: 24}
assistance:
  name: {en: "Help desk", fr: "Assistance"}
  email: help@training.example
  phone: "+33 1 23 45 67 89"
  hours: {en: "Monday to Friday", fr: "Du lundi au vendredi"}
modules:
  - {id: alarm, file: 01-alarm.md, minutes: 8, titles: {en: "Alarm", fr: "Alerte"}}
  - {id: leave, file: 02-leave.md, minutes: 7, titles: {en: "Leaving", fr: "Évacuer"}}
"""
QUESTIONS = """questions:
  - id: q01
    module: alarm
    kind: single
    text: "Whom do you tell first?"
    answers:
      - {text: "Everybody near"}
      - {text: "Nobody", right: false}
      - {text: "The fire brigade", right: true}
    explanation: "They come."
  - id: q02
    module: leave
    kind: multiple
    text: "What do you close?"
    answers:
      - {text: "Doors", right: true}
      - {text: "Windows", right: true}
      - {text: "Your eyes"}
    explanation: "Fire needs air."
  - id: q03
    module: leave
    kind: single
    text: "Do you take the lift?"
    answers:
      - {text: "Yes"}
      - {text: "No", right: true}
    explanation: "It may stop."
"""
MODULE = """## Tell

Shout. See the [rules](https://rules.example/fire).

![A red button under glass](images/button.svg)

| Colour | Meaning |
|---|--:|
| Red | Stop |

> **Remember.** Tell, then leave.
"""
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360">
<title>Button</title>
<rect x="1" y="1" width="638" height="358" fill="#fff"/>
<text x="20" y="40" font-family="sans-serif" font-size="16">Press</text>
</svg>
"""
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (360).to_bytes(4, "big") + b"\x08\2\0\0\0"


@dataclass
class CourseFolder:
    """A package on disk, to be changed and checked."""

    path: Path

    def write(self, name: str, content: str | bytes) -> "CourseFolder":
        """Add or replace a file."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def change(self, name: str, old: str, new: str) -> "CourseFolder":
        """Replace a passage of a file that stands there exactly once."""
        text = (self.path / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        return self.write(name, text.replace(old, new))

    def remove(self, name: str) -> "CourseFolder":
        """Take a file away."""
        (self.path / name).unlink()
        return self

    def files(self) -> dict[str, bytes]:
        """Every file by its path."""
        return {
            file.relative_to(self.path).as_posix(): file.read_bytes()
            for file in self.path.rglob("*")
            if file.is_file()
        }

    def zipped(self, *more: tuple[ZipInfo | str, bytes]) -> bytes:
        """The folder's content as a compressed zip, in any order, with further entries."""
        packed = BytesIO()
        with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
            for name, content in [*reversed(self.files().items()), *more]:
                archive.writestr(name, content)
        return packed.getvalue()

    def line(self, name: str, passage: str) -> int:
        """The line on which a passage stands."""
        text = (self.path / name).read_text("utf-8")
        return text[: text.index(passage)].count("\n") + 1

    def refuses(self, place: str, words: str, source: Source | None = None) -> None:
        """Expect exactly one fault, at `file:line` (`file`: line 1), whose words match a pattern."""
        place = place if re.search(r":\d+$", place) else f"{place}:1"
        found = [str(fault) for fault in faults(self.path if source is None else source)]
        assert len(found) == 1, found
        assert found[0].startswith(f"{place}: "), found
        assert re.search(words, found[0]), found


@pytest.fixture
def folder(tmp_path: Path) -> CourseFolder:
    """A package without fault: two modules, three questions, two languages, drawings shared and own."""
    course = CourseFolder(tmp_path / "fire-safety")
    course.write("course.yaml", COURSE).write("images/button.svg", DRAWING).write("images/photo.png", PNG)
    for language in ("en", "fr"):
        course.write(f"{language}/questions.yaml", QUESTIONS)
        course.write(f"{language}/01-alarm.md", MODULE).write(
            f"{language}/02-leave.md", "Leave by the stairs.\n"
        )
    return course.write("fr/images/button.svg", DRAWING.replace("Press", "Appuyer"))
