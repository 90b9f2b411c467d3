"""The history: what happened, to whom, by whom and when, and the proof that nobody rewrote it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.chain import Entry, Head, link
from training_portal.event_store.codec import StoredEvent
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.schema import events
from training_portal.event_store.shelf import Shelf

_of = events.c
_COLUMNS = (
    _of.position,
    _of.stream,
    _of.version,
    _of.name,
    _of.payload,
    _of.company,
    _of.recorded_at,
    _of.actor,
    _of.command_id,
    _of.correlation,
)
_ENTRY = (
    _of.stream,
    _of.version,
    _of.name,
    _of.payload,
    _of.company,
    _of.actor,
    _of.command_id,
    _of.correlation,
)
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain is broken first: a position, and what is wrong there in words for the operator."""

    position: int
    words: str


def after(tx: sa.Connection, shelf: Shelf, position: int = 0, limit: int = 1000) -> list[Recorded[Any]]:
    """The events after a position, in the order of their commits, persons opened.

    Errors: SealIsBroken, UnknownName.
    """
    question = sa.select(*_COLUMNS).where(_of.position > position).order_by(_of.position).limit(limit)
    return _recorded(tx, shelf, tx.execute(question).all())


def of_stream(tx: sa.Connection, shelf: Shelf, stream: str) -> list[Recorded[Any]]:
    """The events of one stream, in their order, persons opened. Errors: SealIsBroken, UnknownName."""
    question = sa.select(*_COLUMNS).where(_of.stream == stream).order_by(_of.version)
    return _recorded(tx, shelf, tx.execute(question).all())


def about_person(tx: sa.Connection, shelf: Shelf, ids: Sequence[str]) -> list[Recorded[Any]]:
    """Every event of the streams in which a person of these ids stands, persons opened, oldest first.

    It looks through all payloads, which takes a while in a long history. Errors: SealIsBroken, UnknownName.
    """
    if tx.dialect.name == "sqlite":
        named = [sa.func.instr(_of.payload, sa.literal(_naming(id))) > 0 for id in ids]
    else:
        named = [_of.payload.op("LIKE")(sa.literal(b"%" + _naming(id) + b"%")) for id in ids]
    streams = sa.select(_of.stream).where(sa.or_(*named)).distinct()
    question = sa.select(*_COLUMNS).where(_of.stream.in_(streams)).order_by(_of.position)
    return _recorded(tx, shelf, tx.execute(question).all())


def _naming(id: str) -> bytes:
    """How a payload names a person (ids are hexadecimal, so that nothing in them needs escaping)."""
    return b'{"id":"' + id.encode("ascii", "replace") + b'"'


def places_of(tx: sa.Connection, stream: str) -> dict[int, str]:
    """The chain's digest (hexadecimal) at each event of a stream, by the event's version."""
    question = sa.select(_of.version, _of.chain).where(_of.stream == stream)
    return {version: bytes(chain).hex() for version, chain in tx.execute(question)}


def verify_chain(
    tx: sa.Connection, head: Head | None = None, progress: Callable[[int], None] | None = None
) -> Head | Break:
    """Walk the whole chain. Answers where it ends, or the first event that is not as it was recorded.

    `head` was noted earlier outside of the database (`HeadFile`): a chain that ends before it, or differs
    there, was cut or rewritten. `progress` is told the position after every thousand events.
    """
    found = Head()
    try:
        for position, chain, entry in _entries(tx):
            if position != found.position + 1:
                return Break(found.position + 1, f"event {found.position + 1} is missing")
            if link(found.chain, position, entry) != chain:
                return Break(position, f"event {position} is not as it was recorded")
            found = Head(position, chain)
            if head is not None and head.position == position and head.chain != chain:
                return Break(position, f"event {position} was rewritten after the head was noted")
            if progress is not None and position % _BATCH == 0:
                progress(position)
    except (sa.exc.DatabaseError, ValueError, TypeError, AttributeError, OverflowError):
        return Break(found.position + 1, f"event {found.position + 1} cannot be read")
    if head is not None and head.position > found.position:
        return Break(
            found.position + 1, f"the events from {found.position + 1} to {head.position} are missing"
        )
    return found


def _entries(tx: sa.Connection) -> Iterator[tuple[int, bytes, Entry]]:
    question = sa.select(_of.position, _of.chain, *_ENTRY, _of.recorded_at).order_by(_of.position)
    rows = iter(tx.execution_options(yield_per=_BATCH).execute(question))
    while batch := list(islice(rows, _BATCH)):
        for row in batch:
            yield row[0], row[1], Entry(*row[2:])


def _recorded(tx: sa.Connection, shelf: Shelf, rows: Sequence[Any]) -> list[Recorded[Any]]:
    stored = [StoredEvent(*row[1:7]) for row in rows]
    keys = shelf.keys_of(tx, stored)
    return [
        Recorded(
            row[0],
            row[1],
            row[2],
            row[3],
            shelf.names.called(row[3]).event(event, keys),
            row[5],
            row[7],
            row[8],
            row[9],
            row[6],
        )
        for row, event in zip(rows, stored, strict=True)
    ]
