"""What became of the letters of one company: sent, waiting, refused (they bounced), or not sent at all.

Never a secret, nor what is another's.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from .lists import FURTHEST, Found, Wanted, count_of, within
from .schema import outbox

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


def letters_of(
    tx: sa.Connection, company: str, wanted: Wanted, people: Sequence[sa.Select[tuple[str]]] | None = None
) -> Found:
    """One page of a company's letters, the newest first unless a sort is asked.

    Filters: `state` (see STATES), `occasion`. `people` ask for the ids of the recipients whom a search
    finds; None takes in everybody.
    """
    where = [outbox.c.company == company]
    if "state" in wanted.filters:
        where.append(_IN_STATE[wanted.filters["state"]])
    if "occasion" in wanted.filters:
        where.append(outbox.c.occasion == wanted.filters["occasion"])
    if wanted.days:
        where.append(within(outbox.c[wanted.days.column], wanted.days))
    if people is not None:
        where.append(sa.or_(*(outbox.c.recipient.in_(question) for question in people)))
    total = count_of(tx, outbox, sa.and_(*where), counts_all=wanted.counts_all)
    column = outbox.c[wanted.sort if wanted.sort in SORTS else SORTS[0]]
    order = column.desc() if wanted.descending or not wanted.sort else column.asc()
    question = sa.select(*_SHOWN).where(*where).order_by(order.nulls_last(), outbox.c.id.desc())
    return Found(
        tx.execute(question.limit(wanted.limit).offset(min(wanted.offset, FURTHEST))).mappings().all(), total
    )


def letter_counts(tx: sa.Connection, company: str) -> dict[str, int]:
    """How many letters of a company are in each state."""
    mine = outbox.c.company == company
    return {state: count_of(tx, outbox, sa.and_(mine, _IN_STATE[state])) for state in STATES}


def last_written(
    tx: sa.Connection, company: str, occasion: str, abouts: Sequence[str]
) -> dict[str, datetime]:
    """When the last letter of an occasion was written about each of some things of a company."""
    question = sa.select(outbox.c.about, sa.func.max(outbox.c.queued_at)).where(
        outbox.c.company == company, outbox.c.occasion == occasion, outbox.c.about.in_(abouts)
    )
    return {about: instant for about, instant in tx.execute(question.group_by(outbox.c.about))}
