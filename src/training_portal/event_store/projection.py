"""Projections: what the screens show, kept up to date in the transaction of every command."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import sqlalchemy as sa

from training_portal.event_store.forms import check_columns
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.rows import Rows

E = TypeVar("E")
P = TypeVar("P", bound="Projection")
Places = Iterable[tuple[sa.Table, str]]


def follows(
    event_class: type[E], reads: Callable[[Recorded[E]], Places] | None = None, *, begins: bool = False
) -> Callable[[Callable[[P, Recorded[E], Rows], None]], Callable[[P, Recorded[E], Rows], None]]:
    """Mark the method of a projection that follows an event.

    `reads` names the rows (table and key) that the method will read or change: those of a whole batch of
    events are then read by one statement for each table. `begins` says that the event is the first of its
    stream, before which no row of the projection has that stream's id, alone or with a slash and more
    behind it: such rows are then not looked for. Both save time and change nothing else.
    """

    def mark(method: Callable[[P, Recorded[E], Rows], None]) -> Callable[[P, Recorded[E], Rows], None]:
        vars(method).setdefault("follows", []).append(_Following(event_class, method, reads, begins))
        return method

    return mark


@dataclass(frozen=True, slots=True)
class _Following:
    event_class: type[Any]
    method: Callable[[Any, Recorded[Any], Rows], None]
    reads: Callable[[Recorded[Any]], Places] | None
    begins: bool


class Projection:
    """What one screen shows: its tables, and a method for each event that changes them.

    A projection is found by its `name`, starts from empty tables, reads and writes its own tables only, asks
    no clock and sends nothing, so that a replay of the events gives the same rows. Every table has a text
    primary key named `id`. Errors: TypeError when a table cannot be kept or two methods follow one event.
    """

    name: ClassVar[str]
    tables: ClassVar[tuple[sa.Table, ...]]
    _followings: ClassVar[Mapping[type[Any], _Following]] = {}

    def __init_subclass__(cls) -> None:
        for table in cls.tables:
            check_columns(table)
        cls._followings = _followings_of(cls)

    @classmethod
    def followed_events(cls) -> dict[type[Any], Callable[..., None]]:
        """Which method follows which event class."""
        return {event_class: following.method for event_class, following in cls._followings.items()}

    def apply(self, recorded: Iterable[Recorded[Any]], rows: Rows) -> None:
        """Follow events in their order; those that concern no method are passed over. The caller flushes."""
        followings = self._followings
        ours = [(r, following) for r in recorded if (following := followings.get(type(r.event))) is not None]
        rows.begin(r.stream for r, following in ours if following.begins)
        rows.prefetch(place for r, following in ours if following.reads for place in following.reads(r))
        for r, following in ours:
            following.method(self, r, rows)


def apply_inline(
    projections: Sequence[Projection], tx: sa.Connection, recorded: Sequence[Recorded[Any]]
) -> list[Rows]:
    """Let every projection follow these events, inside the transaction that appends them.

    Answers the rows of those that did. The caller flushes them.
    """
    happened = {type(r.event) for r in recorded}
    changed = []
    for projection in projections:
        if not happened.isdisjoint(projection._followings):
            rows = Rows(tx, {table: table for table in projection.tables})
            projection.apply(recorded, rows)
            changed.append(rows)
    return changed


def _followings_of(cls: type[Projection]) -> dict[type[Any], _Following]:
    found: dict[type[Any], _Following] = {}
    for method in filter(callable, (getattr(cls, name) for name in dir(cls))):
        for following in getattr(method, "follows", ()):
            if following.event_class in found:
                raise TypeError(f"{cls.__name__} follows {following.event_class.__qualname__} twice")
            found[following.event_class] = following
    return found
