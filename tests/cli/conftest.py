"""The command line, on a portal of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dsl import World, settings_for
from training_portal.cli import main


@pytest.fixture
def runs(tmp_path: Path) -> Callable[..., Result]:
    """The command line on a database of its own, which is there already."""
    url = f"sqlite:///{tmp_path / 'portal.db'}"
    environment = {"TRAINING_PORTAL_DATA": str(tmp_path / "data"), "DATABASE_URL": url}

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner(env=environment).invoke(main, words, input=typed)

    assert run("database", "migrate").exit_code == 0
    return run


@pytest.fixture
def world(runs: Callable[..., Result], tmp_path: Path) -> Iterator[World]:
    """The same portal, for commands that have no command line."""
    world = World(settings_for(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path))
    yield world
    world.close()
