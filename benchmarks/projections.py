"""Rebuilding a view, against bare statements that read the same events and write the same rows."""

import gc
import json
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import sqlalchemy as sa
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from benchmarks.parcels import NOW, Parcel, Parcels, parcel

from training_portal.event_store.context import Context
from training_portal.event_store.engine import reading, writing
from training_portal.event_store.rebuild import drop_leftovers, rebuild, verify
from training_portal.event_store.rebuilding import Rebuilding
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work

_PARCELS = 10_000
_MOVES = 2
_TAIL = 1000
_A_TIME = 250
_PAUSE = 0.020

_BARE = sa.Table(
    "bare_parcels",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
)


def rebuilding_a_projection(databases: Databases, kind: str, target: float, rounds: int = 7) -> Row:
    """A whole rebuild (fill, compare, change places, drop) of a view over 30,000 events."""
    store = _history(databases, kind)
    pairs = []
    for turn in range(rounds):
        works: list[Callable[[], object]] = [lambda: rebuild(store, Parcels()), lambda: _bare(store.engine)]
        seconds = [_seconds(work) for work in (works if turn % 2 else works[::-1])]
        pairs.append((seconds[0], seconds[1]) if turn % 2 else (seconds[1], seconds[0]))
    _check(store)
    store.engine.dispose()
    return from_pairs(f"rebuild a projection, {kind}", target, pairs)


def pause_at_the_switch(databases: Databases, kind: str, rounds: int = 7) -> Row:
    """How long appending stops when 1000 events are still to be followed; the floor is the target's 20 ms.

    They are read before the stop; what is measured is following, writing, changing places and committing.
    """
    store = _history(databases, kind)
    pairs = []
    for _ in range(rounds):
        rebuilding = Rebuilding(store.engine, store.shelf, Parcels())
        rebuilding.catch_up()
        _append(store, _TAIL)
        ahead = rebuilding.read_ahead()
        pairs.append((_seconds(partial(rebuilding.switch, ahead)), _PAUSE))
        drop_leftovers(store.engine, Parcels())
    _check(store)
    store.engine.dispose()
    return from_pairs(f"writers' pause at the switch, tail of 1000, {kind}", 1.0, pairs)


def rows(databases: Databases) -> list[Row]:
    """All measurements of projections."""
    return [
        rebuilding_a_projection(databases, "SQLite", 0.40),
        rebuilding_a_projection(databases, "PostgreSQL", 0.45),
        pause_at_the_switch(databases, "SQLite"),
        pause_at_the_switch(databases, "PostgreSQL"),
    ]


def _history(databases: Databases, kind: str) -> Store:
    store = Store(databases.engine(kind), bytes(32), [Parcel], projections=[Parcels()])
    _append(store, _PARCELS * (1 + _MOVES))
    return store


def _append(store: Store, events: int) -> None:
    """Post parcels and see each of them in two places, until that many events are recorded."""
    while events > 0:
        number = min(_A_TIME, -(-events // (1 + _MOVES)))
        posted = [parcel(n) for n in range(number)]
        for each in posted:
            for move in range(_MOVES):
                each.move(f"Hall {move}", "on its way", NOW.date(), NOW)
        store.perform(_context(posted[0].id), lambda work, posted=posted: _add(work, posted))
        events -= number * (1 + _MOVES)


def _add(work: Work, parcels: list[Parcel]) -> dict[str, Any]:
    work.add(*parcels)
    return {}


def _context(command_id: str) -> Context:
    return Context("bench", "acme", command_id, NOW, NOW.date())


def _bare(engine: sa.Engine) -> None:
    """Select all events, decode their JSON, keep each parcel's last state, insert these by executemany."""
    sqlite = engine.dialect.name == "sqlite"
    with writing(engine) as tx:
        _BARE.drop(tx, checkfirst=True)
        _BARE.create(tx)
    shown: dict[str, dict[str, Any]] = {}
    with reading(engine) as tx:
        question = "SELECT stream, payload FROM events ORDER BY position"
        for stream, payload in tx.exec_driver_sql(question):
            shown.setdefault(stream, {}).update(json.loads(payload))
    rows = [
        (id, of["company"], of["number"], of["recipient"], of["place"], of["due_on"])
        for id, of in shown.items()
    ]
    marks = ", ".join(["?" if sqlite else "%s"] * 6)
    with writing(engine) as tx:
        tx.exec_driver_sql(f"INSERT INTO bare_parcels VALUES ({marks})", rows)


def _check(store: Store) -> None:
    wrong = verify(store, Parcels())
    if wrong:
        raise AssertionError(f"the rebuilt view is not what the events say: {wrong[0]}")


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    gc.disable()
    try:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started
    finally:
        gc.enable()
