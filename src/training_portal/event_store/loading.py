"""Aggregates brought back from their streams: a short way through the package's own rules of replay."""

from collections.abc import Sequence
from functools import cache
from inspect import signature
from typing import Any, TypeVar

from training_portal.aggregates.root import Root
from training_portal.event_store.codec import EventCodec, StoredEvent, StoredNames
from training_portal.event_store.sealing import Keyring

A = TypeVar("A", bound=Root)


class StreamIsBroken(Exception):
    """A stream does not count 1, 2, 3 without a gap, or does not begin with a beginning."""


def replayed(cls: type[A], stored: Sequence[StoredEvent], names: StoredNames, keys: Keyring) -> A | None:
    """The aggregate that the events of one whole stream add up to; None when it is of another class.

    Errors: StreamIsBroken, SealIsBroken, UnknownName.
    """
    first = names.called(stored[0][2])
    state = first.read(stored[0], keys)
    if state.get("originator_topic") != cls.TOPIC:  # type: ignore[attr-defined]
        return None
    aggregate = _begin(cls, first, state)
    for expected, row in enumerate(stored, 1):
        if row[1] != expected:
            raise StreamIsBroken(f"stream {row[0]} lacks version {expected}")
        if expected > 1:
            state = _apply(aggregate, names.called(row[2]), row, keys)
    aggregate._version = len(stored)
    aggregate._modified_on = state["timestamp"]
    return aggregate


def _begin(cls: type[A], codec: EventCodec, state: dict[str, Any]) -> A:
    aggregate = cls.__new__(cls)
    aggregate.__base_init__(state["originator_id"], state["originator_version"], state["timestamp"])
    values = {**state, "id": state["originator_id"]}
    aggregate.__init__(**{name: values[name] for name in _parameters(cls)})  # type: ignore[misc]
    event = object.__new__(codec.event_class)
    object.__setattr__(event, "__dict__", state)
    event.apply(aggregate)
    return aggregate


def _apply(aggregate: Root, codec: EventCodec, row: StoredEvent, keys: Keyring) -> dict[str, Any]:
    replay = codec.replay
    if replay is None:
        event = codec.event(row, keys)
        event.apply(aggregate)
        return vars(event)
    state = codec.read(row, keys)
    replay.function(aggregate, **{name: state[name] for name in replay.names})
    return state


@cache
def _parameters(cls: type[Any]) -> tuple[str, ...]:
    return tuple(signature(cls.__init__).parameters)[1:]
