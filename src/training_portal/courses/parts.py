"""What a course package is made of, once read: all frozen, and shared by every reader in the process."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..values import RenewalRule
from .refusals import NoSuchImage

MIME_TYPES: Mapping[str, str] = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
"""The kinds of image a package may hold, by the ending of their name."""


class QuestionKind(StrEnum):
    """How many answers are right: exactly one, or one or more which are all needed."""

    SINGLE = "single"
    MULTIPLE = "multiple"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to choose, in one language. Plain text."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the bank, in one language. Its id means the same question in every language."""

    id: str
    module: str
    kind: QuestionKind
    text: str
    answers: tuple[Answer, ...]
    explanation: str

    @property
    def right(self) -> frozenset[int]:
        """The places of the right answers, counted from 0 in the order of the bank."""
        return frozenset(place for place, answer in enumerate(self.answers) if answer.right)


@dataclass(frozen=True, slots=True)
class Module:
    """One chapter to read. `titles` by language; `minutes` is the time it is meant to take."""

    id: str
    file: str
    minutes: int
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assistance:
    """Who helps a trainee, and when: distance training has to say so. `name` and `hours` by language."""

    name: Mapping[str, str]
    email: str
    phone: str
    hours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a package and the type it is served as."""

    content: bytes
    mime: str


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a course. Texts are kept by language; `sha256` (hexadecimal) is the version.

    `duration_minutes` includes the test. `pass_mark` is in percent. `months` is 0 when the course
    is done once. `files` are the package's files by their path, as bytes.
    """

    code: str
    languages: tuple[str, ...]
    titles: Mapping[str, str]
    summaries: Mapping[str, str]
    objectives: Mapping[str, tuple[str, ...]]
    duration_minutes: int
    test_minutes: int
    pass_mark: int
    attempts: int
    draw: int
    rule: RenewalRule
    months: int
    assistance: Assistance
    modules: tuple[Module, ...]
    questions: Mapping[str, tuple[Question, ...]] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    sha256: str = ""

    def text(self, language: str, module: Module) -> str:
        """A module's Markdown in a language."""
        written = self.files[f"{language}/{module.file}"].decode("utf-8-sig")
        return unicodedata.normalize("NFC", written)

    def question(self, language: str, question_id: str) -> Question:
        """A question in a language. KeyError when the bank has none of that id."""
        for question in self.questions[language]:
            if question.id == question_id:
                return question
        raise KeyError(question_id)

    def image(self, language: str, name: str) -> Image:
        """An image by the name its modules give it; the language's own drawing wins over the shared one.

        Errors: NoSuchImage.
        """
        mime = MIME_TYPES.get(name.rpartition(".")[2])
        for place in (f"{language}/images/{name}", f"images/{name}"):
            if mime and place in self.files:
                return Image(self.files[place], mime)
        raise NoSuchImage
