"""The floor of a command: the rows that it left, written again by bare statements."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.engine import writing
from training_portal.event_store.tables import metadata


def all_rows(engine: sa.Engine) -> dict[str, set[tuple[Any, ...]]]:
    """Every row of every table, by the table's name; course packages are left out."""
    with engine.connect() as tx:
        driver: Any = tx.connection.driver_connection
        return {
            table.name: {_hashable(row) for row in driver.execute(_select(table)).fetchall()}
            for table in metadata.sorted_tables
            if table.name != "course_packages"
        }


def _hashable(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(json.dumps(value) if isinstance(value, dict | list) else value for value in row)


def _select(table: sa.Table) -> str:
    return f'SELECT {", ".join(f"{chr(34)}{c}{chr(34)}" for c in _columns(table))} FROM "{table.name}"'


def _columns(table: sa.Table) -> list[str]:
    return [column.name for column in table.columns if column.name != "transaction_id"]


def new_rows(before: dict[str, set[Any]], after: dict[str, set[Any]]) -> dict[str, list[tuple[Any, ...]]]:
    """What a command has left: rows that are new, or different from before."""
    return {name: list(rows - before[name]) for name, rows in after.items() if rows - before[name]}


def writer(engine: sa.Engine) -> Callable[[Mapping[str, Sequence[Any]]], None]:
    """Writes rows, by the names of their tables, on the driver itself and in one transaction."""
    sqlite = engine.dialect.name == "sqlite"
    statements = {table.name: _upsert(table, sqlite) for table in metadata.sorted_tables}

    def write(rows: Mapping[str, Sequence[Any]]) -> None:
        with writing(engine) as tx:
            driver: Any = tx.connection.driver_connection
            cursor = driver.cursor()
            for name, some in rows.items():
                cursor.executemany(statements[name], some)

    return write


def _upsert(table: sa.Table, sqlite: bool) -> str:
    columns = _columns(table)
    places = ", ".join(["?" if sqlite else "%s"] * len(columns))
    named = ", ".join(f'"{column}"' for column in columns)
    key = ", ".join(f'"{column.name}"' for column in table.primary_key)
    keys = {column.name for column in table.primary_key}
    others = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in keys)
    insert = f'INSERT INTO "{table.name}" ({named}) VALUES ({places}) ON CONFLICT ({key}) DO '
    return insert + (f"UPDATE SET {others}" if others else "NOTHING")
