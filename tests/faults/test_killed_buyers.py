"""Buyers killed while they order: nothing acknowledged is lost, nothing is done twice, nothing half.

The short campaigns run with every test; the long ones, of 200 orders under way, by `make faults`.
"""

import sys
from pathlib import Path

import pytest

from dsl import World
from faults.campaign import Campaign
from faults.nursery import Nurseries, Nursery


def test_killed_buyers_find_each_order_once(
    world: World, mini: Path, tmp_path: Path, nurseries: Nurseries
) -> None:
    campaign = Campaign(world, str(tmp_path), world.course(mini))
    found = campaign.run(nurseries(2), kills=6, seed=9)
    assert campaign.tally["kills"] == 12
    assert found.orders == found.acknowledged > 0
    assert found.faults() == {}


@pytest.mark.faults
def test_two_hundred_orders_under_way_are_killed(
    world: World, mini: Path, tmp_path: Path, nurseries: Nurseries, capsys: pytest.CaptureFixture[str]
) -> None:
    campaign = Campaign(world, str(tmp_path), world.course(mini))
    found = campaign.run(nurseries(2), kills=100, seed=200)
    with capsys.disabled():
        kind = world.portal.store.engine.dialect.name
        figures = f"{found.orders} orders, {found.acknowledged} acknowledged, faults {found.faults()}"
        sys.stdout.write(f"\n{kind}: {dict(campaign.tally)}, {figures}\n")
    assert campaign.tally["kills"] == 200
    assert campaign.tally["without answer"] > 0
    assert found.orders == found.acknowledged
    assert found.faults() == {}


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        ({"fresh_ids": True, "way_seconds": 0.1}, "doubled"),
        ({"store": "result later"}, "doubled"),
        ({"store": "answers first"}, "lost"),
        ({"store": "views later"}, "views"),
        ({"store": "letters later"}, "letters"),
    ],
    ids=["fresh ids", "result later", "answers first", "views later", "letters later"],
)
def test_without_one_of_the_protections_the_same_campaign_finds_faults(
    sqlite_world: World, mini: Path, tmp_path: Path, nursery: Nursery, how: dict[str, object], fault: str
) -> None:
    campaign = Campaign(sqlite_world, str(tmp_path), sqlite_world.course(mini), {"ways": "p", **how})
    found = campaign.until(nursery, fault, seed=9)
    assert found.faults()[fault]
