"""Every event ever stored can be read: its name is known, and an example of each shape loads.

For a new event, or a new version of one: `python tests/structure/stored_examples.py`.
"""

import json
from pathlib import Path

import pytest

from structure.stored_examples import EXAMPLES, LIST, all_names, label, load, meaning
from training_portal.event_store.engine import make_engine

EVERY_EXAMPLE = sorted(EXAMPLES.glob("*.json"))


def test_no_stored_name_was_lost_or_renamed() -> None:
    known = {codec.name for codec in all_names()}
    lost = [one for one in LIST.read_text("utf-8").split() if one.rpartition(".v")[0] not in known]
    assert lost == [], "events under these names are in databases: their classes must stay"


def test_every_event_is_in_the_list_with_an_example() -> None:
    present = {label(codec) for codec in all_names()}
    listed = LIST.read_text("utf-8").split()
    assert present - set(listed) == set(), "run python tests/structure/stored_examples.py"
    assert sorted(listed) == [path.stem for path in EVERY_EXAMPLE]


@pytest.mark.parametrize("path", EVERY_EXAMPLE, ids=lambda path: path.stem)
def test_an_example_loads_as_what_it_meant(path: Path, sqlite_url: str) -> None:
    example = json.loads(path.read_text("utf-8"))
    engine = make_engine(sqlite_url)
    with engine.connect() as tx:
        event = load(tx, example)
        tx.rollback()
    engine.dispose()
    told = json.loads(json.dumps(meaning(event)))
    if path.stem == label(all_names().called(example["name"])):
        assert told == example["means"]
    else:
        kept = told.keys() & example["means"].keys()
        assert {"originator_id", "originator_version", "timestamp"} <= kept
