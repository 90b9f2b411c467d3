"""A company with invoices, and the test provider at a free port."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dsl import Company, World, settings_for
from paying import provider_at_work
from training_portal.payments.test_provider import RunningProvider


def _world(url: str, folder: Path) -> World:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = settings_for(url, folder)
    cards = replace(settings.card_payments, api_base=address, pages=address)
    return World(settings.with_changes(card_payments=cards))


@pytest.fixture
def world(url: str, tmp_path: Path) -> Iterator[World]:
    """A portal on a fresh database of either kind, whose gateway leads to a port where nobody listens yet."""
    world = _world(url, tmp_path)
    yield world
    world.close()


@pytest.fixture
def sqlite_world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    world = _world(sqlite_url, tmp_path)
    yield world
    world.close()


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def course(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def provider(world: World, tmp_path: Path) -> Iterator[RunningProvider]:
    """The test provider at work."""
    with provider_at_work(world, tmp_path) as provider:
        yield provider
