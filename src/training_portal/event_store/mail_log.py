"""What became of the letters of one company: sent, waiting, refused (they bounced), or not sent at all.

Never a secret, nor what is another's.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from .lists import MOST_COUNTED, Among, Found, Wanted, count_of, page_of
from .schema import outbox
from .searching import FEW

STATES = ("sent", "waiting", "refused", "not_sent")
NOT_WRITTEN = "not written:"
"""So begins the fault of a letter that was not sent, for there was nothing to say or nobody to say it to."""
SORTS = ("queued_at", "sent_at")
_SHOWN = (
    *(outbox.c.id, outbox.c.occasion, outbox.c.recipient, outbox.c.about, outbox.c.queued_at),
    *(outbox.c.due_at, outbox.c.attempts, outbox.c.sent_at, outbox.c.refused_at, outbox.c.fault),
)
_IN_STATE = {
    "sent": outbox.c.sent_at.is_not(None),
    "waiting": outbox.c.due_at.is_not(None),
    "refused": sa.and_(outbox.c.refused_at.is_not(None), ~outbox.c.fault.startswith(NOT_WRITTEN)),
    "not_sent": sa.and_(outbox.c.refused_at.is_not(None), outbox.c.fault.startswith(NOT_WRITTEN)),
}


def letters_of(tx: sa.Connection, company: str, wanted: Wanted, recipients: Among | None = None) -> Found:
    """One page of a company's letters, the newest first unless a sort is asked.

    Filters: `state` (see STATES), `occasion`. `recipients` says whose letters are wanted; without it
    everybody's.
    """
    narrowed = [recipients(outbox.c.recipient)] if recipients else []
    if "state" in wanted.filters:
        narrowed.append(_IN_STATE[wanted.filters["state"]])
    asked = wanted if wanted.sort else replace(wanted, descending=True)
    mine = sa.and_(outbox.c.company == company, *narrowed)
    most = FEW if recipients else MOST_COUNTED
    return page_of(tx, outbox, mine, asked, SORTS, columns=_SHOWN, most=most)


def letter_counts(tx: sa.Connection, company: str) -> dict[str, int]:
    """How many letters of a company are in each state."""
    mine = outbox.c.company == company
    return {state: count_of(tx, outbox, sa.and_(mine, _IN_STATE[state])) for state in STATES}


def written_since(tx: sa.Connection, company: str, occasion: str, since: datetime, to: str = "") -> int:
    """How many letters of an occasion a company was written after an instant, to one person or to all."""
    mine = sa.and_(outbox.c.company == company, outbox.c.occasion == occasion, outbox.c.queued_at > since)
    return count_of(tx, outbox, sa.and_(mine, outbox.c.recipient == to) if to else mine)


def last_written(
    tx: sa.Connection, company: str, occasion: str, abouts: Sequence[str]
) -> dict[str, datetime]:
    """When the last letter of an occasion was written about each of some things of a company."""
    question = sa.select(outbox.c.about, sa.func.max(outbox.c.queued_at)).where(
        outbox.c.company == company, outbox.c.occasion == occasion, outbox.c.about.in_(abouts)
    )
    return {about: instant for about, instant in tx.execute(question.group_by(outbox.c.about))}
