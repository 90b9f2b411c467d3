"""Searches by parts of words, with few hits and with many, on both kinds of database."""

from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import render_template_string
from hypothesis import given
from hypothesis import strategies as st

from dsl import World
from training_portal.event_store.lists import AtLeast, Wanted
from training_portal.event_store.searching import FEW, searchable
from training_portal.http import create_app
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
            **searchable(name),
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


@pytest.mark.parametrize(("many", "shown"), [(FEW, "500"), (FEW + 3, "500+")])
def test_many_hits_are_counted_as_far_as_is_worth_it(world: World, many: int, shown: str) -> None:
    fill(world, many)
    with world.portal.reading() as tx:
        found = trainees.page(tx, COMPANY, Wanted(search="benali", counts_all=False))
        counts = trainees.counts_by_state(tx, COMPANY, "benali", found.matching)
    assert isinstance(found.total, AtLeast) == (many > FEW)
    assert sum(counts.values()) == many
    with create_app(world.portal).test_request_context():
        assert render_template_string("{{ n | counted }}", n=found.total) == shown
        assert isinstance(found.total + 1, AtLeast) == isinstance(1 + found.total, AtLeast) == (many > FEW)


TEXTS = st.lists(st.text("abéŁжx-’0 ", min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join)


@given(text=TEXTS, start=st.integers(0, 40), length=st.integers(1, 8))
def test_every_part_of_a_text_is_found_by_its_signature(text: str, start: int, length: int) -> None:
    part = text[start : start + length]
    kept, asked = searchable(text)["signature"], searchable(part)["signature"]
    assert kept & asked == asked
    assert 0 <= kept < 2**63


def test_a_signature_passes_over_most_other_texts() -> None:
    asked = searchable("quetzalcoatlus")["signature"]
    assert not any(searchable(name)["signature"] & asked == asked for name in NAMES)
