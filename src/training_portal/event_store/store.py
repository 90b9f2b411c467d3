"""The store: carries out commands, each in one transaction, and reads what they left."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from eventsourcing.persistence import IntegrityError

from training_portal.aggregates.root import Event, Root
from training_portal.errors import Conflict, NotFound, OutcomeIsUnknown, TryAgainLater
from training_portal.event_store.attempt import Attempt
from training_portal.event_store.claims import Claims
from training_portal.event_store.codec import StoredNames
from training_portal.event_store.commit import commit
from training_portal.event_store.conflicts import is_lost, is_outage, naming_conflicts, naming_outages
from training_portal.event_store.context import Context
from training_portal.event_store.engine import reading
from training_portal.event_store.lease import holding
from training_portal.event_store.outbox import Outbox
from training_portal.event_store.projection import Projection
from training_portal.event_store.recorder import PortalRecorder
from training_portal.event_store.schema import command_results
from training_portal.event_store.sealing import PersonKeys
from training_portal.event_store.shelf import Shelf
from training_portal.event_store.work import Work

A = TypeVar("A", bound=Root)
Policy = Callable[[Work, Any], None]
Decide = Callable[[Work], dict[str, Any]]

_TRIES = 6
_OPTIMISTIC_TRIES = 3
"""So often a command decides before it waits for its turn to write; afterwards it waits first, and wins."""


class Store:
    """The events of the portal, and everything that is committed together with them.

    `policies` says what follows from an event in the same transaction: for an event class, the functions that
    are given the work and the event. They may cause further events, which are looked at in turn.
    """

    def __init__(
        self,
        engine: sa.Engine,
        master_key: bytes,
        aggregates: Sequence[type[Root]],
        policies: Mapping[type[Any], Sequence[Policy]] | None = None,
        projections: Sequence[Projection] = (),
    ) -> None:
        self.engine = engine
        self.names = StoredNames(aggregates)
        self.keys = PersonKeys(master_key)
        self.shelf = Shelf(self.names, self.keys)
        self.outbox = Outbox(engine, master_key)
        self.recorder = PortalRecorder(engine)
        self.projections = projections
        self._policies = {
            self.names.of_class(cls).name: tuple(told) for cls, told in (policies or {}).items()
        }
        self._claims = Claims(master_key)

    def perform(self, context: Context, decide: Decide) -> dict[str, Any]:
        """Carry out a command: decide, let the policies follow, commit all of it or nothing.

        `decide` answers the result, plain JSON values without secrets or personal data. It is kept: a
        command id that is known gives its first result. `decide` may be called again with fresh aggregates.
        Errors: its refusals; Conflict when others were faster every time, or the command id is another's;
        TryAgainLater when the database is locked, full or out of reach, and nothing was recorded;
        OutcomeIsUnknown when it was lost during the commit and could not be asked afterwards.
        """
        for turn in range(_TRIES):
            try:
                return self._try(context, decide, wait_first=turn >= _OPTIMISTIC_TRIES)
            except Exception as error:
                known = self._first_result(context, error)
                if known is not None:
                    return known
                if isinstance(error, IntegrityError) or (is_lost(error) and turn == 0):
                    continue
                if is_outage(error):
                    raise TryAgainLater from error
                raise
        raise Conflict

    def is_known(self, context: Context) -> bool:
        """Whether a command was carried out already, by its id. Errors: TryAgainLater."""
        known = sa.select(command_results.c.command_id).where(
            command_results.c.command_id == context.command_id, command_results.c.actor == context.actor
        )
        with self.reading() as tx:
            return tx.scalar(known) is not None

    def get(self, cls: type[A], id: str) -> A:
        """An aggregate by its id, to look at. Errors: NotFound, TryAgainLater."""
        with naming_outages(), Attempt(self.engine) as attempt:
            found = self.shelf.load(attempt.reading(), cls, [id])
        if id not in found:
            raise NotFound
        return found[id]

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for questions to projections. Errors: TryAgainLater."""
        with naming_outages(), reading(self.engine) as tx:
            yield tx

    def claimed(self, tx: sa.Connection, scope: str, values: Sequence[str]) -> set[str]:
        """Which of some values are taken in a scope, to show it; a command asks its work."""
        return self._claims.taken(tx, scope, values)

    def lease(self, name: str) -> AbstractContextManager[None]:
        """The right to do something alone, for the time of a block. Errors: LeaseIsTaken."""
        return holding(self.engine, name)

    def _try(self, context: Context, decide: Decide, wait_first: bool) -> dict[str, Any]:
        with Attempt(self.engine) as attempt, naming_conflicts():
            if wait_first:
                attempt.appending()
            work = Work(context, attempt, self.shelf, self._claims, self.outbox)
            result = json.dumps(decide(work), separators=(",", ":"))
            events = self._with_consequences(work)
            commit(attempt, work, self.shelf, events, result, self.projections)
        self.recorder.readers.wake()
        answer: dict[str, Any] = json.loads(result)
        return answer

    def _with_consequences(self, work: Work) -> list[tuple[Event, str]]:
        events: list[tuple[Event, str]] = []
        while fresh := list(work.fresh_events()):
            events += fresh
            for event, _ in fresh:
                for policy in self._policies.get(self.names.of(event).name, ()):
                    policy(work, event)
        return events

    def _first_result(self, context: Context, error: Exception) -> dict[str, Any] | None:
        """The result of a command that is known already, even if this try did not live to hear it."""
        question = sa.select(command_results).where(command_results.c.command_id == context.command_id)
        try:
            with reading(self.engine) as tx:
                row = tx.execute(question).one_or_none()
        except (sa.exc.DBAPIError, sa.exc.TimeoutError) as trouble:
            if is_outage(trouble):
                raise (OutcomeIsUnknown if is_lost(error) else TryAgainLater) from error
            raise
        if row is None:
            return None
        if (row.actor, row.company) != (context.actor, context.company):
            raise Conflict from error
        first: dict[str, Any] = json.loads(row.result)
        return first
