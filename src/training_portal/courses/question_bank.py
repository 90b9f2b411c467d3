"""questions.yaml: the question bank of each language, and whether all languages ask the same questions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from .course_file import ID
from .fault import Faults
from .fields import Fields
from .lined_yaml import Noted, read_yaml
from .parts import Answer, Question, QuestionKind

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Bank:
    """The questions of one file, with the line of each by its id, and of the list itself."""

    file: str
    line: int = 0
    questions: tuple[Question, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)


def read_bank(file: str, content: bytes, modules: Collection[str], faults: Faults) -> Bank:
    """The bank of one language. `modules` are the ids a question may name."""
    noted = read_yaml(file, content, faults)
    if noted is None:
        return Bank(file)
    whole = Fields(faults, file, noted, ("questions",))
    questions: list[Question] = []
    lines: dict[str, int] = {}
    for entry in whole.each("questions", 1, _MOST):
        fields = Fields(faults, file, entry, ("id", "module", "kind", "text", "answers", "explanation"))
        if not fields.sound:
            continue
        question = _question(fields, modules)
        if question.id in lines:
            fields.fault("id", f"Two questions have the id {question.id!r}: rename one.")
        elif question.id:
            lines[question.id] = entry.line
            questions.append(question)
    at = whole.noted("questions")
    return Bank(file, at.line if at else 0, tuple(questions), lines)


def compare(first: Bank, other: Bank, faults: Faults) -> None:
    """Report what another language asks differently from the first: ids, kinds, modules, answers."""
    twins = {question.id: question for question in first.questions}
    for missing in twins.keys() - {question.id for question in other.questions}:
        faults.add(other.file, other.line, f"The question {missing!r} of {first.file} is missing: add it.")
    for question in other.questions:
        line = other.lines[question.id]
        if question.id not in twins:
            faults.add(other.file, line, f"{first.file} has no question {question.id!r}: add it there.")
            continue
        for difference in _differences(question, twins[question.id]):
            faults.add(
                other.file, line, f"{question.id!r} {difference} in {first.file}: make both files agree."
            )


def _differences(question: Question, twin: Question) -> Iterator[str]:
    if question.kind != twin.kind:
        yield f"is {question.kind} here and {twin.kind}"
    if question.module != twin.module:
        yield f"belongs to module {question.module!r} here and to {twin.module!r}"
    if len(question.answers) != len(twin.answers):
        yield f"has {len(question.answers)} answers here and {len(twin.answers)}"
    elif question.right != twin.right:
        yield "has its right answers in other places than"


def _question(fields: Fields, modules: Collection[str]) -> Question:
    module = fields.matching("module", ID, "the id of a module")
    if module and module not in modules:
        fields.fault("module", f"No module of course.yaml has the id {module!r}: correct it.")
    question = Question(
        id=fields.matching("id", ID, "small letters, digits and hyphens"),
        module=module,
        kind=QuestionKind(fields.choice("kind", [kind.value for kind in QuestionKind])),
        text=fields.text("text", 500),
        answers=tuple(_answer(fields, entry) for entry in fields.each("answers", 2, 8)),
        explanation=fields.text("explanation", 1_000),
    )
    _right_answers_fit(fields, question)
    return question


def _answer(question: Fields, entry: Noted) -> Answer:
    fields = Fields(question.faults, question.file, entry, ("text", "right"))
    return Answer(fields.text("text", 300), fields.truth("right"))


def _right_answers_fit(fields: Fields, question: Question) -> None:
    texts = [answer.text.casefold() for answer in question.answers if answer.text]
    if len(set(texts)) < len(texts):
        fields.fault("answers", "Two answers are the same: change one.")
    right = len(question.right)
    if question.answers and question.kind is QuestionKind.SINGLE and right != 1:
        fields.fault(
            "answers", f"A single question has exactly one right answer, this one has {right}: correct it."
        )
    if question.answers and question.kind is QuestionKind.MULTIPLE and right == 0:
        fields.fault("answers", "No answer is right: mark at least one with `right: true`.")
