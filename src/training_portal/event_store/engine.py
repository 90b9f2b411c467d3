"""The database behind the portal, opened so that acknowledged work is never lost: SQLite or PostgreSQL."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import QueuePool

APPEND_LOCK = 0x7072_7461
"""The PostgreSQL advisory lock that puts the commits of events in the order of their positions."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA cache_size=-32768",
)
_AS_ON_MEMORY = "-c random_page_cost=1.1"
"""PostgreSQL expects a turning disk otherwise, and reads a whole table where an index would do."""

_IDLE_SECONDS = 5.0
"""A connection that rested longer than this is asked whether it still lives before it is used."""

BEGIN = {
    "sqlite": {
        "any": "BEGIN",
        "none": "",
        "glance": "BEGIN",
        "read": "BEGIN",
        "write": "BEGIN IMMEDIATE",
        "append": "BEGIN IMMEDIATE",
    },
    "postgresql": {
        "any": "BEGIN",
        "none": "",
        "glance": "",
        "read": "BEGIN READ ONLY",
        "write": "BEGIN",
        "append": f"BEGIN; SELECT pg_advisory_xact_lock({APPEND_LOCK})",
    },
}


def make_engine(url: str, *, busy_seconds: float = 10.0) -> sa.Engine:
    """An engine on a database, with every transaction begun by us and none by the driver.

    `url` is ``sqlite:///path`` or ``postgresql+psycopg://...``. Whoever waits for a lock longer than
    `busy_seconds` is refused by the database. The pool hands out the connection that rested least, whose
    cache is warm, and leaves the undoing to whoever took it: SQLAlchemy does it, a user of the driver must.
    """
    sqlite = url.startswith("sqlite")
    engine = sa.create_engine(
        url,
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=8,
        pool_timeout=busy_seconds,
        pool_use_lifo=True,
        pool_reset_on_return=None,
        hide_parameters=True,
        connect_args=_sqlite_arguments(busy_seconds) if sqlite else _postgresql_arguments(busy_seconds),
    )
    sa.event.listen(engine, "begin", _begin)
    if sqlite:
        sa.event.listen(engine, "connect", _set_pragmas)
    else:
        sa.event.listen(engine, "checkin", _note_rest)
        sa.event.listen(engine, "checkout", _ask_whether_alive)
    return engine


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that only reads; one consistent picture on SQLite."""
    with _begun(engine, "read") as tx:
        yield tx


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes but appends no event."""
    with _begun(engine, "write") as tx:
        yield tx


@contextmanager
def appending(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that alone may append events, from its first moment until its end."""
    with _begun(engine, "append") as tx:
        yield tx


@contextmanager
def _begun(engine: sa.Engine, kind: str) -> Iterator[sa.Connection]:
    """A transaction, on another connection when the first had died unnoticed while it rested."""
    with engine.connect().execution_options(transaction=kind) as tx:
        try:
            begun = tx.begin()
        except sa.exc.DBAPIError as error:
            if not error.connection_invalidated:
                raise
            begun = tx.begin()
        with begun:
            yield tx


def _sqlite_arguments(busy_seconds: float) -> dict[str, Any]:
    return {"timeout": busy_seconds, "check_same_thread": False, "isolation_level": None}


def _postgresql_arguments(busy_seconds: float) -> dict[str, Any]:
    waits = f"-c lock_timeout={int(busy_seconds * 1000)} -c idle_in_transaction_session_timeout=60000"
    return {"autocommit": True, "connect_timeout": 5, "options": f"-c TimeZone=UTC {_AS_ON_MEMORY} {waits}"}


def _begin(connection: sa.Connection) -> None:
    kind = connection.get_execution_options().get("transaction", "any")
    statement = BEGIN[connection.dialect.name][kind]
    if statement:
        connection.exec_driver_sql(statement)


def _set_pragmas(connection: Any, _: object) -> None:
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def _note_rest(_: object, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_whether_alive(connection: Any, record: Any, _: object) -> None:
    if time.monotonic() - record.info.get("rests_since", time.monotonic()) < _IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
    except Exception as error:
        raise sa.exc.DisconnectionError from error
