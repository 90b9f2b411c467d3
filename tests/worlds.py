"""Fixtures of whole portals: `world` on both kinds of database, `sqlite_world` where one is enough."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsl import World, settings_for


@pytest.fixture
def world(url: str, tmp_path: Path) -> Iterator[World]:
    """A portal on a fresh database, its clock standing at 23 November 2026, 10:00 in Paris."""
    world = World(settings_for(url, tmp_path))
    yield world
    world.close()


@pytest.fixture
def sqlite_world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """The same on SQLite only, for what does not depend on the kind of database."""
    world = World(settings_for(sqlite_url, tmp_path))
    yield world
    world.close()


@pytest.fixture
def mini() -> Path:
    """The folder of a small course: MINI, two modules, three questions drawn, two attempts."""
    return Path(__file__).parent / "mini_course"


@pytest.fixture
def changed_mini(mini: Path, tmp_path: Path) -> Path:
    """The same course in a later version, under another title."""
    folder = Path(shutil.copytree(mini, tmp_path / "mini"))
    course = folder / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("Safe lifting", "Safe lifting today"), "utf-8")
    return folder
