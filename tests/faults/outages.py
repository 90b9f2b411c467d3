"""Databases that take nothing for a while: full, locked by somebody else, read-only, or gone."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import sqlalchemy as sa

from faults.nursery import Nursery
from training_portal.event_store.engine import make_engine

Outage = Callable[[sa.Engine, Nursery], AbstractContextManager[None]]

_FULL_DISK = """
CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END$$;
CREATE TRIGGER full_disk BEFORE INSERT ON outbox EXECUTE FUNCTION disk_is_full();
"""


@contextmanager
def full_file(engine: sa.Engine, _: Nursery) -> Iterator[None]:
    """A SQLite database that may grow by two pages only."""

    def limit(connection: Any, _: object) -> None:
        [[pages]] = connection.execute("PRAGMA page_count")
        connection.execute(f"PRAGMA max_page_count={pages + 2}").close()

    with _reopened(engine, "connect", limit):
        yield


@contextmanager
def full_server(engine: sa.Engine, _: Nursery) -> Iterator[None]:
    """A PostgreSQL server whose disk is full when the last rows of a command arrive."""
    with engine.begin() as tx:
        tx.exec_driver_sql(_FULL_DISK)
    yield
    with engine.begin() as tx:
        tx.exec_driver_sql("DROP TRIGGER full_disk ON outbox; DROP FUNCTION disk_is_full()")


@contextmanager
def locked(engine: sa.Engine, nursery: Nursery) -> Iterator[None]:
    """A database in which another process holds the lock of all appenders."""
    nursery.start("hold", url=engine.url.render_as_string(hide_password=False))
    nursery.until("held")
    yield
    nursery.kill()


@contextmanager
def read_only(engine: sa.Engine, _: Nursery) -> Iterator[None]:
    """A SQLite file that may only be read."""

    def open_to_read(_dialect: Any, _record: Any, where: list[str], how: dict[str, Any]) -> None:
        where[0] = f"file:{where[0]}?mode=ro"
        how["uri"] = True

    with _reopened(engine, "do_connect", open_to_read):
        yield


@contextmanager
def _reopened(engine: sa.Engine, moment: str, change: Callable[..., None]) -> Iterator[None]:
    """Have the database opened anew under a change, and again without it."""
    engine.dispose()
    sa.event.listen(engine, moment, change)
    yield
    sa.event.remove(engine, moment, change)
    engine.dispose()


OUTAGES: Mapping[str, tuple[str, Outage]] = {
    "a full file": ("sqlite", full_file),
    "a full server": ("postgres", full_server),
    "a locked file": ("sqlite", locked),
    "a locked server": ("postgres", locked),
    "a read-only file": ("sqlite", read_only),
}
"""Each outage by its name, with the kind of database that it befalls."""


def rows_of_everything(url: str) -> dict[str, int]:
    """How many rows each table holds, but for those of signing in."""
    engine = make_engine(url)
    with engine.connect() as tx:
        names = set(sa.inspect(tx).get_table_names()) - {"sessions", "rate_limit_hits"}
        found = {name: tx.execute(sa.select(sa.func.count()).select_from(sa.table(name))) for name in names}
        counted = {name: int(rows.scalar_one()) for name, rows in found.items()}
    engine.dispose()
    return counted
