"""How the rows of a view's table are kept and travel: the one form of each value, and prepared statements."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from training_portal.event_store.tables import Instant

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]

_PIECE = 1000


class Layout:
    """One view table on one kind of database: the form of its values, and its statements, built once.

    `blank` is a row before anything is put into it; `forms` gives, per column but `id`, the function that
    brings a value into the form in which it is read back. Columns are text, integer, boolean, date, Instant
    or JSON.
    """

    def __init__(self, table: sa.Table, dialect: sa.Dialect) -> None:
        self.table = table
        self.names = tuple(column.name for column in table.columns)
        self.forms = {column.name: _form(column) for column in table.columns if column.name != "id"}
        self.blank = {column.name: _default(column) for column in table.columns}
        kinds = {column.name: column.type.dialect_impl(dialect) for column in table.columns}
        readers = [(name, kind.result_processor(dialect, None)) for name, kind in kinds.items()]
        self._readers = [(name, convert) for name, convert in readers if convert is not None]
        self._on_sqlite = dialect.name == "sqlite"
        among = _among(table, self._on_sqlite)
        positional: Callable[..., sa.Dialect] = type(dialect)
        driver = positional(paramstyle="qmark" if self._on_sqlite else "format")
        upsert = _upsert(table, self._on_sqlite).compile(dialect=driver, column_keys=list(self.names))
        self._upsert = str(upsert)
        self._writers = [(name, kinds[name].bind_processor(dialect)) for name in upsert.positiontup or ()]
        self._select = str(sa.select(*table.columns).where(among).compile(dialect=driver))
        self._select_all = str(sa.select(*table.columns).order_by(table.c.id).compile(dialect=driver))
        self._delete = str(sa.delete(table).where(among).compile(dialect=driver))

    def select(self, tx: sa.Connection, keys: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of these keys that exist, by one statement of one parameter."""
        return [self.read(raw) for raw in tx.exec_driver_sql(self._select, self._as_parameter(keys))]

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
        """Write whole rows, new or known, by one statement."""
        tx.exec_driver_sql(self._upsert, [self._write(row) for row in rows])

    def read(self, raw: Iterable[Any]) -> dict[str, Any]:
        """A row from what the driver gave for its columns, in their order."""
        row = dict(zip(self.names, raw, strict=True))
        for name, convert in self._readers:
            row[name] = convert(row[name])
        return row

    def read_value(self, name: str, raw: Any) -> Any:
        """One value from what the driver gave for its column."""
        convert = dict(self._readers).get(name)
        return raw if convert is None else convert(raw)

    def _write(self, row: Row) -> tuple[Any, ...]:
        return tuple([row[name] if c is None else c(row[name]) for name, c in self._writers])

    def _as_parameter(self, keys: Sequence[str]) -> tuple[Any]:
        return (json.dumps(keys) if self._on_sqlite else list(keys),)


@lru_cache(maxsize=1024)
def layout(table: sa.Table, dialect: sa.Dialect) -> Layout:
    """The layout of a table, made at its first use."""
    return Layout(table, dialect)


def check_columns(table: sa.Table) -> None:
    """Refuse a table that no projection can keep: without text key `id`, or with a column of unknown form."""
    if [column.name for column in table.primary_key] != ["id"] or not isinstance(table.c.id.type, sa.String):
        raise TypeError(f"view table {table.name}: the primary key is one text column named id")
    for column in table.columns:
        _form(column)
        _default(column)


def plain(value: Any) -> Any:
    """A JSON value as it is read back (lists for tuples, text for enums), sharing nothing with the given."""
    if isinstance(value, dict):
        return {_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, bool):
        return value
    return _text(value) if isinstance(value, str) else _whole(value)


def _text(value: Any) -> str | None:
    if type(value) is str or value is None:
        return value
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"{value!r} is not text")


def _whole(value: Any) -> int | None:
    if type(value) is int or value is None:
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return int(value)
    raise TypeError(f"{value!r} is not an integer")


def _truth(value: Any) -> bool | None:
    if value is True or value is False or value is None:
        return value
    raise TypeError(f"{value!r} is not a boolean")


def _day(value: Any) -> date | None:
    if type(value) is date or value is None:
        return value
    raise TypeError(f"{value!r} is not a day")


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    raise TypeError(f"{value!r} is not an instant with its zone")


_FORMS: tuple[tuple[type[sa.types.TypeEngine[Any]], Convert], ...] = (
    (Instant, _instant),
    (sa.JSON, plain),
    (sa.Boolean, _truth),
    (sa.Date, _day),
    (sa.Integer, _whole),
    (sa.String, _text),
)


def _form(column: sa.Column[Any]) -> Convert:
    for kind, form in _FORMS:
        if isinstance(column.type, kind):
            return form
    raise TypeError(f"{column.table.name}.{column.name}: a view keeps no column of type {column.type!r}")


def _default(column: sa.Column[Any]) -> Any:
    if column.default is None:
        return None
    if isinstance(column.default, sa.ColumnDefault) and column.default.is_scalar:
        return _form(column)(column.default.arg)
    raise TypeError(f"{column.table.name}.{column.name}: a view's default is a plain value")


def _among(table: sa.Table, on_sqlite: bool) -> sa.ColumnElement[bool]:
    if not on_sqlite:
        return table.c.id == sa.any_(sa.bindparam("keys", type_=postgresql.ARRAY(sa.Text)))
    keys = sa.func.json_each(sa.bindparam("keys", type_=sa.Text)).table_valued("value")
    return table.c.id.in_(sa.select(keys.c.value))


def _upsert(table: sa.Table, on_sqlite: bool) -> sa.Insert:
    insert = sqlite.insert(table) if on_sqlite else postgresql.insert(table)
    others = {column.name: insert.excluded[column.name] for column in table.columns if column.name != "id"}
    if others:
        return insert.on_conflict_do_update(index_elements=["id"], set_=others)
    return insert.on_conflict_do_nothing(index_elements=["id"])
