"""One try at a command: a connection that first reads, and then once appends."""

from types import TracebackType

import sqlalchemy as sa

from training_portal.event_store.chain import Head
from training_portal.event_store.streams import begin_append


class Attempt:
    """A connection for one try at a command. What `committing` did not commit is undone."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._connection: sa.Connection | None = None
        self._kind = ""
        self.head = Head()

    def __enter__(self) -> "Attempt":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()

    @property
    def is_appending(self) -> bool:
        """Whether the transaction that appends has begun."""
        return self._kind == "append"

    def reading(self) -> sa.Connection:
        """A connection for questions: inside the transaction that appends, once that has begun."""
        return self._connection if self._connection is not None and self._kind else self._begin("glance")

    def appending(self) -> sa.Connection:
        """The transaction that alone may append events; waits for its turn the first time."""
        if self._connection is not None and self.is_appending:
            return self._connection
        connection = self._begin("none")
        driver = connection.connection.driver_connection
        self.head = begin_append(driver, sqlite=connection.dialect.name == "sqlite")
        self._kind = "append"
        return connection

    def _begin(self, kind: str) -> sa.Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        self._connection.rollback()
        self._connection = self._connection.execution_options(transaction=kind)
        self._connection.begin()
        self._kind = kind
        return self._connection
