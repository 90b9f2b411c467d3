"""What a list of people would do: who is new or known, what is to be decided, what to be corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ..errors import Refusal
from ..language import marked
from ..values import Person, folded
from .cart import Newcomer
from .names import new_person
from .people_lists import COLUMNS, Entry

NEW_PERSON, LEAVE_OUT = "new", "leave"
"""Choices beside the ids of people."""
_FORMULA_SIGNS = ("=", "+", "@", "-")


class CellHoldsFormula(Refusal):
    """Names are written, not computed."""

    words = marked("This is a formula. Write the value itself.")


class IdentifierIsUnknown(Refusal):
    """An identifier names a trainee of the company."""

    words = marked("No trainee of your company has this identifier.")
    field = "identifier"


class IdentifierIsSomebodyElses(Refusal):
    """A name beside an identifier is that trainee's."""

    words = marked("This identifier belongs to %(name)s.")
    field = "identifier"


class NameIsIncomplete(Refusal):
    """A first and a last name stand in columns of their own."""

    words = marked("Write the first name and the last name in two columns.")
    field = "last_name"


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "known"
    CHOSEN = "chosen"
    DECISION = "decision"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict.

    KNOWN and CHOSEN name the `person`. A DECISION is between `candidates`, a new person and leaving out;
    `same_as` is the line of the list that names the same person already, or 0; `chosen` are those of the
    candidates who are chosen for the training already. A FAULT has its `refusal`.
    """

    entry: Entry
    verdict: Verdict
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    same_as: int = 0
    chosen: frozenset[str] = frozenset()
    refusal: Refusal | None = None

    @property
    def usual_choice(self) -> str:
        """What is chosen until somebody decides otherwise; empty when nothing suggests itself."""
        if self.same_as or (len(self.candidates) == 1 and self.chosen):
            return LEAVE_OUT
        return self.candidates[0].id if len(self.candidates) == 1 else ""

    def allows(self, choice: str) -> bool:
        """Whether a choice is one of this row's."""
        return choice in (NEW_PERSON, LEAVE_OUT, *(person.id for person in self.candidates))


@dataclass(frozen=True, slots=True)
class Known:
    """Whom the company knows: by folded identifier, by name key, and the ids chosen for the training."""

    by_identifier: Mapping[str, Person]
    by_name: Mapping[str, Sequence[Person]]
    chosen: frozenset[str] = frozenset()


@dataclass(slots=True)
class Addition:
    """What is added of a list: ids of known people, newcomers; and the rows that wait for an answer."""

    known: list[str] = field(default_factory=list)
    newcomers: list[Newcomer] = field(default_factory=list)
    waiting: list[Entry] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many people are added."""
        return len(self.known) + len(self.newcomers)


def name_key(first_name: str, last_name: str) -> str:
    """A name as namesakes share it."""
    return folded(f"{last_name} {first_name}")


def judge(entries: Sequence[Entry], known: Known) -> list[Judged]:
    """The verdict on each row, in the order of the list."""
    seen_ids: dict[str, int] = {}
    seen_names: dict[str, dict[str, int]] = {}
    return [_judged(entry, known, seen_ids, seen_names) for entry in entries]


def addition(judged: Sequence[Judged], choices: Mapping[int, str]) -> Addition:
    """What to add by the choices made, by line, everybody once; rows with faults or without a choice wait."""
    added = Addition()
    for row in judged:
        choice = choices.get(row.entry.line, row.usual_choice)
        if row.verdict is Verdict.KNOWN and row.person:
            _add_once(added.known, row.person.id)
        elif row.verdict is Verdict.NEW or (row.verdict is Verdict.DECISION and choice == NEW_PERSON):
            added.newcomers.append((row.entry.first_name, row.entry.last_name, row.entry.email))
        elif row.verdict is Verdict.FAULT or (row.verdict is Verdict.DECISION and not row.allows(choice)):
            added.waiting.append(row.entry)
        elif row.verdict is Verdict.DECISION and choice != LEAVE_OUT and choice not in row.chosen:
            _add_once(added.known, choice)
    return added


def _add_once(ids: list[str], id: str) -> None:
    if id not in ids:
        ids.append(id)


def _judged(
    entry: Entry, known: Known, seen_ids: dict[str, int], seen_names: dict[str, dict[str, int]]
) -> Judged:
    try:
        _check_cells(entry)
        if entry.identifier:
            return _by_identifier(entry, known, seen_ids)
        new_person(entry.first_name, entry.last_name, entry.email)
    except Refusal as refusal:
        return Judged(entry, Verdict.FAULT, refusal=refusal)
    key = name_key(entry.first_name, entry.last_name)
    candidates = tuple(known.by_name.get(key, ()))
    same_as = _same_person(seen_names.setdefault(key, {}), folded(entry.email), entry.line)
    if not same_as and len(candidates) == 1:
        same_as = seen_ids.get(candidates[0].id, 0)
    verdict = Verdict.DECISION if candidates or same_as else Verdict.NEW
    chosen = frozenset(person.id for person in candidates if person.id in known.chosen)
    return Judged(entry, verdict, candidates=candidates, same_as=same_as, chosen=chosen)


def _same_person(lines: dict[str, int], email: str, line: int) -> int:
    """The line above that names the same person: the same e-mail address, or none on either side; or 0."""
    earlier = [at for other, at in lines.items() if other == email or not other or not email]
    lines.setdefault(email, line)
    return min(earlier, default=0)


def _check_cells(entry: Entry) -> None:
    for column in COLUMNS:
        if getattr(entry, column).startswith(_FORMULA_SIGNS):
            raise CellHoldsFormula
    if not entry.identifier and not entry.last_name and " " in entry.first_name:
        raise NameIsIncomplete


def _by_identifier(entry: Entry, known: Known, seen: dict[str, int]) -> Judged:
    """A row that names a trainee by identifier. Errors: IdentifierIsUnknown, IdentifierIsSomebodyElses."""
    person = known.by_identifier.get(folded(entry.identifier))
    if person is None:
        raise IdentifierIsUnknown
    named = name_key(entry.first_name, entry.last_name).strip()
    if entry.first_name and entry.last_name and named != name_key(person.first_name, person.last_name):
        raise IdentifierIsSomebodyElses(name=person.full_name)
    first = seen.setdefault(person.id, entry.line)
    if person.id in known.chosen or first != entry.line:
        return Judged(entry, Verdict.CHOSEN, person, same_as=0 if first == entry.line else first)
    return Judged(entry, Verdict.KNOWN, person)
