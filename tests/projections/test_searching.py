"""Searches by parts of words, with few hits and with many, on both kinds of database."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from dsl import World
from training_portal.event_store.lists import Wanted
from training_portal.event_store.searching import FEW
from training_portal.projections import trainees
from training_portal.values import folded

COMPANY = "acme"
NAMES = ("Élodie Ng*", "Ann [Zed]", "Hugo 100%_?", "Łucja O\\Neill")


def fill(world: World, many: int) -> None:
    names = (*NAMES, *(f"Karim Benali {number}" for number in range(many)))
    always: dict[str, Any] = {
        "company": COMPANY,
        "first_name": "",
        "email": "",
        "language": "en",
        "identifier": "",
    }
    always |= {"registrations": 0, "passed": 0, "registered_at": datetime(2026, 1, 1, tzinfo=UTC)}
    rows = [
        {
            **always,
            "id": f"{number:05d}",
            "last_name": name,
            "state": ("present", "left")[number % 2],
            "sort_name": folded(name),
            "search": folded(name),
        }
        for number, name in enumerate(names)
    ]
    with world.portal.store.engine.begin() as tx:
        tx.execute(sa.insert(trainees.trainees), rows)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        *[("lodie", NAMES[0]), ("NG*", NAMES[0]), ("*", NAMES[0]), ("[z", NAMES[1]), ("]", NAMES[1])],
        *[("%", NAMES[2]), ("_", NAMES[2]), ("?", NAMES[2]), ("\\", NAMES[3]), ("lucja neill", NAMES[3])],
    ],
)
def test_signs_that_databases_read_as_patterns_are_found_as_they_are(
    world: World, search: str, found: str
) -> None:
    fill(world, 3)
    with world.portal.reading() as tx:
        rows = trainees.page(tx, COMPANY, Wanted(search=search)).rows
    assert [row["last_name"] for row in rows] == [found]


@pytest.mark.parametrize("many", [FEW, FEW + 1])
def test_few_hits_and_many_are_paged_counted_and_filtered_alike(world: World, many: int) -> None:
    fill(world, many)
    last = Wanted(search="benali", offset=many - many % 25, sort="registered_at", counts_all=False)
    left = Wanted(search="benali", filters={"state": "left"})
    with world.portal.reading() as tx:
        found = trainees.page(tx, COMPANY, last)
        assert (len(found.rows), found.total) == (many % 25, many)
        assert (found.matching is None) == (many > FEW)
        assert trainees.page(tx, COMPANY, left).total == many // 2
        counts = trainees.counts_by_state(tx, COMPANY, "benali", found.matching)
        assert counts == {"present": many - many // 2, "left": many // 2}
        assert trainees.page(tx, "other", Wanted(search="benali")).total == 0
