"""How the lists of all screens are asked: a search, filters, an order, and one page of rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from .searching import FEW, among, few_found, found_in
from .tables import Instant

FURTHEST = 2**31
"""No list is longer, and no database counts further than an integer of its own."""

MOST_COUNTED = 10_000
"""How far pages count: beyond, a count is only known to be more, for counting 100,000 rows takes longer than
showing any 25 of them."""


class AtLeast(int):
    """A count that was not carried on: there are so many, and more."""

    def __add__(self, other: int) -> "AtLeast":
        """What is added to it is at least the sum."""
        return AtLeast(int(self) + int(other))

    __radd__ = __add__


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
    they are counted so far only as is worth it; see `AtLeast`.
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
    columns: Sequence[sa.ColumnElement[Any]] = (),
    most: int = MOST_COUNTED,
    ties: str = "",
    besides: sa.ColumnElement[bool] | None = None,
) -> Found:
    """One page of a table's rows that meet a condition; `sorts[0]` is the order when none is asked.

    A search goes by the condition alone, through one index; `narrowed` and the filters take from what it
    found. Rows with equal sort values stay in one order, by the column `ties` and by id, so that no row
    shows on two pages; rows without a sort value come last. `columns` are what is told of each; all, when
    none is named. `most` is how far to count. `besides` finds rows by what their own text does not say.
    """
    where = [condition] + ([] if narrowed is None else [narrowed])
    where += [table.c[name] == value for name, value in wanted.filters.items() if name in table.c]
    if wanted.days and wanted.days.column in table.c:
        where.append(within(table.c[wanted.days.column], wanted.days))
    matching, searched = None, bool(wanted.search) and "search" in table.c
    if searched:
        matching = few_found(tx, table, condition, wanted.search, besides)
        if matching is None:
            where.append(found_in(table, wanted.search, besides))
            most = min(most, FEW)
        else:
            where.append(among(table.c.id, matching))
    order = _order(table, wanted, sorts, ties)
    rows = [] if matching == [] else _rows(tx, table, where, wanted, order, columns or tuple(table.c))
    if len(rows) < wanted.limit and (rows or wanted.offset == 0):
        return Found(rows, wanted.offset + len(rows), matching)
    if searched and len(where) == 2 and not (matching is None and wanted.counts_all):
        return Found(rows, AtLeast(FEW) if matching is None else len(matching), matching)
    total = count_of(tx, table, sa.and_(*where), None if wanted.counts_all else most)
    return Found(rows, total, matching)


def _order(table: sa.Table, wanted: Wanted, sorts: Sequence[str], ties: str) -> list[sa.Column[Any]]:
    """The columns that a list is ordered by: the one asked for, that of its ties, the id."""
    asked = wanted.sort if wanted.sort in sorts else sorts[0]
    return [table.c[name] for name in dict.fromkeys((asked, ties, "id")) if name]


def _rows(
    tx: sa.Connection,
    table: sa.Table,
    where: Sequence[sa.ColumnElement[bool]],
    wanted: Wanted,
    order: Sequence[sa.Column[Any]],
    columns: Sequence[sa.ColumnElement[Any]],
) -> Sequence[sa.RowMapping]:
    """The rows of a page. Those without a sort value are asked apart: no index has them last both ways."""
    column, turn = order[0], sa.desc if wanted.descending else sa.asc
    turned = [turn(one) for one in order]

    def ordered(condition: Sequence[sa.ColumnElement[bool]], offset: int, limit: int) -> list[sa.RowMapping]:
        """Ids first, which an index in the list's order gives, then their rows."""
        ids = sa.select(table.c.id).where(*condition).order_by(*turned)
        page = ids.offset(min(offset, FURTHEST)).limit(limit)
        asked = sa.select(*columns).where(table.c.id.in_(page)).order_by(*turned)
        return list(tx.execute(asked).mappings())

    if not column.nullable:
        return ordered(where, wanted.offset, wanted.limit)
    filled, empty = [*where, column.is_not(None)], [*where, column.is_(None)]
    rows = ordered(filled, wanted.offset, wanted.limit)
    if len(rows) == wanted.limit:
        return rows
    passed_over = 0
    if wanted.offset and not rows:
        passed_over = wanted.offset - count_of(tx, table, sa.and_(*filled), None)
    return rows + ordered(empty, passed_over, wanted.limit - len(rows))


def count_of(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], most: int | None = MOST_COUNTED
) -> int:
    """How many rows meet a condition; beyond `most` it is only known that there are at least so many."""
    if most is None:
        return tx.scalar(sa.select(sa.func.count()).select_from(table).where(condition)) or 0
    some = sa.select(sa.literal(1)).select_from(table).where(condition).limit(most + 1)
    found = tx.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
    return found if found <= most else AtLeast(most)


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
        statement = sa.select(table.c[column], sa.func.count()).where(condition, among(table.c.id, matching))
        return {str(value): count for value, count in tx.execute(statement.group_by(table.c[column]))}
    searched = [condition, found_in(table, search)] if search else [condition]
    values, most = values_of(tx, table, condition, column), FEW if search else MOST_COUNTED
    counts = {str(v): count_of(tx, table, sa.and_(*searched, table.c[column] == v), most) for v in values}
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
    some = sa.select(table.c.id, table.c[words]).where(condition, among(table.c.id, ids))
    return {row[0]: str(row[1]) for row in tx.execute(some)}
