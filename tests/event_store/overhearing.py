"""What a database is really asked, heard at its driver: also what does not pass through SQLAlchemy."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from psycopg.pq import Trace


@contextmanager
def overheard(engine: sa.Engine, folder: Path) -> Iterator[list[str]]:
    """The statements of a block, known at its end; one that runs for many rows in a row counts once."""
    heard: list[str] = []
    told: list[str] = []
    engine.dispose()
    with (folder / "trace").open("w+") as file:

        def listen(connection: Any, _: object) -> None:
            if engine.dialect.name == "sqlite":
                connection.set_trace_callback(told.append)
            else:
                connection.pgconn.trace(file.fileno())
                connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)

        sa.event.listen(engine, "connect", listen)
        yield heard
        sa.event.remove(engine, "connect", listen)
        engine.dispose()
        file.seek(0)
        told += [
            line for line in file if line.startswith("F\t") and line.split("\t")[2] in ("Query", "Execute")
        ]
    heard += [shape for shape, _ in groupby(told, key=_shape)] if engine.dialect.name == "sqlite" else told


def _shape(statement: str) -> str:
    return statement.split("VALUES")[0]
