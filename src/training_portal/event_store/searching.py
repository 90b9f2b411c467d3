"""Searching the text of a list's rows: every word, in any part, any case, with or without accents."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from ..values import folded

FEW = 2_500
"""Up to so many rows, what a search found is asked for by ids; beyond, in the order of the list."""


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


def few_found(
    tx: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool], search: str
) -> Sequence[str] | None:
    """The ids of the rows that meet a condition and a search; None when these are more than FEW.

    An index that begins with the condition's columns and holds `id` and `search` answers alone.
    """
    asked = sa.select(table.c.id).where(condition, holds(table.c.search, search)).limit(FEW + 1)
    ids = tx.scalars(asked).all()
    return ids if len(ids) <= FEW else None
