"""The one transaction of a command: everything that it decided becomes lasting together, or not at all."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from training_portal.aggregates.root import Event
from training_portal.event_store.attempt import Attempt
from training_portal.event_store.chain import Entry
from training_portal.event_store.conflicts import StaleVersion
from training_portal.event_store.insertion import Insertion
from training_portal.event_store.outbox import QUEUE
from training_portal.event_store.projection import Projection, apply_inline
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.schema import claims, command_results, person_keys
from training_portal.event_store.shelf import Shelf
from training_portal.event_store.streams import APPENDING, chained, committing, versions
from training_portal.event_store.work import Decided, Work

_COMMAND = Insertion(command_results, ("command_id", "actor", "company", "result", "recorded_at"))
_KEYS = Insertion(person_keys, ("person_id", "wrapped_key"))
_CLAIM = Insertion(claims, ("scope", "digest", "owner"))
_RELEASE = sa.delete(claims).where(
    claims.c.scope == sa.bindparam("scope"), claims.c.digest == sa.bindparam("digest")
)


def commit(
    attempt: Attempt,
    work: Work,
    shelf: Shelf,
    events: Sequence[tuple[Event, str]],
    result: str,
    projections: Sequence[Projection],
) -> None:
    """Commit a command with its result (JSON). Payloads are written and sealed before the lock is waited for.

    Errors: StaleVersion when an aggregate that the decision rests on has changed; see `naming_conflicts`.
    """
    entries, keys = shelf.entries(attempt.reading(), work.context, events)
    tx = attempt.appending()
    _check_still_true(tx, work, events)
    if work.decided.released:
        tx.execute(_RELEASE, work.decided.released)
    _execute(tx, work.decided)
    first = attempt.head.position + 1
    attempt.head, rows = chained(attempt.head, entries)
    pairs = zip(entries, events, strict=True)
    told = [recorded(position, entry, event) for position, (entry, (event, _)) in enumerate(pairs, first)]
    changed = apply_inline(projections, tx, told)
    driver, sqlite = tx.connection.driver_connection, tx.dialect.name == "sqlite"
    with committing(driver, sqlite=sqlite):
        _COMMAND.run(driver, [_command_row(work, result)], sqlite=sqlite)
        if keys.made:
            _KEYS.run(driver, keys.made, sqlite=sqlite)
        if work.decided.claimed:
            _CLAIM.run(driver, work.decided.claimed, sqlite=sqlite)
        if work.decided.letters:
            QUEUE.run(driver, work.decided.letters, sqlite=sqlite)
        APPENDING.run(driver, rows, sqlite=sqlite)
        for views in changed:
            views.flush()


def _check_still_true(tx: sa.Connection, work: Work, events: Sequence[tuple[Event, str]]) -> None:
    """An aggregate that was only read has no version to collide with: compare it under the lock."""
    only_read = work.only_read()
    if events and only_read and versions(tx, only_read) != only_read:
        raise StaleVersion("something that the decision rests on has changed")


def _command_row(work: Work, result: str) -> tuple[Any, ...]:
    context = work.context
    return (context.command_id, context.actor, context.company, result, context.now)


def _execute(tx: sa.Connection, decided: Decided) -> None:
    for statement, rows in decided.statements:
        if rows is None:
            tx.execute(statement)
        elif rows:
            tx.execute(statement, rows)


def recorded(position: int, entry: Entry, event: Event) -> Recorded[Event]:
    """An event with the columns of its entry."""
    stream, version, name, _, company, actor, command_id, correlation, recorded_at = entry
    return Recorded(
        position, stream, version, name, event, company, actor, command_id, correlation, recorded_at
    )
