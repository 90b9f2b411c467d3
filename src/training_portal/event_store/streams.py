"""The statements that append events and read them: at the driver's level, for they are the hot path."""

import json
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.chain import Entry, Head, link
from training_portal.event_store.codec import StoredEvent
from training_portal.event_store.engine import BEGIN
from training_portal.event_store.insertion import Insertion
from training_portal.event_store.schema import events

_HEAD = "SELECT position, chain FROM events ORDER BY position DESC LIMIT 1"
APPENDING = Insertion(events, ("position", *Entry._fields, "chain"))
"""Puts rows of `chained` into the events, in a transaction that `begin_append` began."""
_BEGIN_APPEND = BEGIN["postgresql"]["append"] + "; " + _HEAD
_SQLITE = {
    "one": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = ? ORDER BY version",
    "many": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream, version",
    "versions": "SELECT stream, MAX(version) FROM events"
    " WHERE stream IN (SELECT value FROM json_each(?)) GROUP BY stream",
}
_POSTGRESQL = {
    "one": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = %s ORDER BY version",
    "many": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = ANY(%s) ORDER BY stream, version",
    "versions": "SELECT stream, MAX(version) FROM events WHERE stream = ANY(%s) GROUP BY stream",
}


def begin_append(driver: Any, *, sqlite: bool) -> Head:
    """Begin a transaction that alone may append, on a driver's connection. Answers where the chain ends.

    On PostgreSQL one round trip: each statement in it sees what was committed before it began.
    """
    if sqlite:
        driver.execute("BEGIN IMMEDIATE")
        row = driver.execute(_HEAD).fetchone()
    else:
        answers = driver.execute(_BEGIN_APPEND)
        while answers.nextset():
            pass
        row = answers.fetchone()
    return Head() if row is None else Head(row[0], row[1])


def chained(head: Head, entries: Sequence[Entry]) -> tuple[Head, list[tuple[Any, ...]]]:
    """The rows of events that come after a head, and the head that they make.

    Errors: ValueError when a text holds a NUL.
    """
    chain, rows = head.chain, []
    for position, entry in enumerate(entries, head.position + 1):
        if "\0" in entry.stream + entry.name + "".join(entry[4:8]):
            raise ValueError("text must not contain NUL")
        chain = link(chain, position, entry)
        rows.append((position, *entry, chain))
    return Head(head.position + len(rows), chain), rows


def piped(driver: Any, *, sqlite: bool) -> AbstractContextManager[Any]:
    """A block of statements that are sent to PostgreSQL together, without waiting for each answer.

    Nothing in it may ask for rows. What a statement broke is raised at the end of the block at the latest.
    """
    return nullcontext() if sqlite else driver.pipeline()


def stream(tx: sa.Connection, stream_id: str) -> list[StoredEvent]:
    """The events of one stream, in their order."""
    return _stored(tx, _driver(tx).execute(_statements(tx)["one"], (stream_id,)))


def streams(tx: sa.Connection, stream_ids: Iterable[str]) -> dict[str, list[StoredEvent]]:
    """The events of many streams, by one statement; a stream without events is absent."""
    found: dict[str, list[StoredEvent]] = {}
    for row in _stored(tx, _driver(tx).execute(_statements(tx)["many"], (_listed(tx, stream_ids),))):
        found.setdefault(row[0], []).append(row)
    return found


def versions(tx: sa.Connection, stream_ids: Iterable[str]) -> dict[str, int]:
    """The newest version of each stream, by one statement."""
    return dict(_driver(tx).execute(_statements(tx)["versions"], (_listed(tx, stream_ids),)).fetchall())


def _stored(tx: sa.Connection, rows: Any) -> list[StoredEvent]:
    if tx.dialect.name == "sqlite":
        instant = datetime.fromisoformat
        return [StoredEvent(a, b, c, d, e, instant(f)) for a, b, c, d, e, f in rows]
    return [StoredEvent(*row) for row in rows]


def _statements(tx: sa.Connection) -> dict[str, str]:
    return _SQLITE if tx.dialect.name == "sqlite" else _POSTGRESQL


def _driver(tx: sa.Connection) -> Any:
    return tx.connection.driver_connection


def _listed(tx: sa.Connection, texts: Iterable[str]) -> Any:
    return json.dumps(list(texts)) if tx.dialect.name == "sqlite" else list(texts)
