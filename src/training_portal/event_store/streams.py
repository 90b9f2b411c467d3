"""The statements that append events and read them: at the driver's level, for they are the hot path."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.chain import Entry, Head, instant_text, link
from training_portal.event_store.codec import StoredEvent

_HEAD = "SELECT position, chain FROM events ORDER BY position DESC LIMIT 1"
_SQLITE = {
    "one": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = ? ORDER BY version",
    "many": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream IN (SELECT value FROM json_each(?)) ORDER BY stream, version",
    "versions": "SELECT stream, MAX(version) FROM events"
    " WHERE stream IN (SELECT value FROM json_each(?)) GROUP BY stream",
    "append": "INSERT INTO events (position, stream, version, name, payload, company, actor, command_id,"
    " correlation, recorded_at, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
}
_POSTGRESQL = {
    "one": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = %s ORDER BY version",
    "many": "SELECT stream, version, name, payload, company, recorded_at FROM events"
    " WHERE stream = ANY(%s) ORDER BY stream, version",
    "versions": "SELECT stream, MAX(version) FROM events WHERE stream = ANY(%s) GROUP BY stream",
    "append": "INSERT INTO events (position, stream, version, name, payload, company, actor, command_id,"
    " correlation, recorded_at, chain) VALUES (%s, %s, %s, %s, %b, %s, %s, %s, %s, %s, %b)",
    "append_many": "INSERT INTO events (position, stream, version, name, payload, company, actor, command_id,"
    " correlation, recorded_at, chain) SELECT * FROM unnest(%s::bigint[], %s::text[], %s::bigint[],"
    " %s::text[], %b::bytea[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],"
    " %b::bytea[])",
}


def head_of(tx: sa.Connection) -> Head:
    """Where the chain ends. Only under the append lock does it stay the end."""
    row = _driver(tx).execute(_HEAD).fetchone()
    return Head() if row is None else Head(row[0], row[1])


def append(tx: sa.Connection, head: Head, entries: Sequence[Entry]) -> Head:
    """Append events after the head, by one statement, under the append lock. Answers the new head.

    The positions count on from the head's. Errors: the driver's own, see `naming_conflicts`; ValueError when
    a text holds a NUL.
    """
    chain, rows = head.chain, []
    for position, entry in enumerate(entries, head.position + 1):
        if any("\0" in text for text in (entry[0], entry[2], *entry[4:8])):
            raise ValueError("text must not contain NUL")
        chain = link(chain, position, entry)
        rows.append((position, *entry, chain))
    driver = _driver(tx)
    if tx.dialect.name == "sqlite":
        driver.executemany(_SQLITE["append"], [(*row[:9], instant_text(row[9]), row[10]) for row in rows])
    elif len(rows) == 1:
        driver.execute(_POSTGRESQL["append"], rows[0])
    elif rows:
        driver.execute(_POSTGRESQL["append_many"], [list(column) for column in zip(*rows, strict=True)])
    return Head(head.position + len(rows), chain)


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
