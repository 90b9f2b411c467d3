"""How the lists of all screens are asked: a search, filters, an order, and one page of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from .searching import few_found, holds
from .tables import Instant

FURTHEST = 2**31
"""No list is longer, and no database counts further than an integer of its own."""

_AT_ONCE = 1000
"""Ids in one question: databases count what a question holds."""

MOST_COUNTED = 10_000
"""How far pages count: beyond, a count is only known to be more, for counting 100,000 rows takes longer than
showing any 25 of them."""


Among = Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]
"""Whether an id that stands in a column of one view is among those that another view knows."""


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
    `sort` names one of the list's sortable columns. `counts_all` wants the exact number of rows; without it
    they are counted as far as MOST_COUNTED + 1.
    """

    search: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    days: Days | None = None
    sort: str = ""
    descending: bool = False
    offset: int = 0
    limit: int = 25
    counts_all: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a list, and how many rows the whole of it has; see `Wanted.counts_all`.

    `matching` are the ids of all rows that the search found, whatever the filters leave of them: None when
    nothing was searched for, or when they are many.
    """

    rows: Sequence[sa.RowMapping]
    total: int
    matching: Sequence[str] | None = None


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
    narrowed: sa.ColumnElement[bool] | None = None,
) -> Found:
    """One page of a view's rows that meet a condition; `sorts[0]` is the order when none is asked.

    A search goes by the condition alone, through one index; `narrowed` and the filters take from what it
    found. Rows with equal sort values stay in one order, by id, so that no row shows on two pages.
    """
    where = [condition] + ([] if narrowed is None else [narrowed])
    where += [table.c[name] == value for name, value in wanted.filters.items() if name in table.c]
    if wanted.days and wanted.days.column in table.c:
        where.append(within(table.c[wanted.days.column], wanted.days))
    matching = None
    if wanted.search and "search" in table.c:
        matching = few_found(tx, table, condition, wanted.search)
        many = matching is None
        where.append(holds(table.c.search, wanted.search) if many else table.c.id.in_(matching or ()))
    rows = [] if matching == [] else tx.execute(_shown(table, where, wanted, sorts)).mappings().all()
    if len(rows) < wanted.limit and (rows or wanted.offset == 0):
        return Found(rows, wanted.offset + len(rows), matching)
    total = count_of(tx, table, sa.and_(*where), counts_all=wanted.counts_all)
    return Found(rows, total, matching)


def _shown(
    table: sa.Table, where: Sequence[sa.ColumnElement[bool]], wanted: Wanted, sorts: Sequence[str]
) -> sa.Select[Any]:
    """The question for a page: its ids first, which an index in the list's order gives, then their rows."""
    column = table.c[wanted.sort if wanted.sort in sorts else sorts[0]]
    order = [column.desc(), table.c.id.desc()] if wanted.descending else [column.asc(), table.c.id.asc()]
    order = [order[0].nulls_last() if column.nullable else order[0], order[1]]
    ids = sa.select(table.c.id).where(*where).order_by(*order)
    page = ids.offset(min(wanted.offset, FURTHEST)).limit(wanted.limit)
    return sa.select(table).where(table.c.id.in_(page)).order_by(*order)


def count_of(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], *, counts_all: bool = False
) -> int:
    """How many rows meet a condition; counted no further than MOST_COUNTED + 1 unless all are wanted."""
    if counts_all:
        return tx.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0
    some = sa.select(sa.literal(1)).select_from(table).where(condition).limit(MOST_COUNTED + 1)
    return tx.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


def counts_by(
    tx: sa.Connection,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    column: str,
    search: str = "",
    matching: Sequence[str] | None = None,
) -> dict[str, int]:
    """How many rows have each value of a column, for the chips above a list; as far as `count_of` counts.

    `matching` is what a page found by the same search. Without a search an index that begins with the
    condition's columns and this one answers at once.
    """
    if matching is not None:
        statement = sa.select(table.c[column], sa.func.count()).where(condition, table.c.id.in_(matching))
        return {str(value): count for value, count in tx.execute(statement.group_by(table.c[column]))}
    searched = [condition, holds(table.c.search, search)] if search else [condition]
    values = values_of(tx, table, condition, column)
    counts = {str(v): count_of(tx, table, sa.and_(*searched, table.c[column] == v)) for v in values}
    return {value: count for value, count in counts.items() if count}


def values_of(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], column: str
) -> list[Any]:
    """The values that a column has in some rows, ascending; from one to the next by an index, not by rows."""
    values: list[Any] = []
    least = sa.select(sa.func.min(table.c[column])).where(condition)
    value = tx.scalar(least)
    while value is not None:
        values.append(value)
        value = tx.scalar(least.where(table.c[column] > value))
    return values


def words_of(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], column: str, words: str
) -> dict[str, str]:
    """The values that a column has in some rows, each with the words of one of them, for a filter."""
    named = sa.select(table.c[words]).where(condition).limit(1)
    return {
        str(value): str(tx.scalar(named.where(table.c[column] == value)))
        for value in values_of(tx, table, condition, column)
    }


def words_by_id(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], ids: Sequence[str], words: str
) -> dict[str, str]:
    """What a column says in some rows that meet a condition, by their ids, however many."""
    found: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = sa.and_(condition, table.c.id.in_(ids[start : start + _AT_ONCE]))
        found.update(
            (row[0], str(row[1])) for row in tx.execute(sa.select(table.c.id, table.c[words]).where(some))
        )
    return found
