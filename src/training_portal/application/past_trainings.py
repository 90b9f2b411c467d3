"""Taking over past certificates: what a list would do, row by row, and the command that does it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from ..aggregates.account import Account
from ..aggregates.course import Course
from ..aggregates.trainee import Trainee
from ..errors import Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked
from ..values import Person, RenewalRule, folded, renewal_date
from .cart import own_trainees
from .list_preview import (
    LEAVE_OUT,
    NEW_PERSON,
    CellHoldsFormula,
    IdentifierIsSomebodyElses,
    IdentifierIsUnknown,
    Known,
    name_key,
)
from .names import new_person
from .past_certificates import PastEntry, completion_of, frequency_of, number_of, renewal_of
from .people import identified

_FORMULA_SIGNS = ("=", "+", "@", "-")


class TrainingIsUnknown(Refusal):
    """A code names a training of the catalogue."""

    words = marked("There is no training with the code “%(code)s”.")


class PastVerdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    DONE = "done"
    DECISION = "decision"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Taught:
    """A training of the catalogue, as lists of past certificates need it; the title in one language."""

    id: str
    title: str
    language: str
    rule: RenewalRule
    months: int


@dataclass(frozen=True, slots=True)
class PastTraining:
    """A training completed before. `renewal_on` is None when it follows from the training's rule."""

    course: str
    title: str
    language: str
    months: int
    completed_on: date
    renewal_on: date | None
    number: str


@dataclass(frozen=True, slots=True)
class PastJudged:
    """A row with its verdict, the training it means, and the renewal date that it leads to.

    KNOWN and DONE name the `person`. A DECISION is between `candidates`, a new person and leaving out; it is
    taken once for all rows of a name, at the line `decided_at`. A FAULT has its `refusal`.
    """

    entry: PastEntry
    verdict: PastVerdict
    training: PastTraining | None = None
    renewal_on: date | None = None
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    decided_at: int = 0
    refusal: Refusal | None = None

    @property
    def usual_choice(self) -> str:
        """What is chosen until somebody decides otherwise: the only namesake, or nothing."""
        return self.candidates[0].id if len(self.candidates) == 1 else ""


@dataclass(frozen=True, slots=True)
class PastRow:
    """A past training to record: of a known trainee by id, or of somebody new by name."""

    trainee: str
    first_name: str
    last_name: str
    training: PastTraining


