"""How the lists of all screens are asked: a search, filters, an order, and one page of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from ..values import folded

_FURTHEST = 2**31
"""No list is longer, and no database counts further than an integer of its own."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is wanted.

    `search` is as typed: every word must be found, in any part, any case, with or without accents.
    `filters` are by column name, each an equal value. `sort` names one of the list's sortable columns.
    """

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and how many rows the whole of it has."""

    rows: Sequence[sa.RowMapping]
    total: int


def holds(column: sa.ColumnElement[str], search: str) -> sa.ColumnElement[bool]:
    """Whether a folded text column holds every word of a search."""
    words = [
        word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for word in folded(search).split()
    ]
    return sa.and_(sa.true(), *(column.like(f"%{word}%", escape="\\") for word in words))


def page_of(
    tx: sa.Connection,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    wanted: Wanted,
    sorts: Sequence[str],
) -> Found:
    """One page of a view's rows that meet a condition; `sorts[0]` is the order when none is asked.

    Rows with equal sort values stay in one order, by id, so that no row shows on two pages.
    """
    where = [condition]
    if wanted.search and "search" in table.c:
        where.append(holds(table.c.search, wanted.search))
    where += [table.c[name] == value for name, value in wanted.filters.items() if name in table.c]
    total = tx.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0
    column: sa.ColumnElement[Any] = table.c[wanted.sort if wanted.sort in sorts else sorts[0]]
    order = column.desc() if wanted.descending else column.asc()
    statement = sa.select(table).where(*where).order_by(order.nulls_last(), table.c.id)
    rows = tx.execute(statement.offset(min(wanted.offset, _FURTHEST)).limit(wanted.limit)).mappings().all()
    return Found(rows, total)


def counts_by(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], column: str, search: str = ""
) -> dict[str, int]:
    """How many rows have each value of a column, for the chips above a list."""
    where = [condition, holds(table.c.search, search)] if search else [condition]
    statement = sa.select(table.c[column], sa.func.count()).where(*where).group_by(table.c[column])
    return {str(value): count for value, count in tx.execute(statement)}
