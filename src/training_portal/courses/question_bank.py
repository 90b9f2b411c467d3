"""questions.yaml: the question bank of each language, and whether all languages ask the same questions."""

from collections.abc import Collection, Mapping
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
    expected = {question.id: question for question in first.questions}
    found = {question.id for question in other.questions}
    for missing in expected.keys() - found:
        faults.add(other.file, other.line, f"The question {missing!r} of {first.file} is missing: add it.")
    for question in other.questions:
        line = other.lines[question.id]
        twin = expected.get(question.id)
        if twin is None:
            faults.add(
                other.file, line, f"The question {question.id!r} is not in {first.file}: add it there."
            )
            continue
        for what, here, there in (
            ("kind", question.kind, twin.kind),
            ("module", question.module, twin.module),
            ("number of answers", len(question.answers), len(twin.answers)),
        ):
            if here != there:
                faults.add(
                    other.file,
                    line,
                    f"The {what} of {question.id!r} is {here} here and {there} in {first.file}: make them agree.",
                )
        if len(question.answers) == len(twin.answers) and question.right != twin.right:
            faults.add(
                other.file,
                line,
                f"Other answers of {question.id!r} are right than in {first.file}: give both the same order.",
            )


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
