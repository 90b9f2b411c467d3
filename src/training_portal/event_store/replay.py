"""A projection following the events again, from the first one on, in batches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
        self._question = _question(codec.name for codec in shelf.names if codec.event_class in followed)

    def batch(self, tx: sa.Connection, head: int) -> Batch:
        """Read what comes next, as far as the position `head`. Errors: SealIsBroken, UnknownName."""
        rows = tx.execute(self._question, {"after": self.position, "head": head}).all()
        stored = [StoredEvent(*row[:6]) for row in rows]
        keys, called = self._shelf.keys_of(tx, stored), self._shelf.names.called
        recorded = [
            Recorded(
                row[6],
                row[0],
                row[1],
                row[2],
                called(row[2]).event(event, keys),
                row[4],
                row[7],
                row[8],
                row[9],
                row[5],
            )
            for row, event in zip(rows, stored, strict=True)
        ]
        return Batch(recorded, recorded[-1].position if len(recorded) == BATCH else head)

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


def _question(names: Iterable[str]) -> sa.Select[Any]:
    of = events.c
    columns = (of.stream, of.version, of.name, of.payload, of.company, of.recorded_at)
    more = (of.position, of.actor, of.command_id, of.correlation)
    between = sa.and_(of.position > sa.bindparam("after"), of.position <= sa.bindparam("head"))
    concerned = sa.select(*columns, *more).where(between, of.name.in_(sorted(names)))
    return concerned.order_by(of.position).limit(BATCH)
