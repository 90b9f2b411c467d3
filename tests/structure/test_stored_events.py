"""Events that were stored once can be read for ever: one example for each name and version."""

import json
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from training_portal.event_store.codec import StoredEvent, StoredNames
from training_portal.event_store.engine import make_engine, writing
from training_portal.event_store.schema import person_keys
from training_portal.event_store.sealing import PersonKeys
from training_portal.portal import AGGREGATES
from training_portal.values import Person

EXAMPLES = sorted((Path(__file__).parents[1] / "stored_events").glob("*.json"))
MASTER_KEY = bytes(range(32))
NAMES = StoredNames(AGGREGATES)


def test_every_event_has_a_stored_example_of_each_version() -> None:
    there = {path.name for path in EXAMPLES}
    wanted = {
        f"{codec.name}.v{version}.json"
        for codec in NAMES
        for version in range(1, getattr(codec.event_class, "class_version", 1) + 1)
    }
    assert wanted <= there, "store an example of each new event in tests/stored_events"


def test_no_stored_name_was_lost_or_renamed() -> None:
    known = {codec.name for codec in NAMES}
    assert {path.name.rpartition(".v")[0] for path in EXAMPLES} <= known


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_stored_event_is_read_as_it_was_written(path: Path, sqlite_url: str) -> None:
    stored = json.loads(path.read_text(encoding="utf-8"))
    row = StoredEvent(
        stored["stream"],
        stored["version"],
        stored["name"],
        stored["payload"].encode(),
        stored["company"],
        datetime.fromisoformat(stored["recorded_at"]),
    )
    engine = make_engine(sqlite_url)
    with writing(engine) as tx:
        for person, key in stored["wrapped_keys"].items():
            tx.execute(sa.insert(person_keys), {"person_id": person, "wrapped_key": bytes.fromhex(key)})
        keys = PersonKeys(MASTER_KEY).ring(tx, stored["wrapped_keys"])
        event = NAMES.called(stored["name"]).event(row, keys)
    engine.dispose()
    assert event.originator_id == stored["stream"]
    assert event.timestamp is not None
    assert [p for p in vars(event).values() if isinstance(p, Person) and p.forgotten] == []
