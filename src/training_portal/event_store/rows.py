"""The rows of a projection inside one transaction: read once, changed in memory, written together."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.forms import plain
from training_portal.event_store.layout import Layout, Row, layout

_UNKNOWN: dict[str, Any] = {}


class Rows:
    """The rows that a projection reads and changes while it follows events.

    Every row is read at most once and written at most once per flush. `tables` says where the rows of each
    of the projection's tables really are: in the table itself, or, during a rebuild, in the one beside it.
    Another projection's table is refused with KeyError. `all_known` says that the tables hold nothing yet,
    and that nobody else writes into them: then no row is ever looked up by its key.

    Values are kept in the form in which the database gives them back, so that a row is the same whether it
    was just put or comes from the table: instants in UTC, lists for tuples, text for enums. A row that was
    handed out never changes; `change` makes a new one.
    """

    def __init__(
        self, tx: sa.Connection, tables: Mapping[sa.Table, sa.Table], *, all_known: bool = False
    ) -> None:
        self._tx = tx
        self._begun: set[str] = set()
        self._shelves = {
            own: _Shelf(layout(actual, tx.dialect), all_known, self._begun) for own, actual in tables.items()
        }

    def get(self, table: sa.Table, key: str) -> Row | None:
        """The row of a key, or None."""
        return self._shelves[table].get(self._tx, key)

    def put(self, table: sa.Table, key: str, **fields: Any) -> None:
        """Write a whole row, in place of any there was. Columns not named get their default, or null."""
        self._shelves[table].put(key, fields)

    def change(self, table: sa.Table, key: str, **fields: Any) -> None:
        """Change some columns of a row. Errors: LookupError when there is no such row."""
        self._shelves[table].change(self._tx, key, fields)

    def remove(self, table: sa.Table, key: str) -> None:
        """Take a row away, if it is there."""
        self._shelves[table].remove(key)

    def where(self, table: sa.Table, **equals: Any) -> list[Row]:
        """The rows whose columns equal these values (None is null), ordered by id."""
        return self._shelves[table].where(self._tx, equals)

    def begin(self, ids: Iterable[str]) -> None:
        """Know that no row has one of these ids yet, alone or with a slash and more behind it."""
        self._begun.update(ids)

    def prefetch(self, places: Iterable[tuple[sa.Table, str]]) -> None:
        """Read the rows of many keys that are not known yet, by one statement for each table."""
        if all(shelf.all_known for shelf in self._shelves.values()):
            return
        wanted: dict[sa.Table, dict[str, None]] = {}
        for table, key in places:
            wanted.setdefault(table, {})[key] = None
        for table, keys in wanted.items():
            self._shelves[table].prefetch(self._tx, keys)

    def flush(self) -> None:
        """Write what was put, changed and removed, by one statement (two with removals) for each table."""
        for shelf in self._shelves.values():
            shelf.flush(self._tx)

    def carry_on(self, tx: sa.Connection, keep: int) -> None:
        """Go on in the next transaction of a rebuild, with what is known if that is at most `keep` rows."""
        self._tx = tx
        self._begun.clear()
        for shelf in self._shelves.values():
            shelf.forget_beyond(keep)


class _Shelf:
    """The known rows of one table. A key that maps to None is known to have no row."""

    def __init__(self, form: Layout, all_known: bool, begun: AbstractSet[str]) -> None:
        self._layout = form
        self.all_known = all_known
        self._begun = begun
        self._known: dict[str, dict[str, Any] | None] = {}
        self._touched: dict[str, None] = {}
        self._json = tuple(c.name for c in form.table.columns if isinstance(c.type, sa.JSON))

    def get(self, tx: sa.Connection, key: str) -> Row | None:
        if key not in self._known:
            self.prefetch(tx, [key])
        row = self._known.get(key)
        return self._handed_out(row) if row is not None and self._json else row

    def put(self, key: str, fields: dict[str, Any]) -> None:
        self._known[key] = {**self._layout.blank, **self._formed(fields), "id": key}
        self._touched[key] = None

    def change(self, tx: sa.Connection, key: str, fields: dict[str, Any]) -> None:
        if key not in self._known:
            self.prefetch(tx, [key])
        row = self._known.get(key)
        if row is None:
            raise LookupError(f"{self._layout.table.name} has no row {key!r} to change")
        self._known[key] = {**row, **self._formed(fields)}
        self._touched[key] = None

    def remove(self, key: str) -> None:
        if self._known.get(key, _UNKNOWN) is None:
            return
        self._known[key] = None
        self._touched[key] = None

    def where(self, tx: sa.Connection, equals: dict[str, Any]) -> list[Row]:
        self.flush(tx)
        columns = self._layout.table.columns
        conditions = [columns[name] == value for name, value in self._formed(equals).items()]
        found = {row.id: row for row in tx.execute(sa.select(*columns).where(*conditions))}
        for key, row in found.items():
            self._known.setdefault(key, dict(zip(self._layout.names, row, strict=True)))
        rows = (self.get(tx, key) for key in sorted(found))
        return [row for row in rows if row is not None]

    def prefetch(self, tx: sa.Connection, keys: Iterable[str]) -> None:
        unknown = [key for key in keys if key not in self._known]
        if not unknown or self.all_known:
            return
        self._known.update(dict.fromkeys(unknown))
        sought = [key for key in unknown if key.partition("/")[0] not in self._begun]
        for row in self._layout.select(tx, sought) if sought else ():
            self._known[row["id"]] = row

    def flush(self, tx: sa.Connection) -> None:
        removed = [key for key in self._touched if self._known[key] is None]
        written = [row for key in self._touched if (row := self._known[key]) is not None]
        if removed:
            self._layout.delete(tx, removed)
        if written:
            self._layout.upsert(tx, written)
        self._touched.clear()

    def forget_beyond(self, keep: int) -> None:
        if len(self._known) > keep:
            self._known.clear()
            self.all_known = False

    def _formed(self, fields: dict[str, Any]) -> dict[str, Any]:
        forms = self._layout.forms
        return {name: forms[name](value) for name, value in fields.items()}

    def _handed_out(self, row: dict[str, Any]) -> Row:
        return row | {name: plain(row[name]) for name in self._json}
