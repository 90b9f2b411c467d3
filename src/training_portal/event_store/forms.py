"""The one form in which a view's table keeps each kind of value, so that it is read back the same."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.tables import Instant

Form = Callable[[Any], Any]
"""Brings a value into the form in which it is read back. Errors: TypeError when it has none."""


def check_columns(table: sa.Table) -> None:
    """Refuse a table that no projection can keep: without text key `id`, or with a column of unknown form."""
    if [column.name for column in table.primary_key] != ["id"] or not isinstance(table.c.id.type, sa.String):
        raise TypeError(f"view table {table.name}: the primary key is one text column named id")
    for column in table.columns:
        form_of(column)
        default_of(column)


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


_FORMS: tuple[tuple[type[sa.types.TypeEngine[Any]], Form], ...] = (
    (Instant, _instant),
    (sa.JSON, plain),
    (sa.Boolean, _truth),
    (sa.Date, _day),
    (sa.Integer, _whole),
    (sa.String, _text),
)


def form_of(column: sa.Column[Any]) -> Form:
    """The form of a column's values: text, integer, boolean, date, Instant or JSON. Errors: TypeError."""
    for kind, form in _FORMS:
        if isinstance(column.type, kind):
            return form
    raise TypeError(f"{column.table.name}.{column.name}: a view keeps no column of type {column.type!r}")


def default_of(column: sa.Column[Any]) -> Any:
    """What a column holds that is not named: its plain default, or None. Errors: TypeError."""
    if column.default is None:
        return None
    if isinstance(column.default, sa.ColumnDefault) and column.default.is_scalar:
        return form_of(column)(column.default.arg)
    raise TypeError(f"{column.table.name}.{column.name}: a view's default is a plain value")