@dataclass(slots=True)
class PastAddition:
    """What is recorded of a list, and the rows that wait for a correction or an answer."""

    rows: list[PastRow] = field(default_factory=list)
    waiting: list[PastJudged] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: so many trainings recorded, so many people registered for them."""

    trainings: int
    people: int


def judge_past(
    entries: Sequence[PastEntry],
    known: Known,
    courses: Mapping[str, Taught],
    recorded: set[tuple[str, str, date]],
    today: date,
) -> list[PastJudged]:
    """The verdict on each row. `courses` is by code as written; `recorded` says what is there already."""
    first_lines: dict[str, int] = {}
    judged = []
    for entry in entries:
        try:
            judged.append(_judged(entry, known, courses, recorded, today, first_lines))
        except Refusal as refusal:
            judged.append(PastJudged(entry, PastVerdict.FAULT, refusal=refusal))
    return judged


def past_addition(judged: Sequence[PastJudged], choices: Mapping[int, str]) -> PastAddition:
    """What to record by the choices made, by the line where each name stands first."""
    added = PastAddition()
    for row in judged:
        chosen = choices.get(row.decided_at, row.usual_choice)
        entry, training = row.entry, row.training
        if row.verdict is PastVerdict.FAULT or training is None:
            added.waiting.append(row)
        elif row.verdict is PastVerdict.KNOWN and row.person:
            added.rows.append(PastRow(row.person.id, "", "", training))
        elif row.verdict is PastVerdict.NEW or (row.verdict is PastVerdict.DECISION and chosen == NEW_PERSON):
            added.rows.append(PastRow("", entry.first_name, entry.last_name, training))
        elif row.verdict is PastVerdict.DECISION and chosen in {one.id for one in row.candidates}:
            added.rows.append(PastRow(chosen, "", "", training))
        elif row.verdict is PastVerdict.DECISION and chosen != LEAVE_OUT:
            added.waiting.append(row)
    return added


class PastTrainingCommands:
    """Taking over what was completed before the portal."""

    _store: Store

    def import_past_trainings(self, context: Context, rows: Sequence[PastRow]) -> Imported:
        """Record past trainings, registering people who are new; all rows or none. Again records nothing.

        Rows with one name and no trainee are one new person, who gets an identifier, and a password with the
        first order or reset. Errors: NotFound, FirstNameIsWrong, LastNameIsWrong.
        """
        fresh: dict[str, Person] = {}
        for row in rows:
            if not row.trainee:
                key = name_key(row.first_name, row.last_name)
                fresh[key] = fresh.get(key) or new_person(row.first_name, row.last_name)

        def decide(work: Work) -> dict[str, Any]:
            known = own_trainees(work, list(dict.fromkeys(row.trainee for row in rows if row.trainee)))
            people = {trainee.id: trainee for trainee in known}
            people |= _registered(work, fresh)
            count = 0
            for row in sorted(rows, key=lambda one: one.training.completed_on):
                key = row.trainee or name_key(row.first_name, row.last_name)
                count += _record(work, people[key], row.training)
            return {"trainings": count, "people": len(fresh)}

        result = self._store.perform(context, decide)
        return Imported(result["trainings"], result["people"])


def _registered(work: Work, fresh: Mapping[str, Person]) -> dict[str, Trainee]:
    """Register people who are new; they cannot sign in yet. Answers them by name key."""
    context = work.context
    language = work.get(Account, context.company).identity.language
    named = identified(work, list(fresh.values()))
    made = [
        Trainee(company=context.company, person=person, language=language, timestamp=context.now)
        for person in named
    ]
    work.add(*made)
    return dict(zip(fresh, made, strict=True))


def _record(work: Work, trainee: Trainee, past: PastTraining) -> bool:
    """Record one past training; answers whether it was new."""
    before, rule = len(trainee.past), work.get(Course, past.course).outline.renewal_rule
    old = trainee.renewal_of(past.course)
    trainee.record_past_training(
        course=past.course,
        title=past.title,
        language=past.language,
        months=past.months,
        completed_on=past.completed_on,
        renewal_on=past.renewal_on or renewal_date(rule, past.completed_on, past.months, old),
        number=past.number,
        now=work.context.now,
    )
    return len(trainee.past) > before


def _judged(
    entry: PastEntry,
    known: Known,
    courses: Mapping[str, Taught],
    recorded: set[tuple[str, str, date]],
    today: date,
    first_lines: dict[str, int],
) -> PastJudged:
    if any(cell.startswith(_FORMULA_SIGNS) for cell in entry.cells):
        raise CellHoldsFormula
    taught = courses.get(entry.training)
    if taught is None:
        raise TrainingIsUnknown(code=entry.training[:40])
    past = _past(entry, taught, today)
    renewal_on = past.renewal_on or renewal_date(taught.rule, past.completed_on, past.months)
    candidates: tuple[Person, ...] = ()
    if entry.identifier:
        person: Person | None = _by_identifier(entry, known)
    else:
        new_person(entry.first_name, entry.last_name)
        candidates = tuple(known.by_name.get(name_key(entry.first_name, entry.last_name), ()))
        same = (one for one in candidates if (one.id, past.course, past.completed_on) in recorded)
        person = next(same, None)
    if person is not None:
        done = (person.id, past.course, past.completed_on) in recorded
        verdict = PastVerdict.DONE if done else PastVerdict.KNOWN
        return PastJudged(entry, verdict, past, renewal_on, person)
    first = first_lines.setdefault(name_key(entry.first_name, entry.last_name), entry.line)
    verdict = PastVerdict.DECISION if candidates else PastVerdict.NEW
    return PastJudged(entry, verdict, past, renewal_on, None, candidates, first)


def _past(entry: PastEntry, taught: Taught, today: date) -> PastTraining:
    """What a row says was completed. Errors: those of its cells."""
    completed, months = completion_of(entry, today), frequency_of(entry)
    return PastTraining(
        course=taught.id,
        title=taught.title,
        language=taught.language,
        months=taught.months if months is None else months,
        completed_on=completed,
        renewal_on=renewal_of(entry, completed),
        number=number_of(entry),
    )


def _by_identifier(entry: PastEntry, known: Known) -> Person:
    """The trainee a row names. Errors: IdentifierIsUnknown, IdentifierIsSomebodyElses."""
    person = known.by_identifier.get(folded(entry.identifier))
    if person is None:
        raise IdentifierIsUnknown
    named = name_key(entry.first_name, entry.last_name)
    if entry.first_name and entry.last_name and named != name_key(person.first_name, person.last_name):
        raise IdentifierIsSomebodyElses(name=person.full_name)
    return person
