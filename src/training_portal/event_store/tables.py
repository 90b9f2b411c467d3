"""The metadata that every table of the portal belongs to, so that one migration history covers them all."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def instant_text(instant: datetime) -> str:
    """An instant in its one written form: ISO 8601, UTC, microseconds."""
    return _utc_text(instant if instant.tzinfo is UTC else instant.astimezone(UTC))


@lru_cache(maxsize=64)
def _utc_text(instant: datetime) -> str:
    """Kept for a moment: a command writes its own instant hundreds of times."""
    return instant.isoformat(timespec="microseconds")


class Instant(sa.TypeDecorator[datetime]):
    """An aware instant in UTC: timestamptz on PostgreSQL, sortable ISO 8601 text on SQLite."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The type that a database keeps instants in."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.DateTime(timezone=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuse a naive instant; write the others in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return value.astimezone(UTC) if dialect.name == "postgresql" else instant_text(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Read an instant back, aware, in UTC."""
        if value is None:
            return None
        return (value if isinstance(value, datetime) else datetime.fromisoformat(value)).astimezone(UTC)
