"""Rows compared: the digest of a table, and which rows of a view are not what the events say."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.layout import Layout, layout


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a view shows and a fresh replay does not give.

    When a whole row is there only once, `column` is "", and `live` or `replayed`, where it is missing, None.
    """

    table: str
    id: str
    column: str
    live: Any
    replayed: Any


@contextmanager
def one_picture(engine: sa.Engine, tables: Sequence[sa.Table]) -> Iterator[sa.Connection]:
    """A transaction that sees the database as it is now, until its end, and leaves no trace.

    The tables cannot be replaced by a rebuild meanwhile (on SQLite they can, and the picture stays).
    """
    with engine.connect() as tx:
        if tx.dialect.name == "postgresql":
            quote = tx.dialect.identifier_preparer.quote
            tx.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            tx.exec_driver_sql(f"LOCK TABLE {', '.join(quote(t.name) for t in tables)} IN ACCESS SHARE MODE")
        yield tx


def digest(tx: sa.Connection, table: sa.Table) -> tuple[int, str]:
    """How many rows a table holds, and a digest of them (hex, 32), the same for the same rows."""
    count, found = 0, blake2b(digest_size=16)
    for piece in layout(table, tx.dialect).raw_rows(tx):
        count += len(piece)
        found.update(repr(piece).encode("utf-8", "surrogatepass"))
    return count, found.hexdigest()


def differences(tx: sa.Connection, live: sa.Table, replayed: sa.Table) -> list[Difference]:
    """Where the rows of a live table are not those of a replayed one, ordered by id."""
    form, fresh = layout(live, tx.dialect), layout(replayed, tx.dialect)
    place = form.names.index("id")
    expected = {raw[place]: raw for piece in fresh.raw_rows(tx) for raw in piece}
    found: list[Difference] = []
    for raw in chain.from_iterable(form.raw_rows(tx)):
        other = expected.pop(raw[place], None)
        if raw != other:
            found += _compared(form, raw, other)
    for raw in expected.values():
        found += _compared(form, None, raw)
    return sorted(found, key=lambda difference: (difference.id, difference.column))


def _compared(
    form: Layout, live: Sequence[Any] | None, replayed: Sequence[Any] | None
) -> Iterator[Difference]:
    table, place = form.table.name, form.names.index("id")
    if live is None or replayed is None:
        whole = [None if raw is None else _readable_row(form, raw) for raw in (live, replayed)]
        yield Difference(table, (live or replayed or ())[place], "", *whole)
        return
    for name, one, other in zip(form.names, live, replayed, strict=True):
        if one != other:
            yield Difference(
                table, live[place], name, _readable(form, name, one), _readable(form, name, other)
            )


def _readable_row(form: Layout, raw: Sequence[Any]) -> dict[str, Any]:
    return {name: _readable(form, name, value) for name, value in zip(form.names, raw, strict=True)}


def _readable(form: Layout, name: str, value: Any) -> Any:
    """A value as people read it; as the driver gave it, when somebody wrote what cannot be read."""
    try:
        return form.readable(name, value)
    except (ValueError, TypeError):
        return value
