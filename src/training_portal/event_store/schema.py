"""The tables of the event store: events, and what is committed in the same transaction as they are."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from training_portal.event_store.tables import Instant as Instant
from training_portal.event_store.tables import metadata

Position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Xid8(sa.types.UserDefinedType[int]):
    """A 64-bit transaction id of PostgreSQL. SQLite, with one writer at a time, leaves the column empty."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        """The name of the type in a table's definition."""
        return "xid8"


class CurrentTransaction(FunctionElement[int]):
    """The id of the transaction that writes a row; nothing on SQLite."""

    inherit_cache = True


@compiles(CurrentTransaction)
def _no_transaction_id(element: Any, compiler: Any, **_: Any) -> str:
    return "NULL"


@compiles(CurrentTransaction, "postgresql")
def _postgresql_transaction_id(element: Any, compiler: Any, **_: Any) -> str:
    return "pg_current_xact_id()"


events = sa.Table(
    "events",
    metadata,
    sa.Column("position", Position, primary_key=True, autoincrement=True),
    sa.Column("stream", sa.Text, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("command_id", sa.Text, nullable=False),
    sa.Column("correlation", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("chain", sa.LargeBinary, nullable=False),
    sa.Column("transaction_id", Xid8, server_default=CurrentTransaction()),
    sa.UniqueConstraint("stream", "version"),
    sqlite_autoincrement=True,
)
"""What happened, in the order of the commits. Rows are only ever added."""

person_keys = sa.Table(
    "person_keys",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
)
"""The key of each person, wrapped by the master key. Deleting the row forgets the person."""

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("owner", sa.Text, nullable=False),
)
"""What is taken and may be taken once only: user names, notices of payment. Values are keyed digests."""

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("series", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)
"""The last number given in each gap-free series."""

command_results = sa.Table(
    "command_results",
    metadata,
    sa.Column("command_id", sa.Text, primary_key=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("result", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
)
"""The answer of each command that was carried out, by which a repeated command is recognised."""

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Position, primary_key=True, autoincrement=True),
    sa.Column("once_key", sa.Text, nullable=False, unique=True),
    sa.Column("occasion", sa.Text, nullable=False),
    sa.Column("recipient", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("secret", sa.LargeBinary),
    sa.Column("queued_at", Instant, nullable=False),
    sa.Column("due_at", Instant),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("sent_at", Instant),
    sa.Column("refused_at", Instant),
    sa.Column("fault", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "due_at"),
    sa.Index(None, "company", "queued_at", "id"),
    sa.Index(None, "company", "about"),
    sa.Index(None, "company", "recipient"),
    sa.Index(None, "company", "sent_at", "id"),
    sa.Index(
        "ix_outbox_company_waiting",
        *("company", "due_at"),
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    ),
    sa.Index(
        "ix_outbox_company_refused",
        *("company", "refused_at"),
        sqlite_where=sa.text("refused_at IS NOT NULL"),
        postgresql_where=sa.text("refused_at IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)
"""Mail to be sent. `due_at` is when to try (again), and null once the message is sent or refused for good."""

tracking = sa.Table(
    "tracking",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)
"""How far each reader of the events has come."""


def create_schema(engine: sa.Engine) -> None:
    """Create every table of the portal that is not there yet (tests, demo; deployments migrate)."""
    metadata.create_all(engine)
