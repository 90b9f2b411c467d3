"""Forgetting a person, and telling them first what is known about them.

The key is destroyed, and everything by which the person could sign in is deleted, in one transaction. The
views are then made anew from events that no longer name the person.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

from .aggregates.enrolment import EnrolmentState
from .aggregates.manager import Manager
from .aggregates.trainee import Trainee
from .clock import day_of
from .documents.kept import kept_documents
from .event_store.context import Context
from .event_store.engine import writing
from .event_store.history import about_person
from .event_store.rebuild import rebuild
from .event_store.recorded import Recorded
from .event_store.schema import outbox
from .event_store.sealing import forgetting, scrub
from .event_store.work import Work
from .identity.credentials import close_door, credential_named
from .identity.tables import erasures, sessions
from .portal import PROJECTIONS, Portal
from .values import Person, add_months

KEPT_MONTHS = 36
"""So long the records of dangerous goods training are kept (ICAO Technical Instructions, 1;4)."""

Progress = Callable[[str, int, int], None]
_WORK = ("enrolment", "certificate")
_KINDS: Mapping[str, type[Trainee | Manager]] = {"trainee": Trainee, "manager": Manager}


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A trainee or a manager, with everything recorded about them, oldest first."""

    kind: str
    company: str
    person: Person
    ids: tuple[str, ...]
    """The person's own id, then those of doubles that were merged into it."""
    recorded: tuple[Recorded[Any], ...]

    def count(self, name: str) -> int:
        """How many events of a stored name are recorded about the person."""
        return sum(one.name == name for one in self.recorded)

    @property
    def unfinished(self) -> int:
        """How many trainings the person has not finished."""
        states: dict[str, EnrolmentState] = {}
        for one in self.recorded:
            states[one.stream] = _STATES.get(one.name, states.get(one.stream, EnrolmentState.CANCELLED))
        open_states = (EnrolmentState.NOT_STARTED, EnrolmentState.IN_PROGRESS)
        return sum(state in open_states for state in states.values())


_STATES = {
    "enrolment.trainee_enrolled": EnrolmentState.NOT_STARTED,
    "enrolment.training_started": EnrolmentState.IN_PROGRESS,
    "enrolment.training_passed": EnrolmentState.PASSED,
    "enrolment.training_failed": EnrolmentState.FAILED,
    "enrolment.cancelled": EnrolmentState.CANCELLED,
}


def known_person(portal: Portal, wanted: str) -> KnownPerson | None:
    """A trainee or manager by user name or id, or None; also somebody who was forgotten, by id."""
    with portal.reading() as tx:
        named = credential_named(tx, portal.settings.master_key, wanted)
        id = named.person_id if named else wanted
        found = _about(portal, tx, (id,))
    begun = next((one for one in found if one.stream == id), None)
    kind = begun.name.partition(".")[0] if begun else ""
    if begun is None or kind not in _KINDS:
        return None
    root = portal.store.get(_KINDS[kind], id)
    ids = (id, *(root.doubles if isinstance(root, Trainee) else ()))
    if len(ids) > 1:
        with portal.reading() as tx:
            found = _about(portal, tx, ids)
    return KnownPerson(kind, root.company, root.person, ids, tuple(found))


def _about(portal: Portal, tx: sa.Connection, ids: Sequence[str]) -> list[Recorded[Any]]:
    """The events of the person's own streams; carts and orders hold other people too."""
    found = about_person(tx, portal.store.shelf, ids)
    return [one for one in found if one.name.partition(".")[0] in ("trainee", "manager", *_WORK)]


def records_to_keep(known: KnownPerson, today: date) -> list[tuple[str, str, date]]:
    """Number, training and last day of the certificates whose record the law makes the provider keep."""
    issued = [one.event for one in known.recorded if one.name == "certificate.issued"]
    until = [(one.number, one.title, add_months(one.completed_on, KEPT_MONTHS)) for one in issued]
    return [kept for kept in until if kept[2] > today]


