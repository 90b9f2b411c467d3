"""The second set of a projection's tables, beside the live ones, and the moment when they change places."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

NEXT, OLD = "__next", "__old"
"""What the names of tables end with while they are filled, and while they wait to be dropped."""

_PIECE, _DROPPED_AT_ONCE = 2_000, 20_000


def create_beside(tx: sa.Connection, tables: Sequence[sa.Table]) -> dict[sa.Table, sa.Table]:
    """Make an empty table beside each live one, and answer which stands beside which.

    No index or constraint of the two has the same name: each has two possible names, and the new table takes
    the one that the live table does not have.
    """
    beside = {table: _copy(table, NEXT) for table in tables}
    for live, copy in beside.items():
        _name_apart(copy, _names_in_use(tx, live.name))
        copy.create(tx)
    return beside


def create_temporary(tx: sa.Connection, tables: Sequence[sa.Table]) -> dict[sa.Table, sa.Table]:
    """Make an empty table for each, seen by this connection only."""
    schema = "temp" if tx.dialect.name == "sqlite" else "pg_temp"
    temporary = {table: _copy(table, "__replayed", schema=schema) for table in tables}
    for table in temporary.values():
        table.create(tx, checkfirst=False)
    return temporary


def change_places(tx: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """Put the tables beside in the place of the live ones.

    PostgreSQL drops the live ones at once; on SQLite that would take long, and they are kept aside.
    """
    for table in tables:
        if tx.dialect.name == "sqlite":
            _rename(tx, table.name, table.name + OLD)
        else:
            table.drop(tx, checkfirst=False)
        _rename(tx, table.name + NEXT, table.name)


def leftovers(tx: sa.Connection, tables: Iterable[sa.Table]) -> list[str]:
    """The names of the tables that a rebuild, finished or interrupted, has left."""
    present = set(sa.inspect(tx).get_table_names())
    return [name for table in tables for name in (table.name + NEXT, table.name + OLD) if name in present]


def drop_a_piece(tx: sa.Connection, name: str) -> bool:
    """Drop a left table, or a piece of it; whether it is gone.

    SQLite overwrites what it drops, and nobody else writes meanwhile: a big table goes in pieces, each of
    which takes milliseconds.
    """
    if tx.dialect.name == "sqlite":
        left = sa.table(name)
        rowid: sa.ColumnClause[int] = sa.column("rowid")
        if tx.execute(sa.select(rowid).select_from(left).offset(_DROPPED_AT_ONCE).limit(1)).first():
            piece = sa.select(rowid).select_from(left).limit(_PIECE)
            tx.execute(sa.delete(left).where(rowid.in_(piece)))
            return False
    tx.exec_driver_sql(f"DROP TABLE {_quoted(tx, name)}")
    return True


def _copy(table: sa.Table, ending: str, schema: str | None = None) -> sa.Table:
    metadata = sa.MetaData(naming_convention=table.metadata.naming_convention)
    name = table.name + ending
    if schema is None:
        return table.to_metadata(metadata, name=name)
    return table.to_metadata(metadata, name=name, schema=schema)


def _name_apart(copy: sa.Table, in_use: set[str]) -> None:
    parts: list[sa.Index | sa.Constraint] = [*copy.indexes, *copy.constraints]
    for part in parts:
        if part.name is not None:
            own = str(part.name).replace(NEXT, "")
            part.name = own + NEXT if own in in_use else own


def _names_in_use(tx: sa.Connection, table: str) -> set[str]:
    inspector = sa.inspect(tx)
    parts = [*inspector.get_indexes(table), *inspector.get_unique_constraints(table)]
    return {str(part["name"]) for part in (*parts, inspector.get_pk_constraint(table))}


def _rename(tx: sa.Connection, old: str, new: str) -> None:
    tx.exec_driver_sql(f"ALTER TABLE {_quoted(tx, old)} RENAME TO {_quoted(tx, new)}")


def _quoted(tx: sa.Connection, name: str) -> str:
    return tx.dialect.identifier_preparer.quote(name)
