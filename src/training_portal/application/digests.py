"""The command that queues a digest: at most one letter of a kind to a manager on a business day."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.tables import metadata
from ..event_store.work import Work

digests_done = sa.Table(
    "digests_done",
    metadata,
    sa.Column("occasion", sa.Text, primary_key=True),
    sa.Column("manager", sa.Text, primary_key=True),
    sa.Column("done_on", sa.Date, nullable=False),
    sa.Column("told_on", sa.Date),
)
"""The last business day dealt with for each kind of digest and manager, and the last one with a letter."""


@dataclass(frozen=True, slots=True)
class Span:
    """The business days that one digest speaks for: after `after`, up to and with `on`.

    After ten days without a worker they are ten, and still one digest. `told_on` is the day of the last
    letter of this kind to this manager, None before the first.
    """

    after: date
    on: date
    told_on: date | None = None


Compose = Callable[[sa.Connection, Span], Mapping[str, Any] | None]
"""What a digest has to say, as facts of its letter (see `Work.mail`), or None when there is nothing."""


def span_of(done_on: date | None, told_on: date | None, today: date) -> Span | None:
    """The days that a digest of today speaks for; None when today is dealt with already.

    Whoever was never looked at is told what begins today.
    """
    if done_on is not None and done_on >= today:
        return None
    return Span(done_on or today - timedelta(days=1), today, told_on)


class DigestCommands:
    """Queueing digests."""

    _store: Store

    def queue_digest(self, context: Context, occasion: str, manager: str, compose: Compose) -> bool:
        """Queue today's digest for a manager of the context's company, if it has something to say.

        The day is noted in the same transaction: whoever comes again, or later that day, changes nothing.
        Answers whether a letter was queued by this command id.
        """

        def decide(work: Work) -> dict[str, Any]:
            mine = (digests_done.c.occasion == occasion, digests_done.c.manager == manager)
            row = work.ask().execute(sa.select(digests_done).where(*mine)).first()
            done_on, told_on = (row.done_on, row.told_on) if row else (None, None)
            span = span_of(done_on, told_on, context.today)
            if span is None:
                return {"queued": False}
            facts = compose(work.ask(), span)
            values = {"done_on": span.on, "told_on": told_on}
            if facts is not None:
                work.mail(occasion, to=manager, about=manager, **facts)
                values["told_on"] = span.on
            if row:
                work.write(sa.update(digests_done).where(*mine).values(values))
            else:
                work.write(sa.insert(digests_done).values(occasion=occasion, manager=manager, **values))
            return {"queued": facts is not None}

        return bool(self._store.perform(context, decide)["queued"])