def forget_person(portal: Portal, context: Context, known: KnownPerson) -> None:
    """Destroy the person's key and all that lets them sign in; the views follow by `finish_erasures`.

    Errors: ManagerIsActive, NotFound.
    """

    def decide(work: Work) -> dict[str, Any]:
        for id in known.ids:
            work.get(_KINDS[known.kind], id).forget(context.now)
            for statement in _deletions(id, context.now):
                work.write(statement)
        for stream in {one.stream for one in known.recorded}:
            work.write(sa.delete(kept_documents).where(kept_documents.c.name.like(f"%/{stream}/%")))
        work.write(_fresh_erasures(), [{"person_id": id, "asked_at": context.now} for id in known.ids])
        return {}

    portal.store.perform(context, decide)


def finish_erasures(portal: Portal, progress: Progress | None = None) -> int:
    """Make the views anew where somebody was forgotten since. Answers for how many people it was done."""
    with portal.reading() as tx:
        waiting = tx.scalars(sa.select(erasures.c.person_id).where(erasures.c.finished_at.is_(None))).all()
    if not waiting:
        return 0
    for projection in PROJECTIONS:
        rebuild(portal.store, projection, _told(progress, projection.name))
    with writing(portal.store.engine) as tx:
        done = sa.update(erasures).where(erasures.c.person_id.in_(waiting))
        tx.execute(done.values(finished_at=portal.now))
    scrub(portal.store.engine)
    return len(waiting)


def personal_data(portal: Portal, known: KnownPerson) -> dict[str, Any]:
    """Everything known about a person, as JSON can say it: who, what happened when, letters, sign-ins."""
    with portal.reading() as tx:
        letters = tx.execute(
            sa.select(outbox.c.occasion, outbox.c.queued_at, outbox.c.sent_at).where(
                outbox.c.recipient.in_(known.ids)
            )
        ).all()
        signed_in = tx.execute(
            sa.select(sessions.c.created_at, sessions.c.last_seen_at).where(
                sessions.c.person_id.in_(known.ids)
            )
        ).all()
    return {
        "kind": known.kind,
        "company": known.company,
        "person": _plain(known.person, known.ids),
        "exported_on": day_of(portal.now, portal.settings.time_zone).isoformat(),
        "history": [_told_of(one, known.ids) for one in known.recorded],
        "letters": [_plain(tuple(row), ()) for row in letters],
        "sessions": [_plain(tuple(row), ()) for row in signed_in],
    }


def _deletions(id: str, now: datetime) -> Iterator[sa.Executable]:
    yield forgetting(id)
    yield from close_door(id)
    waiting = sa.and_(outbox.c.recipient == id, outbox.c.due_at.is_not(None))
    yield (
        sa.update(outbox)
        .where(waiting)
        .values(due_at=None, secret=None, refused_at=now, fault="the person was forgotten")
    )
    yield sa.delete(erasures).where(erasures.c.person_id == id)


def _fresh_erasures() -> sa.Insert:
    return sa.insert(erasures)


def _told(progress: Progress | None, name: str) -> Callable[[int, int], None] | None:
    return None if progress is None else lambda position, last: progress(name, position, last)


def _told_of(one: Recorded[Any], ids: Sequence[str]) -> dict[str, Any]:
    hidden = {"originator_id", "originator_version", "originator_topic", "timestamp"}
    says = {name: _plain(value, ids) for name, value in vars(one.event).items() if name not in hidden}
    return {
        "at": one.recorded_at.isoformat(),
        "event": one.name,
        "stream": one.stream,
        "by": one.actor,
        "says": says,
    }


def _plain(value: Any, ids: Sequence[str]) -> Any:
    """A value as JSON can say it. Of other people than those of `ids` only the id is told."""
    if isinstance(value, Person) and value.id not in ids:
        return {"id": value.id}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name), ids) for field in fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(part, ids) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(part, ids) for part in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
