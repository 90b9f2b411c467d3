"""Where aggregates are taken from: their streams, their stored names and the keys of their persons."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TypeVar

import sqlalchemy as sa

from training_portal.aggregates.root import Event, Root
from training_portal.event_store.chain import Entry
from training_portal.event_store.codec import StoredEvent, StoredNames
from training_portal.event_store.context import Context
from training_portal.event_store.loading import replayed
from training_portal.event_store.sealing import Keyring, PersonKeys
from training_portal.event_store.streams import stream, streams

A = TypeVar("A", bound=Root)


class Shelf:
    """Aggregates out of events, and events into entries; a batch at a time."""

    def __init__(self, names: StoredNames, person_keys: PersonKeys) -> None:
        self.names = names
        self._person_keys = person_keys

    def load(self, tx: sa.Connection, cls: type[A], ids: Sequence[str]) -> dict[str, A]:
        """The aggregates of a class among these ids; two statements at most."""
        ids = [id for id in ids if "\0" not in id]
        found = {ids[0]: stream(tx, ids[0])} if len(ids) == 1 else streams(tx, ids)
        stored = {id: rows for id, rows in found.items() if rows}
        keys = self.keys_of(tx, chain.from_iterable(stored.values()))
        loaded = {id: replayed(cls, rows, self.names, keys) for id, rows in stored.items()}
        return {id: aggregate for id, aggregate in loaded.items() if aggregate is not None}

    def keys_of(self, tx: sa.Connection, stored: Iterable[StoredEvent]) -> Keyring:
        """The keys of the persons inside some stored events, by one statement if there are any."""
        return self._person_keys.ring(tx, self.names.people(stored))

    def entries(
        self, tx: sa.Connection, context: Context, events: Sequence[tuple[Event, str]]
    ) -> tuple[list[Entry], Keyring]:
        """Events as they go into the store, and the keys they were sealed with, new ones among them."""
        people = chain.from_iterable(self.names.of(event).people(event) for event, _ in events)
        keys = self._person_keys.ring(tx, people, make=True)
        return [self._entry(context, event, company, keys) for event, company in events], keys

    def _entry(self, context: Context, event: Event, company: str, keys: Keyring) -> Entry:
        codec = self.names.of(event)
        return Entry(
            event.originator_id,
            event.originator_version,
            codec.name,
            codec.write(event, company, context.now, keys),
            company,
            context.actor,
            context.command_id,
            context.correlation,
            context.now,
        )
