"""One rebuild of a projection under way, step by step: filling, comparing, changing places."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa

from training_portal.errors import TryAgainLater
from training_portal.event_store.beside import NEXT, change_places, create_beside
from training_portal.event_store.comparison import digest, one_picture
from training_portal.event_store.engine import appending, reading, writing
from training_portal.event_store.projection import Projection
from training_portal.event_store.replay import BATCH, Batch, Replay, last_position
from training_portal.event_store.shelf import Shelf
from training_portal.language import marked

Progress = Callable[[int, int], None]
"""Is told the position reached, and the last position there is."""

_LOCK_MILLISECONDS = 50
_REST_SECONDS = 0.2
_ATTEMPTS = 300


class ViewIsBeingRead(TryAgainLater):
    """Somebody has been reading the view for so long that the new one could not take its place."""

    words = marked("The view is being read without a pause. It was not changed. Try again in a moment.")


class Rebuilding:
    """A second set of tables, filled beside the live ones until it takes their place."""

    def __init__(self, engine: sa.Engine, shelf: Shelf, projection: Projection) -> None:
        self._engine = engine
        self._tables = projection.tables
        with writing(engine) as tx:
            self._beside = create_beside(tx, self._tables)
            self.replay = Replay(tx, shelf, projection, self._beside)

    def catch_up(self, progress: Progress | None = None) -> None:
        """Follow what happened meanwhile, a batch to a transaction, until less than a batch is left."""
        behind = BATCH
        while behind >= BATCH:
            with reading(self._engine) as tx:
                head = last_position(tx)
                batch = self.replay.batch(tx, head)
            with _writing_beside(self._engine) as tx:
                self.replay.follow(tx, batch)
            behind = head - self.replay.position
            if progress is not None:
                progress(self.replay.position, head)

    def compare(self) -> tuple[int, bool]:
        """How many rows the new tables hold, and whether the live ones hold the same, at one position."""
        with one_picture(self._engine, self._tables) as tx:
            head = last_position(tx)
            live = [digest(tx, table) for table in self._tables]
        with _writing_beside(self._engine) as tx:
            self.replay.follow_to(tx, head)
        with reading(self._engine) as tx:
            new = [digest(tx, self._beside[table]) for table in self._tables]
        return sum(rows for rows, _ in new), new == live

    def read_ahead(self) -> Batch:
        """The next events, read and decoded while nobody has to wait."""
        with reading(self._engine) as tx:
            return self.replay.batch(tx, last_position(tx))

    def switch(self, ahead: Batch) -> None:
        """Stop whoever appends, follow what was read ahead and what came after, and change places.

        Readers on PostgreSQL hold locks that a change of places has to wait for, and whoever comes later
        waits behind it: so it waits a moment only, lets everybody pass, and tries again. All locks are taken
        before anything is followed, appending first, as commands do. Errors: ViewIsBeingRead.
        """
        for _ in range(_ATTEMPTS):
            try:
                with appending(self._engine) as tx:
                    self._lock(tx)
                    self.replay.follow(tx, ahead)
                    self.replay.follow_to(tx, last_position(tx))
                    change_places(tx, self._tables)
                return
            except sa.exc.OperationalError as error:
                if not isinstance(error.orig, psycopg.errors.LockNotAvailable):
                    raise
            time.sleep(_REST_SECONDS)
        raise ViewIsBeingRead

    def _lock(self, tx: sa.Connection) -> None:
        if tx.dialect.name == "postgresql":
            quote = tx.dialect.identifier_preparer.quote
            names = sorted(name for table in self._tables for name in (table.name, table.name + NEXT))
            tx.exec_driver_sql(f"SET LOCAL lock_timeout = {_LOCK_MILLISECONDS}")
            tx.exec_driver_sql(f"LOCK TABLE {', '.join(map(quote, names))} IN ACCESS EXCLUSIVE MODE")


@contextmanager
def _writing_beside(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that does not wait for the disk: the switch, which does, makes it lasting too."""
    with engine.connect() as tx:
        driver: Any = tx.connection.driver_connection
        if tx.dialect.name == "sqlite":
            driver.execute("PRAGMA synchronous=NORMAL")
        try:
            with tx.execution_options(transaction="write").begin():
                if tx.dialect.name == "postgresql":
                    driver.execute("SET LOCAL synchronous_commit = off")
                yield tx
        finally:
            if tx.dialect.name == "sqlite":
                driver.execute("PRAGMA synchronous=FULL")
