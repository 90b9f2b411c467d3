"""A projection following the events again, from the first one on, in batches."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.codec import StoredEvent
from training_portal.event_store.projection import Projection
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.rows import Rows
from training_portal.event_store.schema import events
from training_portal.event_store.shelf import Shelf

BATCH = 1000
"""How many events are read, followed and written at a time."""

_ROWS_KEPT = 50_000
_QUESTIONS = {
    "sqlite": "SELECT stream, version, name, payload, company, recorded_at, position, actor, command_id,"
    " correlation FROM events WHERE position > ? AND position <= ?"
    " AND name IN (SELECT value FROM json_each(?)) ORDER BY position",
    "postgresql": "SELECT stream, version, name, payload, company, recorded_at, position, actor, command_id,"
    " correlation FROM events WHERE position > %s AND position <= %s"
    " AND name = ANY(%s) ORDER BY position",
}


@dataclass(frozen=True, slots=True)
class Batch:
    """The next events that concern a projection. After them it has followed all up to `position`."""

    recorded: list[Recorded[Any]]
    position: int


class Replay:
    """A projection that follows every event from the first one on, into empty tables that nobody else writes.

    `tables` says which table is written in place of which of the projection's own. `position` is that of the
    last event followed, `followed` how many concerned the projection.
    """

    def __init__(
        self, tx: sa.Connection, shelf: Shelf, projection: Projection, tables: Mapping[sa.Table, sa.Table]
    ) -> None:
        self.position = 0
        self.followed = 0
        self._shelf = shelf
        self._projection = projection
        self._rows = Rows(tx, tables, all_known=True)
        followed = projection.followed_events()
        codecs = [codec for codec in shelf.names if codec.event_class in followed]
        self._read = {codec.name: codec.event for codec in codecs}
        self._holds_people = any(codec.holds_people for codec in codecs)

    def batch(self, tx: sa.Connection, head: int) -> Batch:
        """Read what comes next, as far as the position `head`. Errors: SealIsBroken, UnknownName."""
        position = self.position
        rows: list[Any] = []
        while not rows and position < head:
            rows = self._rows_between(tx, position, min(position + BATCH, head))
            position = min(position + BATCH, head)
        instant = _INSTANTS[tx.dialect.name]
        keys, read = self._shelf.keys_of(tx, rows if self._holds_people else ()), self._read
        recorded = [
            Recorded(
                place,
                stream,
                version,
                name,
                read[name](StoredEvent(stream, version, name, payload, company, instant(at)), keys),
                company,
                actor,
                command,
                correlation,
                instant(at),
            )
            for stream, version, name, payload, company, at, place, actor, command, correlation in rows
        ]
        return Batch(recorded, position)

    def _rows_between(self, tx: sa.Connection, after: int, last: int) -> list[Any]:
        """The rows of concern in a range of positions, as the driver gives them.

        By ranges and not by a limit: PostgreSQL, without statistics, would sort all events for each batch.
        """
        driver: Any = tx.connection.driver_connection
        question, names = _QUESTIONS[tx.dialect.name], list(self._read)
        if tx.dialect.name == "sqlite":
            rows = driver.execute(question, (after, last, json.dumps(names)))
        else:
            rows = driver.execute(question, (after, last, names), binary=True)
        found: list[Any] = rows.fetchall()
        return found

    def follow(self, tx: sa.Connection, batch: Batch) -> None:
        """Follow a batch and write the rows that it changes."""
        self._rows.carry_on(tx, _ROWS_KEPT)
        self._projection.apply(batch.recorded, self._rows)
        self._rows.flush()
        self.position = batch.position
        self.followed += len(batch.recorded)

    def follow_to(self, tx: sa.Connection, head: int) -> None:
        """Read and follow everything as far as the position `head`, in one transaction."""
        while self.position < head:
            self.follow(tx, self.batch(tx, head))


def last_position(tx: sa.Connection) -> int:
    """The position of the newest event, 0 when there is none."""
    return tx.execute(sa.select(sa.func.max(events.c.position))).scalar() or 0


_INSTANTS: dict[str, Callable[[Any], datetime]] = {
    "sqlite": lru_cache(maxsize=BATCH)(datetime.fromisoformat),
    "postgresql": lambda instant: instant,
}
"""How the driver's instants are read; the events of one command carry the same."""
