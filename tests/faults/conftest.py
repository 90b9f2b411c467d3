"""Nurseries for the tests of this folder: processes that bear children to be killed."""

from collections.abc import Iterator

import pytest

from faults.nursery import Nurseries, Nursery


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
