"""Events as they are stored: JSON with nothing but what was decided, under names that never change."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from inspect import signature
from typing import Any, NamedTuple, get_type_hints

from eventsourcing.domain import CanInitAggregate, CanMutateAggregate, DecoratedFuncCaller, decorated_funcs

from training_portal.aggregates.root import Event, Root
from training_portal.event_store.sealing import Keyring, Seal, with_places
from training_portal.event_store.shapes import Shape, missing_fields, people_in, shape_of

_write_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
_read_json: Callable[[str, int], tuple[Any, int]] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]
_COLUMNS = frozenset({"originator_id", "originator_version", "originator_topic", "timestamp"})
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
_NO_SEAL = Seal(Keyring({}), "", 0, "", "")


class StoredEvent(NamedTuple):
    """What is read of an event to bring it back: its payload and the columns that the payload relies on."""

    stream: str
    version: int
    name: str
    payload: bytes
    company: str
    recorded_at: datetime


class UnknownName(Exception):
    """The store holds an event that no class claims: a newer release wrote it, or a class was lost."""


class EventCodec:
    """How the events of one class are written and read, prepared once from its annotations.

    A class whose shape changed says `class_version` and has a static method `upcast_vN_vM` for each step: it
    is given the stored JSON values and changes them in place.
    """

    def __init__(self, event_class: type[Event], aggregate: type[Root]) -> None:
        hints = get_type_hints(event_class)
        shapes = [(f.name, shape_of(hints[f.name])) for f in fields(event_class) if f.name not in _COLUMNS]  # type: ignore[arg-type]
        self.name: str = event_class.TOPIC  # type: ignore[attr-defined]
        self.event_class = event_class
        self.holds_people = any(shape.holds_people for _, shape in shapes)
        self._shapes: list[tuple[str, Shape]] = shapes
        self._readers = [(name, shape.read) for name, shape in shapes if shape.read is not None]
        self._topic = {"originator_topic": aggregate.TOPIC} if _begins(event_class) else {}  # type: ignore[attr-defined]
        self._class_version: int = getattr(event_class, "class_version", 1)
        self._size = len(shapes)
        self.replay = _replay_of(event_class)

    def people(self, event: Event) -> Iterator[str]:
        """The ids of the persons inside an event."""
        values = vars(event)
        return people_in([values[name] for name, shape in self._shapes if shape.holds_people])

    def write(self, event: Event, company: str, recorded_at: datetime, keys: Keyring) -> bytes:
        """An event's payload. Errors: ValueError for a NUL, PersonIsForgotten."""
        values = vars(event)
        seal = _NO_SEAL
        if self.holds_people:
            seal = Seal(keys, event.originator_id, event.originator_version, self.name, company)
        state = {
            name: values[name] if shape.write is None else shape.write(values[name], seal, name)
            for name, shape in self._shapes
        }
        if event.timestamp != recorded_at:
            state["timestamp"] = event.timestamp.isoformat()
        if self._class_version > 1:
            state["class_version"] = self._class_version
        text = _write_json(state)
        if "\\u0000" in text and _NUL.search(text):
            raise ValueError("text must not contain NUL")
        return text.encode()

    def read(self, stored: StoredEvent, keys: Keyring) -> dict[str, Any]:
        """The values of a stored event's fields, in the shape of today. Errors: SealIsBroken."""
        state: dict[str, Any] = _read_json(stored[3].decode(), 0)[0]
        timestamp = state.pop("timestamp", None)
        if self._class_version > 1:
            state = self._upcast(state)
        if len(state) < self._size:
            state |= missing_fields(self.event_class, state)
        if self._readers:
            seal = Seal(keys, stored[0], stored[1], self.name, stored[4]) if self.holds_people else _NO_SEAL
            for name, read in self._readers:
                state[name] = read(state[name], seal, name)
        state["originator_id"] = stored[0]
        state["originator_version"] = stored[1]
        state["timestamp"] = stored[5] if timestamp is None else datetime.fromisoformat(timestamp)
        if self._topic:
            state |= self._topic
        return state

    def event(self, stored: StoredEvent, keys: Keyring) -> Event:
        """A stored event, brought back. Errors: SealIsBroken."""
        event = object.__new__(self.event_class)
        object.__setattr__(event, "__dict__", self.read(stored, keys))
        return event

    def _upcast(self, state: dict[str, Any]) -> dict[str, Any]:
        version = state.pop("class_version", 1)
        if version < self._class_version and self.holds_people:
            state = with_places(state)
        while version < self._class_version:
            getattr(self.event_class, f"upcast_v{version}_v{version + 1}")(state)
            version += 1
        return state


class StoredNames:
    """The stored names of every event of some aggregates, and how each is written and read."""

    def __init__(self, aggregates: Iterable[type[Root]]) -> None:
        self._codecs: dict[str, EventCodec] = {}
        self._of_class: dict[type[Any], EventCodec] = {}
        for aggregate in aggregates:
            for event_class in event_classes(aggregate):
                self._add(EventCodec(event_class, aggregate))

    def of(self, event: Event) -> EventCodec:
        """How an event is written. Errors: UnknownName."""
        return self.of_class(type(event))

    def of_class(self, event_class: type[Event]) -> EventCodec:
        """How the events of a class are written and read. Errors: UnknownName."""
        try:
            return self._of_class[event_class]
        except KeyError:
            raise UnknownName(f"{event_class.__qualname__} belongs to no aggregate of this store") from None

    def called(self, name: str) -> EventCodec:
        """How events of a stored name are read. Errors: UnknownName."""
        try:
            return self._codecs[name]
        except KeyError:
            raise UnknownName(f"no class is stored as {name!r}") from None

    def __iter__(self) -> Iterator[EventCodec]:
        return iter(self._codecs.values())

    def people(self, stored: Iterable[StoredEvent]) -> set[str]:
        """The ids of the persons inside some stored events, so that their keys can be read at once."""
        found: set[str] = set()
        for row in stored:
            if self.called(row[2]).holds_people:
                found.update(people_in(_read_json(row[3].decode(), 0)[0]))
        return found

    def _add(self, codec: EventCodec) -> None:
        if codec.name in self._codecs:
            raise ValueError(f"two classes are stored as {codec.name!r}")
        self._codecs[codec.name] = self._of_class[codec.event_class] = codec


def event_classes(aggregate: type[Root]) -> list[type[Event]]:
    """The event classes nested in an aggregate that have a stored name, in the order of their writing."""
    nested = [member for member in vars(aggregate).values() if isinstance(member, type)]
    return [member for member in nested if issubclass(member, Event) and hasattr(member, "TOPIC")]


@dataclass(frozen=True, slots=True)
class Replay:
    """The method that an event's class was given by @event, and the names of its parameters."""

    function: Callable[..., None]
    names: tuple[str, ...]


def _begins(event_class: type[Any]) -> bool:
    return issubclass(event_class, CanInitAggregate)


def _replay_of(event_class: type[Any]) -> Replay | None:
    """How to apply an event straight to its aggregate, when nothing but the decorated method does that."""
    applies = [vars(cls)["apply"] for cls in event_class.__mro__ if "apply" in vars(cls)]
    if event_class not in decorated_funcs or applies != [DecoratedFuncCaller.apply, CanMutateAggregate.apply]:
        return None
    function = decorated_funcs[event_class]
    return Replay(function, tuple(signature(function).parameters)[1:])
