"""What one command does: the aggregates it decides on, and all that is committed with their events."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa

from training_portal.aggregates.root import Event, Root
from training_portal.errors import NotFound
from training_portal.event_store.attempt import Attempt
from training_portal.event_store.claims import Claims
from training_portal.event_store.context import Context
from training_portal.event_store.outbox import Outbox
from training_portal.event_store.shelf import Shelf

A = TypeVar("A", bound=Root)

_NEXT_NUMBER = {
    "sqlite": "INSERT INTO counters (series, value) VALUES (?, 1)"
    " ON CONFLICT (series) DO UPDATE SET value = counters.value + 1 RETURNING value",
    "postgresql": "INSERT INTO counters (series, value) VALUES (%s, 1)"
    " ON CONFLICT (series) DO UPDATE SET value = counters.value + 1 RETURNING value",
}


@dataclass(slots=True)
class Decided:
    """What a command wants committed beside its events, in the order in which it was asked for."""

    released: list[dict[str, str]] = field(default_factory=list)
    claimed: list[tuple[str, str, str]] = field(default_factory=list)
    statements: list[tuple[sa.Executable, Sequence[dict[str, Any]] | None]] = field(default_factory=list)
    letters: list[tuple[Any, ...]] = field(default_factory=list)


class Work:
    """What one try at a command does. A try that fails is thrown away with all that it decided."""

    def __init__(
        self, context: Context, attempt: Attempt, shelf: Shelf, claims: Claims, outbox: Outbox
    ) -> None:
        self.context = context
        self.decided = Decided()
        self._attempt = attempt
        self._shelf = shelf
        self._claims = claims
        self._outbox = outbox
        self._aggregates: dict[str, Root] = {}
        self._looked_over: dict[str, int] = {}
        self._optimistic: dict[str, int] = {}

    def get(self, cls: type[A], id: str) -> A:
        """An aggregate by its id; saved by itself when something happens to it. Errors: NotFound."""
        found = self.get_many(cls, [id])
        return found[id]

    def get_many(self, cls: type[A], ids: Sequence[str]) -> dict[str, A]:
        """Aggregates by their ids, read by one statement. Errors: NotFound when one of them is not there."""
        missing = [id for id in dict.fromkeys(ids) if id not in self._aggregates]
        if missing:
            loaded = self._shelf.load(self._attempt.reading(), cls, missing)
            self._aggregates |= loaded
            if not self._attempt.is_appending:
                self._optimistic |= {id: aggregate.version for id, aggregate in loaded.items()}
        found = {id: self._aggregates.get(id) for id in ids}
        if not all(isinstance(aggregate, cls) for aggregate in found.values()):
            raise NotFound
        return found  # type: ignore[return-value]

    def add(self, *aggregates: Root) -> None:
        """Take in new aggregates, to be saved with the rest."""
        for aggregate in aggregates:
            if self._aggregates.setdefault(aggregate.id, aggregate) is not aggregate:
                raise ValueError(f"there are two aggregates with the id {aggregate.id}")

    def ask(self) -> sa.Connection:
        """A connection for questions to projections, for the time of the decision.

        What it answers may be overtaken before the commit, unless the command writes alone or has taken a
        number.
        """
        return self._attempt.reading()

    def claim(self, scope: str, value: str, owner: str) -> None:
        """Claim a value that may be claimed only once in its scope. Only a keyed digest of it is kept.

        When somebody else has claimed it, the command is decided again: ask `claimed` to refuse in words.
        """
        self.decided.claimed.append(self._claims.row(scope, value, owner))

    def release(self, scope: str, value: str) -> None:
        """Give a claimed value free. Releases come before claims, whatever the order of the calls."""
        self.decided.released.append(self._claims.place(scope, value))

    def claimed(self, scope: str, values: Sequence[str]) -> set[str]:
        """Which of these values are taken, by others or by this command; one statement."""
        return self._claims.taken(self.ask(), scope, values, self.decided.claimed)

    def number(self, series: str) -> int:
        """The next number of a series without gaps, from 1. From now on this command alone may write."""
        tx = self._attempt.appending()
        driver: Any = tx.connection.driver_connection
        return int(driver.execute(_NEXT_NUMBER[tx.dialect.name], (series,)).fetchone()[0])

    def alone(self) -> None:
        """Wait for the turn to write. What is asked and loaded from now on is overtaken by nobody."""
        self._attempt.appending()

    def write(self, statement: sa.Executable, rows: Sequence[dict[str, Any]] | None = None) -> None:
        """Have a further statement executed in the same transaction, before the projections follow."""
        self.decided.statements.append((statement, rows))

    def mail(self, occasion: str, to: str, about: str, secret: str = "", **facts: Any) -> None:
        """Have a message sent after the commit, once: `to` is a person's id, `about` the id of a thing.

        `facts` are plain JSON values without personal data; dates as text. The secret is sealed at rest.
        """
        self.decided.letters.append(self._outbox.row(self.context, occasion, to, about, secret, facts))

    def fresh_events(self) -> Iterator[tuple[Event, str]]:
        """What happened since the last call, each event with the company that it belongs to."""
        for id, aggregate in list(self._aggregates.items()):
            pending = aggregate.pending_events
            fresh = pending[self._looked_over.get(id, 0) :]
            self._looked_over[id] = len(pending)
            for event in fresh:
                yield event, aggregate.company or self.context.company  # type: ignore[misc]

    def only_read(self) -> dict[str, int]:
        """The versions of the aggregates that the decision rests on without having changed them."""
        return {id: v for id, v in self._optimistic.items() if not self._aggregates[id].pending_events}
