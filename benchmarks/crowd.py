"""Many processes at once: how fast they append, how long the unlucky wait, and whether readers see it all."""

import multiprocessing
import statistics
import threading
import time
from typing import Any

import sqlalchemy as sa
from benchmarks.databases import Databases
from benchmarks.measuring import Row, from_pairs
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent
from eventsourcing.utils import Environment

from training_portal.aggregates.root import new_id
from training_portal.event_store.engine import make_engine
from training_portal.event_store.recorder import PortalRecorder

PROCESSES = 8
_EACH = 150
_ROUNDS = 3
_PAYLOAD = b'{"company":"acme","number":"P-00000001","recipient":"Jane Q. Example","content":"FIRST-AID-3"}'


def storm(made: Databases) -> list[Row]:
    """Eight processes appending one event at a time; by us, and by the package's own recorder."""
    portal = made.engine("PostgreSQL")
    ours, theirs = _ours(portal.url), _theirs(sa.make_url(made.postgres()))
    with InfrastructureFactory.construct(Environment("bench", theirs)) as factory:
        factory.application_recorder()
    factory.close()
    theirs["CREATE_TABLE"] = "no"
    rates, tails = [], []
    for turn in range(_ROUNDS):
        order = (ours, theirs) if turn % 2 else (theirs, ours)
        results = {id(environment): _together(environment) for environment in order}
        (our_rate, our_tail), (their_rate, their_tail) = results[id(ours)], results[id(theirs)]
        rates.append((our_rate, their_rate))
        tails.append((our_tail, their_tail))
    portal.dispose()
    name = "8 processes appending, PostgreSQL, beside the package's recorder"
    return [from_pairs(f"{name}: an event", 2.5, rates), from_pairs(f"{name}: the p99", 2.0, tails)]


def readers_missed(made: Databases, kind: str) -> Row:
    """Two readers that go on from the last position seen while eight writers append."""
    engine = made.engine(kind)
    over, seen = threading.Event(), [[], []]  # type: tuple[threading.Event, list[list[int]]]
    readers = [threading.Thread(target=_follow, args=(engine, one, over)) for one in seen]
    writers = [threading.Thread(target=_write, args=(engine, 100)) for _ in range(PROCESSES)]
    for thread in readers + writers:
        thread.start()
    for writer in writers:
        writer.join()
    over.set()
    for reader in readers:
        reader.join()
    written = PROCESSES * 100
    pairs = [(float(written), float(len(set(one)))) for one in seen]
    engine.dispose()
    return from_pairs(f"share of the events that readers saw in a storm of writers, {kind}", 1.0, pairs)


def _together(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds for an event with all processes at it, and the 99th percentile of an event's own seconds."""
    spawn = multiprocessing.get_context("spawn")
    ready, answers = spawn.Barrier(PROCESSES + 1, timeout=60), spawn.Queue()
    workers = [spawn.Process(target=_append, args=(environment, ready, answers)) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    ready.wait()
    started = time.perf_counter()
    waits = [wait for _ in workers for wait in answers.get(timeout=120)]
    elapsed = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return elapsed / len(waits), statistics.quantiles(waits, n=100)[98]


def _append(environment: dict[str, str], ready: Any, answers: Any) -> None:
    with InfrastructureFactory.construct(Environment("bench", environment)) as factory:
        recorder: ApplicationRecorder = factory.application_recorder()
        _append_one(recorder)
        ready.wait()
        answers.put([_append_one(recorder) for _ in range(_EACH)])
    factory.close()


def _append_one(recorder: ApplicationRecorder) -> float:
    started = time.perf_counter()
    recorder.insert_events([StoredEvent(new_id(), 1, "bench.parcel.posted", _PAYLOAD)])
    return time.perf_counter() - started


def _follow(engine: sa.Engine, seen: list[int], over: threading.Event) -> None:
    recorder, last_round = PortalRecorder(engine), False
    while True:
        found = recorder.select_notifications(seen[-1] if seen else 0, 100, inclusive_of_start=False)
        seen.extend(event.id for event in found)
        if last_round and not found:
            return
        last_round = over.is_set()


def _write(engine: sa.Engine, times: int) -> None:
    own = make_engine(engine.url.render_as_string(hide_password=False))
    recorder = PortalRecorder(own)
    for _ in range(times):
        _append_one(recorder)
    own.dispose()


def _ours(url: sa.URL) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "training_portal.event_store.recorder",
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "ORIGINATOR_ID_TYPE": "text",
    }


def _theirs(url: sa.URL) -> dict[str, str]:
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": url.database or "",
        "POSTGRES_HOST": str(url.query["host"]),
        "POSTGRES_PORT": str(url.port or 5432),
        "POSTGRES_USER": url.username or "",
        "POSTGRES_PASSWORD": url.password or "none",
        "ORIGINATOR_ID_TYPE": "text",
    }
