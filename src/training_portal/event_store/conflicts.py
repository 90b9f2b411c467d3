"""What went wrong in the database, told apart: somebody was faster, the work is done, or nobody answers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError

from training_portal.errors import TryAgainLater


class StaleVersion(IntegrityError):
    """Another writer appended to this stream first."""


class ClaimTaken(IntegrityError):
    """The value is claimed already."""


class CommandKnown(IntegrityError):
    """A command of this id was carried out before."""


class RowTaken(IntegrityError):
    """Another row of a table has this key: a person's key, a view's row, an access."""


_CONFLICTS: dict[str, type[IntegrityError]] = {
    "events": StaleVersion,
    "claims": ClaimTaken,
    "command_results": CommandKnown,
}
_SQLITE_OUTAGES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)


@contextmanager
def naming_conflicts() -> Iterator[None]:
    """Give a broken uniqueness its name, whether the driver or SQLAlchemy reports it.

    Errors: StaleVersion, ClaimTaken, CommandKnown, RowTaken.
    """
    try:
        yield
    except (sa.exc.IntegrityError, sqlite3.IntegrityError, psycopg.IntegrityError) as error:
        cause = error.orig if isinstance(error, sa.exc.IntegrityError) else error
        table = _table_of(cause)
        if table is None:
            raise
        raise _CONFLICTS.get(table, RowTaken)(f"a row of {table} was there first") from error


@contextmanager
def naming_outages() -> Iterator[None]:
    """Say that it may succeed later when the database is locked, full or out of reach. Errors: TryAgainLater.

    SQLAlchemy reports it, or the driver where it is asked directly.
    """
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError, sqlite3.Error, psycopg.Error) as error:
        if is_outage(error):
            raise TryAgainLater from error
        raise


def is_outage(error: BaseException) -> bool:
    """Whether the database is locked, full or out of reach, so that the same may succeed later."""
    if isinstance(error, sa.exc.TimeoutError):
        return True
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_OUTAGES
    return isinstance(cause, psycopg.OperationalError) or _lost(error)


def is_lost(error: BaseException) -> bool:
    """Whether the connection broke, so that it is not known what the database did last."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    closed = isinstance(cause, psycopg.OperationalError) and (cause.sqlstate or "08")[:2] in ("08", "57")
    return closed or _lost(error)


def _lost(error: BaseException) -> bool:
    return isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated


def _table_of(cause: BaseException | None) -> str | None:
    """The table whose unique constraint was broken; None when another kind of constraint was."""
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return cause.diag.table_name
    words = str(cause)
    if isinstance(cause, sqlite3.IntegrityError) and words.startswith("UNIQUE constraint failed: "):
        return words.removeprefix("UNIQUE constraint failed: ").split(".")[0]
    return None
