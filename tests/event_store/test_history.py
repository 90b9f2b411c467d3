"""Nobody rewrites the history unseen."""

import random
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from event_store.club import MASTER_KEY, NOW, club, context, joined, promote
from training_portal.event_store import history
from training_portal.event_store.chain import Entry, Head, HeadFile, content_digest
from training_portal.event_store.engine import make_engine, writing
from training_portal.event_store.schema import events
from training_portal.event_store.store import Store


def test_an_untouched_chain_ends_where_the_events_end(engine: sa.Engine) -> None:
    store = _lived_in(engine)
    ends = _verified(store)
    assert isinstance(ends, Head)
    assert ends.position == 8


@pytest.mark.parametrize(
    "change",
    [
        {"payload": b"{}"},
        {"actor": "eve"},
        {"company": "globex"},
        {"stream": "another"},
        {"version": 9},
        {"name": "club.member.promoted2"},
        {"command_id": "x"},
        {"correlation": "x"},
        {"recorded_at": NOW.replace(year=2023)},
        {"chain": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_column_is_found_and_its_event_named(engine: sa.Engine, change: dict[str, object]) -> None:
    store = _lived_in(engine)
    with writing(engine) as tx:
        tx.execute(sa.update(events).where(events.c.position == 5).values(**change))
    broken = _verified(store)
    assert isinstance(broken, history.Break)
    assert broken.position == 5


def test_a_removed_event_is_named(engine: sa.Engine) -> None:
    store = _lived_in(engine)
    with writing(engine) as tx:
        tx.execute(sa.delete(events).where(events.c.position == 3))
    broken = _verified(store)
    assert broken == history.Break(3, "event 3 is missing")


def test_a_cut_tail_is_found_by_the_head_kept_outside_and_by_nothing_else(
    engine: sa.Engine, tmp_path: Path
) -> None:
    store = _lived_in(engine)
    noted = HeadFile(tmp_path / "head.json", MASTER_KEY)
    ends = _verified(store)
    assert isinstance(ends, Head)
    noted.write(ends)
    assert _verified(store, noted.read()) == ends
    with writing(engine) as tx:
        tx.execute(sa.delete(events).where(events.c.position > 6))
    assert isinstance(_verified(store), Head)
    assert _verified(store, noted.read()) == history.Break(7, "the events from 7 to 8 are missing")


def test_a_history_told_anew_is_found_by_the_head_kept_outside(engine: sa.Engine, tmp_path: Path) -> None:
    store = _lived_in(engine)
    noted = HeadFile(tmp_path / "head.json", MASTER_KEY)
    ends = _verified(store)
    assert isinstance(ends, Head)
    noted.write(ends)
    with writing(engine) as tx:
        tx.execute(sa.delete(events))
    _live_in(store)
    found = _verified(store, noted.read())
    assert isinstance(found, history.Break)
    assert found.position == 8


def test_a_head_that_somebody_else_signed_is_refused(tmp_path: Path) -> None:
    HeadFile(tmp_path / "head.json", bytes(32)).write(Head(3, bytes(32)))
    with pytest.raises(ValueError, match="not signed"):
        HeadFile(tmp_path / "head.json", MASTER_KEY).read()
    assert HeadFile(tmp_path / "none.json", MASTER_KEY).read() is None


def test_texts_cannot_run_over_into_their_neighbours() -> None:
    one = Entry("s", 1, "n", b"", "ab", "c", "", "", NOW)
    assert content_digest(one) != content_digest(one._replace(company="a", actor="bc"))


def test_flipped_bits_of_the_file_that_change_an_event_are_found(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    before = _rows(_lived_in(engine))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    path, flips = Path(sqlite_url.removeprefix("sqlite:///")), random.Random(9)
    whole, changed, missed = path.read_bytes(), 0, 0
    for _ in range(500):
        damaged = bytearray(whole)
        damaged[flips.randrange(len(whole))] ^= 1 << flips.randrange(8)
        path.write_bytes(damaged)
        store = club(make_engine(sqlite_url))
        try:
            differs = _rows(store) != before
            unseen = isinstance(_verified(store), Head)
        except (sa.exc.DatabaseError, sqlite3.DatabaseError, ValueError):
            differs, unseen = True, False
        changed += differs
        missed += differs and unseen
        store.engine.dispose()
        path.with_name(path.name + "-wal").unlink(missing_ok=True)
        path.with_name(path.name + "-shm").unlink(missing_ok=True)
    assert changed > 0
    assert missed == 0


def test_the_history_is_read_page_by_page(engine: sa.Engine) -> None:
    store = _lived_in(engine)
    with store.reading() as tx:
        first = history.after(tx, store.shelf, 0, 3)
        second = history.after(tx, store.shelf, first[-1].position, 100)
    assert [one.position for one in first + second] == list(range(1, 9))
    assert {one.actor for one in first} == {"clerk"}


def _lived_in(engine: sa.Engine) -> Store:
    store = club(engine)
    _live_in(store)
    return store


def _live_in(store: Store) -> None:
    for id in [joined(store) for _ in range(4)]:
        store.perform(context(), lambda work, id=id: promote(work, id))


def _verified(store: Store, head: Head | None = None) -> Head | history.Break:
    with store.reading() as tx:
        return history.verify_chain(tx, head)


def _rows(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as tx:
        return [tuple(row) for row in tx.execute(sa.select(events).order_by(events.c.position))]
