"""Leases: one process at a time sends the mail and does the jobs, and another takes over when it dies."""

import fcntl
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

import psycopg
import sqlalchemy as sa

from training_portal.errors import TryAgainLater
from training_portal.language import marked

_LEASES = 0x7074_6C73


class LeaseIsTaken(TryAgainLater):
    """Another process does this already."""

    words = marked("Another process is doing this already: %(name)s.")


class Lease(Protocol):
    """The right to do something alone. The database or the operating system frees it when its holder dies."""

    def held(self) -> bool:
        """Whether we hold the lease now; takes it when it is free. Ask again before each piece of work."""
        ...

    def release(self) -> None:
        """Give the lease back."""
        ...


def lease_on(engine: sa.Engine, name: str) -> Lease:
    """The lease of a name over a database: a locked file beside SQLite's, or a PostgreSQL advisory lock."""
    if engine.dialect.name == "sqlite":
        database = Path(engine.url.database or "")
        return _FileLease(database.with_name(f"{database.name}-{name.replace(' ', '-')}.lease"))
    return _SessionLease(engine, zlib.crc32(name.encode()) - 2**31)


@contextmanager
def holding(engine: sa.Engine, name: str) -> Iterator[None]:
    """Hold a lease for the time of a block. Errors: LeaseIsTaken."""
    lease = lease_on(engine, name)
    try:
        if not lease.held():
            raise LeaseIsTaken(name=name)
        yield
    finally:
        lease.release()


class _FileLease:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def held(self) -> bool:
        if self._file is not None:
            return True
        file = self._path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class _SessionLease:
    """A lock of a session of its own; it is gone when the session is, so each question goes to the server."""

    def __init__(self, engine: sa.Engine, number: int) -> None:
        self._engine = engine
        self._number = number
        self._session: Any = None

    def held(self) -> bool:
        try:
            return self._still() if self._session is not None else self._take()
        except (psycopg.OperationalError, sa.exc.OperationalError):
            self.release()
            return False

    def release(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            with suppress(psycopg.OperationalError):  # a session that is lost has given its lock back
                session.execute("SELECT pg_advisory_unlock_all()")
            session.close()

    def _still(self) -> bool:
        self._session.execute("SELECT 1")
        return True

    def _take(self) -> bool:
        arguments, options = self._engine.dialect.create_connect_args(self._engine.url)
        ours = {"autocommit": True, "connect_timeout": 5, "keepalives_idle": 5}
        self._session = psycopg.connect(*arguments, **{**options, **ours})
        asked = "SELECT pg_try_advisory_lock(%s, %s)"
        took: bool = self._session.execute(asked, (_LEASES, self._number)).fetchone()[0]
        if not took:
            self.release()
        return took
