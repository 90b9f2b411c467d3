"""The statements that append events and read them: at the driver's level, for they are the hot path."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.chain import Entry, Head, content_digest, link
from training_portal.event_store.codec import StoredEvent
from training_portal.event_store.engine import BEGIN
from training_portal.event_store.insertion import Insertion
from training_portal.event_store.schema import events

_HEAD = "SELECT position, chain FROM events ORDER BY position DESC LIMIT 1"
APPENDING = Insertion(events, ("position", *Entry._fields, "chain"))
"""Puts rows of `chained` into the events, in a transaction that `begin_append` began."""
_BEGIN_APPEND = BEGIN["postgresql"]["append"] + "; " + _HEAD
_LINKED = (
    f"INSERT INTO events (position, chain, {', '.join(Entry._fields)})"  # noqa: S608 - the schema's names only
    " SELECT next, sha256(coalesce(head.chain, decode(repeat('00', 32), 'hex')) || int8send(next) || %s),"
    f" {', '.join(['%s'] * len(Entry._fields))}"
    f" FROM (VALUES (1)) AS always LEFT JOIN ({_HEAD}) AS head ON true,"
    " LATERAL (SELECT coalesce(head.position, 0) + 1) AS after(next) RETURNING position"
)
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


def append(driver: Any, entries: Sequence[Entry], first: Callable[[], None], *, sqlite: bool) -> int:
    """Append events in a transaction of their own, begun with `first`. Answers the position of the last.

    On PostgreSQL one round trip: there the server finds the head and links the events, as `chained` does.
    Errors: ValueError when a text holds a NUL, before anything is begun.
    """
    for entry in entries:
        _refuse_nul(entry)
    if not sqlite:
        return _append_to_postgresql(driver, entries, first)
    head = begin_append(driver, sqlite=True)
    with committing(driver, sqlite=True):
        first()
        head, rows = chained(head, entries)
        APPENDING.run(driver, rows, sqlite=True)
    return head.position


def _append_to_postgresql(driver: Any, entries: Sequence[Entry], first: Callable[[], None]) -> int:
    last: Any = None
    with committing(driver, sqlite=False):
        for statement in BEGIN["postgresql"]["append"].split("; "):
            driver.execute(statement, prepare=True)
        first()
        for entry in entries:
            last = driver.execute(_LINKED, (content_digest(entry), *entry), prepare=True)
    return int(last.fetchone()[0]) if entries else 0


def chained(head: Head, entries: Sequence[Entry]) -> tuple[Head, list[tuple[Any, ...]]]:
    """The rows of events that come after a head, and the head that they make. Errors: ValueError: a NUL."""
    chain, rows = head.chain, []
    for position, entry in enumerate(entries, head.position + 1):
        _refuse_nul(entry)
        chain = link(chain, position, entry)
        rows.append((position, *entry, chain))
    return Head(head.position + len(rows), chain), rows


def _refuse_nul(entry: Entry) -> None:
    if "\0" in entry.stream + entry.name + "".join(entry[4:8]):
        raise ValueError("text must not contain NUL")


@contextmanager
def committing(driver: Any, *, sqlite: bool) -> Iterator[None]:
    """A block of statements at the end of a transaction, and its commit.

    To PostgreSQL they go together, without waiting for each answer: nothing in the block may ask for rows,
    and what a statement broke is raised at the end of the block at the latest.
    """
    if sqlite:
        yield
        driver.commit()
    else:
        with driver.pipeline():
            yield
            driver.execute("COMMIT", prepare=False)


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
