"""The final test as a trainee sees it: the sheet before it is handed in, and the marks after."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..aggregates.enrolment import Test
from ..courses.package import Package, QuestionKind
from ..courses.scoring import Drawn, Marked, Verdict, draw, grade
from ..errors import NotFound, Refusal
from ..language import marked


class NothingIsChosen(Refusal):
    """A question that was answered stays answered: the answer may change, not vanish."""

    words = marked("Choose at least one answer.")
    field = "answers"


class AnswerIsNotOffered(Refusal):
    """Only answers that the question offers can be chosen, and one alone where one is right."""

    words = marked("Choose among the answers of this question.")
    field = "answers"


class AttemptIsHandedIn(Refusal):
    """A page of an attempt before cannot change the attempt under way."""

    words = marked("This page belongs to an attempt that was handed in. Go on with the present one.")


@dataclass(frozen=True, slots=True)
class SheetQuestion:
    """A question of the test under way, without a hint of what is right. `number` counts from 1.

    `answers` stand in the order of this test; `chosen` are their places, from 0.
    """

    number: int
    id: str
    text: str
    takes_several: bool
    answers: tuple[str, ...]
    chosen: tuple[int, ...]

    def check(self, chosen: Sequence[int]) -> None:
        """Refuse an answer that the question does not offer. Errors: NothingIsChosen, AnswerIsNotOffered."""
        if not chosen:
            raise NothingIsChosen
        if not all(0 <= place < len(self.answers) for place in chosen):
            raise AnswerIsNotOffered
        if len(set(chosen)) > 1 and not self.takes_several:
            raise AnswerIsNotOffered


@dataclass(frozen=True, slots=True)
class Sheet:
    """The test under way: which attempt it is, and its questions."""

    attempt: int
    questions: tuple[SheetQuestion, ...]

    def question(self, number: int) -> SheetQuestion:
        """A question by its number. Errors: NotFound."""
        if not 1 <= number <= len(self.questions):
            raise NotFound
        return self.questions[number - 1]

    def check_attempt(self, attempt: int) -> None:
        """Refuse what was written on the sheet of another attempt. Errors: AttemptIsHandedIn."""
        if attempt != self.attempt:
            raise AttemptIsHandedIn

    @property
    def open_questions(self) -> tuple[SheetQuestion, ...]:
        """What is not answered yet."""
        return tuple(question for question in self.questions if not question.chosen)


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer of a test that was handed in."""

    text: str
    chosen: bool
    right: bool


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question of a test that was handed in, with what became of it."""

    number: int
    text: str
    is_right: bool
    answers: tuple[JudgedAnswer, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class Marks:
    """The result of an attempt. `percent` is rounded down."""

    attempt: int
    right: int
    total: int
    percent: int
    passed: bool
    questions: tuple[JudgedQuestion, ...]


def sheet_of(package: Package, language: str, test: Test) -> Sheet:
    """The sheet of a test under way, in a language."""
    drawn = draw(package, language, package.draw, test.seed)
    shown = (_shown(package, language, one, test, number) for number, one in enumerate(drawn, 1))
    return Sheet(test.attempt, tuple(shown))


def marks_of(package: Package, language: str, test: Test) -> Marks:
    """The marks of a test that was handed in, in a language."""
    drawn = draw(package, language, package.draw, test.seed)
    score = grade(package, drawn, test.answers)
    pairs = enumerate(zip(drawn, score.questions, strict=True), 1)
    judged = tuple(_judged(package, language, one, mark, number) for number, (one, mark) in pairs)
    return Marks(test.attempt, score.right, score.total, score.percent, score.passed, judged)


def _shown(package: Package, language: str, drawn: Drawn, test: Test, number: int) -> SheetQuestion:
    question = package.question(language, drawn.question_id)
    return SheetQuestion(
        number=number,
        id=question.id,
        text=question.text,
        takes_several=question.kind is QuestionKind.MULTIPLE,
        answers=tuple(answer.text for answer in drawn.shown(question)),
        chosen=tuple(test.answers.get(question.id, ())),
    )


def _judged(package: Package, language: str, drawn: Drawn, mark: Marked, number: int) -> JudgedQuestion:
    question = package.question(language, drawn.question_id)
    answers = tuple(
        JudgedAnswer(answer.text, place in mark.chosen, place in mark.right)
        for place, answer in enumerate(drawn.shown(question))
    )
    is_right = mark.verdict is Verdict.RIGHT
    return JudgedQuestion(number, question.text, is_right, answers, question.explanation)
