"""The digests: what managers are told once a day, one letter of a kind, when there is something to say."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from .application.digests import Span, digests_done, span_of
from .event_store.engine import writing
from .portal import Portal
from .projections.managers import all_managers


@dataclass(frozen=True, slots=True)
class Digest:
    """One kind of digest: the occasion of its letter (see `letters.LETTERS`), and who is told what.

    `compose` is asked with a manager's row, for the business days of a span; it answers the facts of the
    letter, plain JSON values without personal data that name the days, or None when there is nothing to say
    or the manager does not want it.
    """

    occasion: str
    compose: Callable[[sa.Connection, sa.RowMapping, Span], Mapping[str, Any] | None]


DIGESTS: tuple[Digest, ...] = ()


def queue_digests(portal: Portal, digests: Sequence[Digest] | None = None) -> int:
    """Queue every digest of today that was not queued yet. Answers how many letters were.

    Running twice, or in two processes, queues nothing twice. Days without a run are spoken for by the next.
    """
    queued = 0
    for digest in DIGESTS if digests is None else digests:
        silent = []
        for manager, has_something_to_say in _looked_at(portal, digest):
            if has_something_to_say:
                queued += _queue(portal, digest, manager)
            else:
                silent.append(manager["id"])
        _note_silence(portal, digest.occasion, silent, portal.today)
    return queued


def _looked_at(portal: Portal, digest: Digest) -> Iterator[tuple[sa.RowMapping, bool]]:
    """The managers for whom today is not dealt with, each with whether there is something to say."""
    mine = sa.select(digests_done).where(digests_done.c.occasion == digest.occasion)
    with portal.reading() as tx:
        done = {row.manager: (row.done_on, row.told_on) for row in tx.execute(mine)}
        found = []
        for manager in all_managers(tx):
            span = span_of(*done.get(manager["id"], (None, None)), portal.today)
            if span is not None:
                found.append((manager, digest.compose(tx, manager, span) is not None))
    yield from found


def _queue(portal: Portal, digest: Digest, manager: sa.RowMapping) -> bool:
    command = f"digest/{digest.occasion}/{manager['id']}/{portal.today}"
    context = portal.context("system", manager["company"], command)
    return portal.application.queue_digest(
        context, digest.occasion, manager["id"], lambda tx, span: digest.compose(tx, manager, span)
    )


def _note_silence(portal: Portal, occasion: str, managers: Sequence[str], today: date) -> None:
    """Note the day for managers who have nothing to hear, without a command for each of them."""
    if not managers:
        return
    with writing(portal.store.engine) as tx:
        there = set(tx.scalars(sa.select(digests_done.c.manager).where(digests_done.c.occasion == occasion)))
        known = [{"known": manager} for manager in managers if manager in there]
        fresh = [
            {"occasion": occasion, "manager": manager, "done_on": today, "told_on": None}
            for manager in managers
            if manager not in there
        ]
        if known:
            later = sa.update(digests_done).where(
                digests_done.c.occasion == occasion,
                digests_done.c.manager == sa.bindparam("known"),
                digests_done.c.done_on < today,
            )
            tx.execute(later.values(done_on=today), known)
        if fresh:
            tx.execute(digests_done.insert(), fresh)
