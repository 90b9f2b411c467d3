"""How the rows of a view's table travel: by statements prepared once for each table and kind of database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from training_portal.event_store.forms import default_of, form_of

Row = Mapping[str, Any]

_PIECE = 1000


class Layout:
    """One view table on one kind of database: the form of its values, and its statements.

    `blank` is a row before anything is put into it; `forms` gives, per column but `id`, the function that
    brings a value into the form in which it is read back.
    """

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        self.table = table
        self.names = tuple(column.name for column in table.columns)
        self.forms = {column.name: form_of(column) for column in table.columns if column.name != "id"}
        self.blank = {column.name: default_of(column) for column in table.columns}
        self._on_sqlite = dialect.name == "sqlite"
        kinds = {column.name: column.type.dialect_impl(dialect) for column in table.columns}
        readers = [(name, kind.result_processor(dialect, None)) for name, kind in kinds.items()]
        self._readers = {name: convert for name, convert in readers if convert is not None}
        among, upsert = (_for_sqlite if self._on_sqlite else _for_postgresql)(table)
        self._upsert = _text(upsert, dialect)
        self._writers = [(name, kind.bind_processor(dialect)) for name, kind in kinds.items()]
        self._select = _text(sa.select(*table.columns).where(among), dialect)
        self._select_all = _text(sa.select(*table.columns).order_by(table.c.id), dialect)
        self._delete = _text(sa.delete(table).where(among), dialect)

    def select(self, tx: sa.Connection, keys: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of these keys that exist, by one statement of one parameter."""
        return [self._read(raw) for raw in tx.exec_driver_sql(self._select, self._as_parameter(keys))]

    def raw_rows(self, tx: sa.Connection) -> Iterator[list[tuple[Any, ...]]]:
        """Every row of the table as the driver gives it, ordered by id as the database does, in pieces."""
        driver: Any = tx.connection.driver_connection
        cursor = driver.execute(self._select_all)
        while piece := cursor.fetchmany(_PIECE):
            yield piece

    def delete(self, tx: sa.Connection, keys: Sequence[str]) -> None:
        """Remove the rows of these keys, by one statement."""
        tx.exec_driver_sql(self._delete, self._as_parameter(keys))

    def upsert(self, tx: sa.Connection, rows: Iterable[Row]) -> None:
        """Write whole rows, new or known, by one statement. No two may have the same key."""
        written = [self._written(row) for row in rows]
        if self._on_sqlite:
            tx.exec_driver_sql(self._upsert, written)
        else:
            tx.exec_driver_sql(self._upsert, tuple(map(list, zip(*written, strict=True))))

    def readable(self, name: str, raw: Any) -> Any:
        """One value from what the driver gave for its column."""
        convert = self._readers.get(name)
        return raw if convert is None else convert(raw)

    def _read(self, raw: Iterable[Any]) -> dict[str, Any]:
        row = dict(zip(self.names, raw, strict=True))
        for name, convert in self._readers.items():
            row[name] = convert(row[name])
        return row

    def _written(self, row: Row) -> tuple[Any, ...]:
        return tuple([row[name] if c is None else c(row[name]) for name, c in self._writers])

    def _as_parameter(self, keys: Sequence[str]) -> tuple[Any]:
        return (json.dumps(keys) if self._on_sqlite else list(keys),)


@lru_cache(maxsize=1024)
def layout(table: sa.Table, dialect: sa.Dialect) -> Layout:
    """The layout of a table, made at its first use."""
    return Layout(table, dialect)


def _for_sqlite(table: sa.Table) -> tuple[sa.ColumnElement[bool], sa.Insert]:
    """The condition of having one of many keys, and the insertion that replaces rows, row by row."""
    keys = sa.func.json_each(sa.bindparam("keys", type_=sa.Text)).table_valued("value")
    columns = {c.name: sa.bindparam(c.name, type_=c.type) for c in table.columns}
    return table.c.id.in_(sa.select(keys.c.value)), _replacing(sqlite.insert(table).values(columns), columns)


def _for_postgresql(table: sa.Table) -> tuple[sa.ColumnElement[bool], sa.Insert]:
    """The same two; here rows travel column by column, as arrays, which takes half the time."""
    keys = sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text))
    columns = {c.name: sa.bindparam(c.name, type_=postgresql.ARRAY(c.type)) for c in table.columns}
    rows = sa.select(*map(sa.func.unnest, columns.values()))
    insert = postgresql.insert(table).from_select(list(columns), rows)
    return table.c.id == sa.any_(keys), _replacing(insert, columns)


def _replacing(insert: sqlite.Insert | postgresql.Insert, names: Iterable[str]) -> sa.Insert:
    others = {name: insert.excluded[name] for name in names if name != "id"}
    if others:
        return insert.on_conflict_do_update(index_elements=["id"], set_=others)
    return insert.on_conflict_do_nothing()


def _text(statement: sa.ClauseElement, dialect: sa.Dialect) -> str:
    """A statement as the driver takes it. On PostgreSQL parameters travel in binary form."""
    positional: Callable[..., sa.Dialect] = type(dialect)
    on_sqlite = dialect.name == "sqlite"
    text = str(statement.compile(dialect=positional(paramstyle="qmark" if on_sqlite else "format")))
    return text if on_sqlite else text.replace("%s", "%b")
