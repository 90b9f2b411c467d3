"""How the lists of all screens are asked: a search, filters, an order, and one page of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from ..values import folded
from .tables import Instant

_FURTHEST = 2**31
"""No list is longer, and no database counts further than an integer of its own."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days, first and last included, between which a column of a list must lie; None leaves an end open.

    `column` holds days or instants. An instant counts for the day on which it falls in `zone`, an IANA name.
    """

    column: str
    first: date | None = None
    last: date | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list is wanted.

    `search` is as typed: every word must be found, in any part, any case, with or without accents.
    `filters` are by column name, each an equal value; `days` bound one column more.
    `sort` names one of the list's sortable columns.
    """

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    days: Days | None = None
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


def within(column: sa.ColumnElement[Any], days: Days) -> sa.ColumnElement[bool]:
    """Whether a column of days, or of instants, lies between two days."""
    is_instant = isinstance(column.type, Instant)
    bounds: list[sa.ColumnElement[bool]] = [sa.true()]
    if days.first:
        bounds.append(column >= (_start(days.first, days.zone) if is_instant else days.first))
    if days.last and is_instant:
        bounds.append(column < _start(days.last + timedelta(days=1), days.zone))
    elif days.last:
        bounds.append(column <= days.last)
    return sa.and_(*bounds)


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


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
    if wanted.days and wanted.days.column in table.c:
        where.append(within(table.c[wanted.days.column], wanted.days))
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
