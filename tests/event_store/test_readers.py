"""Readers are shown every event, in one order, while others write."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from event_store.club import club, joined
from training_portal.event_store.recorder import PortalRecorder


def test_a_reader_misses_nothing_while_many_write(engine: sa.Engine) -> None:
    recorder = PortalRecorder(engine)
    seen: list[int] = []
    with _following(recorder, seen), ThreadPoolExecutor(6) as pool:
        written = list(pool.map(lambda n: _write(recorder, f"stream-{n}"), range(300)))
    assert sorted(seen) == sorted(position for positions in written for position in positions)
    assert seen == sorted(seen)


def test_a_reader_of_rows_numbered_without_the_lock_misses_some(postgres_url: str) -> None:
    """The control of the test above: positions given out before their turn to commit are jumped over."""
    engine = sa.create_engine(postgres_url)
    with engine.begin() as tx:
        tx.execute(sa.text("CREATE TABLE unordered (position bigserial PRIMARY KEY)"))
    early, late = engine.connect(), engine.connect()
    early.execute(sa.text("INSERT INTO unordered DEFAULT VALUES"))
    late.execute(sa.text("INSERT INTO unordered DEFAULT VALUES"))
    late.commit()
    with engine.connect() as reader:
        last = reader.execute(sa.text("SELECT max(position) FROM unordered")).scalar_one()
    early.commit()
    with engine.connect() as reader:
        after = reader.execute(
            sa.text("SELECT count(*) FROM unordered WHERE position > :last"), {"last": last}
        )
        assert (last, after.scalar_one()) == (2, 0)
    early.close()
    late.close()
    engine.dispose()


def test_a_subscription_tells_of_old_events_and_of_new_ones(engine: sa.Engine) -> None:
    store = club(engine)
    joined(store)
    with store.recorder.subscribe(gt=0) as subscription:
        assert next(subscription).id == 1
        joined(store)
        assert next(subscription).id == 2


def test_a_subscription_hears_of_what_another_process_wrote(engine: sa.Engine) -> None:
    reader, writer = PortalRecorder(engine), PortalRecorder(engine)
    with reader.subscribe(gt=0, topics=["wanted"]) as subscription:
        writer.insert_events([StoredEvent("s", 1, "unwanted", b"{}"), StoredEvent("s", 2, "wanted", b"{}")])
        assert next(subscription).id == 2


def test_what_stops_a_subscription_is_told_to_its_reader() -> None:
    engine = sa.create_engine("sqlite://")
    with (
        PortalRecorder(engine).subscribe() as subscription,
        pytest.raises(sa.exc.OperationalError, match="no such table"),
    ):
        next(subscription)
    engine.dispose()


@contextmanager
def _following(recorder: PortalRecorder, seen: list[int]) -> Iterator[None]:
    """Read on and on from the last position seen, and once more after the writers are done."""
    over = threading.Event()

    def follow() -> None:
        last_round = False
        while True:
            found = recorder.select_notifications(seen[-1] if seen else 0, 50, inclusive_of_start=False)
            seen.extend(event.id for event in found)
            if last_round and not found:
                return
            last_round = over.is_set()

    reader = threading.Thread(target=follow)
    reader.start()
    try:
        yield
    finally:
        over.set()
        reader.join()


def _write(recorder: PortalRecorder, stream: str) -> list[int]:
    return list(recorder.insert_events([StoredEvent(stream, v, "told", b"{}") for v in (1, 2)]) or [])
