"""Insertions at the driver's level, one statement for any number of rows: what every command pays for."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from training_portal.event_store.tables import Instant, instant_text

_POSTGRESQL: sa.Dialect = postgresql.dialect()  # type: ignore[no-untyped-call]


class Insertion:
    """The insertion of whole rows into some columns of a table, prepared for both databases.

    Rows are tuples in the order of `columns`; instants are aware. With `passing_over` a row whose key is
    there already is passed over.
    """

    def __init__(self, table: sa.Table, columns: Sequence[str], *, passing_over: bool = False) -> None:
        into = f"INSERT INTO {table.name} ({', '.join(columns)})"
        end = " ON CONFLICT DO NOTHING" if passing_over else ""
        kinds = [table.c[name].type for name in columns]
        arrays = ", ".join(f"%s::{_array(kind)}" for kind in kinds)
        self._sqlite = f"{into} VALUES ({', '.join('?' * len(kinds))}){end}"
        self._one = f"{into} VALUES ({', '.join(['%s'] * len(kinds))}){end}"
        self._many = f"{into} SELECT * FROM unnest({arrays}){end}"  # noqa: S608 - of the schema's names only
        self._instants = [place for place, kind in enumerate(kinds) if isinstance(kind, Instant)]

    def run(self, driver: Any, rows: Sequence[tuple[Any, ...]], *, sqlite: bool) -> None:
        """Insert rows by one statement on a driver's connection. Errors: the driver's own."""
        if sqlite:
            driver.executemany(self._sqlite, [self._with_text(row) for row in rows])
        elif len(rows) == 1:
            driver.execute(self._one, rows[0], prepare=True)
        elif rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            driver.execute(self._many, columns, prepare=True)

    def _with_text(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        if not self._instants:
            return row
        values = list(row)
        for place in self._instants:
            values[place] = instant_text(values[place])
        return tuple(values)


def _array(kind: sa.types.TypeEngine[Any]) -> str:
    return f"{kind.dialect_impl(_POSTGRESQL).compile(_POSTGRESQL)}[]"
