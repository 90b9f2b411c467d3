"""Workers and mail servers killed while mail is sent: each letter arrives, and what comes twice says so."""

import random
from collections import defaultdict
from pathlib import Path

import pytest

from dsl import World
from faults.mailing import Mailing
from faults.nursery import Nurseries, Nursery

DIES_AFTER = 5


@pytest.fixture
def mailing(world: World, mini: Path, tmp_path: Path) -> Mailing:
    """A portal on each kind of database."""
    return Mailing(world, mini, tmp_path)


@pytest.fixture
def sqlite_mailing(sqlite_world: World, mini: Path, tmp_path: Path) -> Mailing:
    """A portal on SQLite."""
    return Mailing(sqlite_world, mini, tmp_path)


def test_a_worker_killed_again_and_again_writes_each_letter_into_one_file(
    mailing: Mailing, nursery: Nursery
) -> None:
    mailing.order(16)
    killed = mailing.deliver_and_die(nursery, random.Random(9))
    assert killed > 2
    assert mailing.left() == 0
    assert mailing.written() == mailing.queued()


def test_a_worker_that_named_its_files_anew_would_be_found_out(
    sqlite_mailing: Mailing, nursery: Nursery
) -> None:
    chance = random.Random(9)
    for _ in range(30):
        sqlite_mailing.order(10)
        sqlite_mailing.deliver_and_die(nursery, chance, mistake="forgets what was written")
        if sqlite_mailing.written() != sqlite_mailing.queued():
            break
    assert set(sqlite_mailing.written()) == set(sqlite_mailing.queued())
    assert len(sqlite_mailing.written()) > len(sqlite_mailing.queued())


def test_a_mail_server_that_dies_before_it_answers_gets_the_same_message_again(
    mailing: Mailing, nurseries: Nurseries
) -> None:
    mailing.order(12)
    worker, server = nurseries(2)
    taken: dict[str, list[str]] = defaultdict(list)
    port, deaths = 0, 0
    for now in mailing.turns():
        server.start("take mail", port=port, dies_after=DIES_AFTER)
        port = server.until("listens")[1]
        mailing.deliver(worker, now, port=port)
        assert worker.finish() == []
        said = server.kill()
        deaths += len(said) == DIES_AFTER
        for _, id, digest in said:
            taken[id].append(digest)
    assert deaths >= 2
    assert sorted(taken) == mailing.queued()
    assert all(len(set(digests)) == 1 for digests in taken.values())
    assert sum(len(digests) - 1 for digests in taken.values()) == deaths
