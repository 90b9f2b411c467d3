"""The event store beside bare statements of the same bytes, and beside the package's own recorder."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from benchmarks.crowd import readers_missed, storm
from benchmarks.databases import Databases
from benchmarks.measuring import Row, compare
from benchmarks.parcels import NOW, Parcel, Parcels, parcel, view_parcels
from eventsourcing.persistence import StoredEvent

from training_portal.aggregates.root import new_id
from training_portal.event_store.codec import StoredNames
from training_portal.event_store.context import Context
from training_portal.event_store.recorder import PortalRecorder
from training_portal.event_store.schema import claims, command_results, counters, events, outbox
from training_portal.event_store.sealing import Keyring
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work

_NAMES = StoredNames([Parcel])
_NO_KEYS = Keyring({})
_numbers = count(1)


def append_one_event_sqlite(made: Databases) -> Row:
    """An event is written as JSON and appended, ordered and chained; the floor inserts a finished row."""
    return _append(made, "SQLite", 0.70)


def append_one_event_postgresql(made: Databases) -> Row:
    """The same on PostgreSQL, in the order of the commits."""
    return _append(made, "PostgreSQL", 0.55)


def whole_command_sqlite(made: Databases) -> Row:
    """A claim, a number, an event, a view row and a message; the floor inserts finished rows."""
    return _command(made, "SQLite", 0.50)


def whole_command_postgresql(made: Databases) -> Row:
    """The same on PostgreSQL."""
    return _command(made, "PostgreSQL", 0.55)


def load_an_aggregate_sqlite(made: Databases) -> Row:
    """An aggregate of 100 events; the floor selects the rows and decodes their JSON."""
    store = _store(made.engine("SQLite"))
    one = parcel()
    for step in range(99):
        one.move(f"Depot {step}", "in transit", NOW.date() + timedelta(days=step), NOW)
    store.perform(_context(), lambda work: {"added": work.add(one)})
    raw = store.engine.raw_connection()
    driver: Any = raw.driver_connection
    question = (
        "SELECT stream, version, name, payload, company, recorded_at FROM events"
        " WHERE stream = ? ORDER BY version"
    )

    def floor() -> None:
        for row in driver.execute(question, (one.id,)).fetchall():
            json.loads(row[3])

    row = compare("load an aggregate of 100 events, SQLite", 0.35, lambda: store.get(Parcel, one.id), floor)
    raw.close()
    store.engine.dispose()
    return row


def eight_processes_appending_postgresql(made: Databases) -> list[Row]:
    """Eight processes append at once; the floor is the package's own PostgreSQL recorder."""
    return storm(made)


def events_missed_by_readers(made: Databases) -> list[Row]:
    """Readers follow a storm of writers; the ratio is the share of events that they saw."""
    return [readers_missed(made, kind) for kind in ("SQLite", "PostgreSQL")]


ROWS: list[Callable[[Databases], Row | list[Row]]] = [
    append_one_event_sqlite,
    append_one_event_postgresql,
    whole_command_sqlite,
    whole_command_postgresql,
    load_an_aggregate_sqlite,
    eight_processes_appending_postgresql,
    events_missed_by_readers,
]


def _append(made: Databases, kind: str, target: float) -> Row:
    ours, floor = made.engine(kind), made.engine(kind)
    recorder, told = PortalRecorder(ours), parcel().pending_events[0]
    codec = _NAMES.of(told)  # type: ignore[arg-type]
    bare = _Bare(floor)

    def append() -> None:
        payload = codec.write(told, "acme", NOW, _NO_KEYS)  # type: ignore[arg-type]
        recorder.insert_events([StoredEvent(new_id(), 1, codec.name, payload)])

    row = compare(f"append one event, {kind}", target, append, bare.append)
    bare.close()
    ours.dispose()
    return row


def _command(made: Databases, kind: str, target: float) -> Row:
    store, bare = _store(made.engine(kind)), _Bare(made.engine(kind))

    def post(work: Work) -> dict[str, Any]:
        one = parcel(work.number("P-2024"))
        work.add(one)
        work.claim("number", one.number, one.id)
        work.mail("posted", to="somebody", about=one.id)
        return {"parcel": one.id}

    def perform() -> None:
        store.perform(_context(), post)

    row = compare(f"whole command, {kind}", target, perform, bare.command)
    bare.close()
    store.engine.dispose()
    return row


class _Bare:
    """Finished rows, inserted by prepared statements on the driver's own connection."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection = engine.raw_connection()
        self._driver: Any = self._connection.driver_connection
        self._sqlite = engine.dialect.name == "sqlite"
        self._inserts = {table.name: self._insert(table) for table in _FLOOR}
        told = parcel().pending_events[0]
        self._payload = _NAMES.of(told).write(told, "acme", NOW, _NO_KEYS)  # type: ignore[arg-type]
        self._now = NOW.isoformat() if self._sqlite else NOW
        self._day = NOW.date().isoformat() if self._sqlite else NOW.date()
        self._positions = count(1)

    def append(self) -> None:
        """One event, in a transaction of its own."""
        self._put(events, next(self._positions), new_id())

    def command(self) -> None:
        """Every row of one command, in one transaction."""
        position, id, now = next(self._positions), new_id(), self._now
        self._driver.execute("BEGIN IMMEDIATE" if self._sqlite else "BEGIN")
        self._rows(command_results, new_id(), "clerk", "acme", '{"parcel":"' + id + '"}', now)
        self._rows(counters, f"P-{position}", position)
        self._rows(claims, "number", f"{position:064d}", id)
        self._put(events, position, id)
        self._rows(view_parcels, id, "acme", "P-00000001", "Jane Q. Example", "", self._day)
        once = f"{position:064d}"
        self._rows(outbox, once, "posted", "somebody", id, "acme", "{}", None, now, now)
        self._driver.execute("COMMIT")

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
        self._engine.dispose()

    def _put(self, table: sa.Table, position: int, id: str) -> None:
        ids = (new_id(), new_id())
        self._rows(
            table,
            position,
            id,
            1,
            "bench.parcel.posted",
            self._payload,
            "acme",
            "clerk",
            *ids,
            self._now,
            bytes(32),
        )

    def _rows(self, table: sa.Table, *values: Any) -> None:
        self._driver.execute(self._inserts[table.name], values)

    def _insert(self, table: sa.Table) -> str:
        names = [column.name for column in table.columns if column.name not in _LEFT_OUT[table.name]]
        marks = ", ".join(["?" if self._sqlite else "%s"] * len(names))
        return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"


_FLOOR = (events, command_results, counters, claims, view_parcels, outbox)
_LEFT_OUT: dict[str, set[str]] = {
    **{table.name: set() for table in _FLOOR},
    "events": {"transaction_id"},
    "outbox": {"id", "attempts", "sent_at", "refused_at", "fault"},
}


def _store(engine: sa.Engine) -> Store:
    return Store(engine, bytes(32), [Parcel], projections=[Parcels()])


def _context() -> Context:
    return Context("clerk", "acme", f"command-{next(_numbers)}", NOW, NOW.date())
