"""Searching the text of a list's rows: every word, in any part, any case, with or without accents.

A long list also keeps a signature of each text: a bit for each pair of letters that follow one another in it,
as a Bloom filter. A text that lacks one of a word's pairs cannot hold the word, and a comparison of two
integers says so in a fraction of the time that looking through the text takes.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles

from ..values import folded

FEW = 500
"""Up to so many rows, what a search found is counted, and asked for by ids; beyond, in the list's order."""


_BITS = 63
"""As many as an integer of a database has, its sign left alone."""


class _Ids(sa.TypeDecorator[Sequence[str]]):
    """Any number of ids in one parameter, which databases limit otherwise and take longer to read."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """An array on PostgreSQL, JSON on SQLite."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(sa.Text))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: sa.Dialect) -> Any:
        """The ids as the database takes them."""
        ids = list(value or ())
        return ids if dialect.name == "postgresql" else json.dumps(ids)


class _Listed(sa.sql.functions.FunctionElement[str]):
    """The question for the values of a parameter of ids."""

    type = sa.Text()
    inherit_cache = True
    name = "listed"


@compiles(_Listed)
def _from_array(element: _Listed, compiler: Any, **options: Any) -> str:
    (ids,) = (compiler.process(part, **options) for part in element.clauses)
    return f"(SELECT unnest({ids}))"


@compiles(_Listed, "sqlite")
def _from_json(element: _Listed, compiler: Any, **options: Any) -> str:
    (ids,) = (compiler.process(part, **options) for part in element.clauses)
    return f"(SELECT value FROM json_each({ids}))"  # noqa: S608 - of compiled parts only


def among(column: sa.ColumnElement[str], ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a text column holds one of some ids, however many."""
    return column.op("IN", is_comparison=True, return_type=sa.Boolean())(_Listed(sa.literal(ids, _Ids)))


class _Holds(sa.sql.functions.FunctionElement[bool]):
    """Whether a folded text holds a word: a column, and the word's pattern for LIKE and for GLOB."""

    type = sa.Boolean()
    inherit_cache = True
    name = "holds"


@compiles(_Holds)
def _by_like(element: _Holds, compiler: Any, **options: Any) -> str:
    column, like, _ = element.clauses
    column, like = compiler.process(column, **options), compiler.process(like, **options)
    return f"({column} LIKE {like} ESCAPE '\\')"


@compiles(_Holds, "sqlite")
def _by_glob(element: _Holds, compiler: Any, **options: Any) -> str:
    """SQLite's GLOB compares bytes, which takes two thirds of the time of a LIKE that ignores case."""
    column, _, glob = element.clauses
    column, glob = compiler.process(column, **options), compiler.process(glob, **options)
    return f"({column} GLOB {glob})"


def holds(column: sa.ColumnElement[str], search: str) -> sa.ColumnElement[bool]:
    """Whether a folded text column holds every word of a search."""
    words = folded(search).split()
    return sa.and_(
        sa.true(), *(_Holds(column, sa.literal(_like(word)), sa.literal(_glob(word))) for word in words)
    )


def _like(word: str) -> str:
    return "%" + word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"


def _glob(word: str) -> str:
    return "*" + word.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]") + "*"


@lru_cache(maxsize=10_000)
def _bit(pair: str) -> int:
    return 1 << (31 * ord(pair[0]) + ord(pair[1])) % _BITS


def _signature(text: str) -> int:
    """A bit for each pair of letters that follow one another in a word of a folded text."""
    bits = 0
    for word in text.split():
        for place in range(len(word) - 1):
            bits |= _bit(word[place : place + 2])
    return bits


def searchable(text: str) -> dict[str, Any]:
    """The columns `search` and `signature` of a row of a long list that is found by a text."""
    search = folded(text)
    return {"search": search, "signature": _signature(search)}


def few_found(
    tx: sa.Connection,
    table: sa.Table,
    condition: sa.ColumnElement[bool],
    search: str,
    besides: sa.ColumnElement[bool] | None = None,
) -> Sequence[str] | None:
    """The ids of the rows that meet a condition and a search; None when these are more than FEW.

    An index of the condition's columns, then `signature` if there is one, `id` and `search` answers alone.
    """
    found = found_in(table, search, besides)
    ids = tx.scalars(sa.select(table.c.id).where(condition, found).limit(FEW + 1)).all()
    return ids if len(ids) <= FEW else None


def found_in(
    table: sa.Table, search: str, besides: sa.ColumnElement[bool] | None = None
) -> sa.ColumnElement[bool]:
    """Whether a row of a list holds every word of a search; by its signature first, if it has one.

    `besides` finds a row by what its own text does not say.
    """
    held = holds(table.c.search, search)
    if "signature" in table.c:
        held = sa.case((_may_hold(table.c.signature, search), held), else_=sa.false())
    return held if besides is None else sa.or_(held, besides)


def _may_hold(signature: sa.ColumnElement[int], search: str) -> sa.ColumnElement[bool]:
    """Whether a signature has every pair of the words."""
    pairs = sa.literal(_signature(folded(search)), sa.BigInteger)
    return signature.bitwise_and(pairs) == pairs
