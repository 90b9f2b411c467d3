"""The final test: which questions are drawn, in which order answers stand, and what a score is.

A draw follows from its seed alone (by SHA-256, so on every machine and Python), and asks the same in every
language: a trainee who changes language finds the same test.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from .parts import Answer, Package, Question


class Verdict(StrEnum):
    """What became of one question."""

    RIGHT = "right"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question of a test. `order[place shown]` is the answer's place in the bank, both from 0."""

    question_id: str
    order: tuple[int, ...]

    def shown(self, question: Question) -> tuple[Answer, ...]:
        """The answers in the order that this test shows."""
        return tuple(question.answers[place] for place in self.order)


@dataclass(frozen=True, slots=True)
class Marked:
    """One question, marked. `chosen` and `right` are places as shown."""

    question_id: str
    verdict: Verdict
    chosen: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The result of a test. `percent` is rounded down, so that 79.9 % does not pass at 80."""

    right: int
    total: int
    percent: int
    passed: bool
    questions: tuple[Marked, ...]


def draw(package: Package, language: str, count: int, seed: str) -> tuple[Drawn, ...]:
    """`count` different questions of the bank in an order of their own, each with its answers shuffled.

    Errors: ValueError when the bank has fewer questions, KeyError for a language the course does not have.
    """
    bank = package.questions[language]
    if not 1 <= count <= len(bank):
        raise ValueError(f"cannot draw {count} of {len(bank)} questions")
    chosen = sorted(bank, key=lambda question: _lot(seed, question.id))[:count]
    return tuple(Drawn(question.id, _shuffled(question, seed)) for question in chosen)


def grade(package: Package, drawn: Sequence[Drawn], given: Mapping[str, Collection[int]]) -> Score:
    """Mark a test. `given` has the places chosen, as shown, by question id; absent or empty is unanswered.

    A question is right only when exactly its right answers are chosen. Answers to questions that were not
    drawn, and places that do not exist, never help.
    """
    if not drawn:
        raise ValueError("a test has at least one question")
    bank = {question.id: question for question in package.questions[package.languages[0]]}
    marked = tuple(_marked(one, bank[one.question_id], given.get(one.question_id, ())) for one in drawn)
    right = sum(one.verdict is Verdict.RIGHT for one in marked)
    percent = right * 100 // len(marked)
    return Score(right, len(marked), percent, percent >= package.pass_mark, marked)


def _marked(drawn: Drawn, question: Question, chosen: Collection[int]) -> Marked:
    right = {shown for shown, place in enumerate(drawn.order) if place in question.right}
    verdict = Verdict.RIGHT if set(chosen) == right else Verdict.WRONG
    if not chosen:
        verdict = Verdict.UNANSWERED
    return Marked(drawn.question_id, verdict, tuple(sorted(set(chosen))), tuple(sorted(right)))


def _shuffled(question: Question, seed: str) -> tuple[int, ...]:
    places = range(len(question.answers))
    return tuple(sorted(places, key=lambda place: _lot(seed, question.id, str(place))))


def _lot(*parts: str) -> bytes:
    return sha256("\0".join(parts).encode()).digest()
