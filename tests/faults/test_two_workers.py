"""Two workers at once: each letter goes out once, and when one is killed the other takes over."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from dsl import World
from faults.mailing import Mailing
from faults.nursery import Nurseries, Nursery
from training_portal.clock import system_clock


@pytest.fixture
def mailing(world: World, mini: Path, tmp_path: Path) -> Mailing:
    """A portal that lives now: workers that stand by look at the real clock."""
    world.clock.now = system_clock() - timedelta(minutes=1)
    return Mailing(world, mini, tmp_path)


def sent_by_two(mailing: Mailing, nurseries: Nurseries, **facts: str) -> Counter[str]:
    """How often each letter arrived when two workers sent all of them, both without a lease."""
    first, second, server = nurseries(3)
    server.start("take mail")
    port = server.until("listens")[1]
    now = mailing.world.clock.now.isoformat()
    for nursery in (first, second):
        nursery.start("deliver", **mailing.place(), now=now, port=port, **facts)
    for nursery in (first, second):
        assert nursery.finish() == [["ready"]]
    return Counter(id for word, id, _ in server.kill() if word == "took")


def test_two_workers_without_a_lease_send_each_letter_once(mailing: Mailing, nurseries: Nurseries) -> None:
    mailing.order(45)
    assert sent_by_two(mailing, nurseries) == Counter(mailing.queued())


def test_two_workers_that_took_nothing_for_themselves_would_be_found_out(
    mailing: Mailing, nurseries: Nurseries
) -> None:
    mailing.order(45)
    arrived = sent_by_two(mailing, nurseries, mistake="leaves letters to others")
    assert set(arrived) == set(mailing.queued())
    assert max(arrived.values()) == 2


def test_of_two_workers_standing_by_one_works_and_the_other_takes_over(
    mailing: Mailing, nurseries: Nurseries
) -> None:
    mailing.order(3)
    first, second, server = nurseries(3)
    server.start("take mail")
    port = server.until("listens")[1]
    for nursery in (first, second):
        nursery.start("stand by", **mailing.place(), port=port)
        nursery.until("ready")
    arrived = heard(server, len(mailing.queued()))
    assert first.kill() == []
    mailing.order(3)
    arrived += heard(server, len(mailing.queued()) - len(arrived))
    assert second.tell_to_end() == []
    arrived += [id for _, id, _ in server.kill()]
    assert sorted(arrived) == mailing.queued()


def heard(server: Nursery, count: int) -> list[str]:
    """The Message-IDs of the next letters that arrive."""
    return [server.until("took")[1] for _ in range(count)]
