"""Notices of the payment provider, kept raw as they came in, before anybody believes them.

Anybody can send a notice and call it by any event's id. So a notice is found by the digest of its body until
its signature was verified; from then on it holds its event's id, which only one can.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from ..event_store.lists import Found, Wanted
from ..event_store.tables import Instant, metadata

payment_notices = sa.Table(
    "payment_notices",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("event", sa.Text, unique=True),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.Text, nullable=False),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("deliveries", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("checkout", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("settled_at", Instant),
    sa.Index(None, "state", "received_at"),
)
"""What came in. `state`: received (not judged yet), believed (to be applied), applied, refused with `why`."""

STATES = ("received", "believed", "applied", "refused")
_LONGEST_SIGNATURE = 1000
_LAPSE = timedelta(days=90)


def keep_notice(tx: sa.Connection, body: bytes, signature: str, now: datetime) -> str:
    """Keep a notice as it came; a body that is there already is counted. Answers its id.

    As long as it is not believed, it is judged by the signature that it came with last.
    """
    id = sha256(body).hexdigest()
    mine = payment_notices.c.id == id
    known = tx.execute(sa.select(payment_notices.c.event).where(mine).with_for_update()).one_or_none()
    if known is None:
        row = {"id": id, "body": body, "signature": signature[:_LONGEST_SIGNATURE], "received_at": now}
        told = {"deliveries": 1, "state": "received", "kind": "", "checkout": "", "company": "", "why": ""}
        tx.execute(payment_notices.insert(), {**row, **told})
        return id
    again: dict[str, Any] = {"deliveries": payment_notices.c.deliveries + 1}
    if known.event is None:
        again |= {"signature": signature[:_LONGEST_SIGNATURE], "received_at": now, "state": "received"}
    tx.execute(sa.update(payment_notices).where(mine).values(again))
    return id


def note_believed(tx: sa.Connection, id: str, event: str, kind: str, checkout: str) -> str:
    """Note whose event a notice tells, once its signature is good.

    The same event in another body is one notice: the first stays, and its id is answered.
    """
    first = tx.execute(sa.select(payment_notices.c.id).where(payment_notices.c.event == event)).scalar()
    if first is not None and first != id:
        tx.execute(sa.delete(payment_notices).where(payment_notices.c.id == id))
        more = {"deliveries": payment_notices.c.deliveries + 1}
        tx.execute(sa.update(payment_notices).where(payment_notices.c.id == first).values(more))
        return str(first)
    if first is None:
        facts = {"event": event, "kind": kind, "checkout": checkout, "state": "believed", "why": ""}
        tx.execute(sa.update(payment_notices).where(payment_notices.c.id == id).values(facts))
    return id


def note_applied(id: str, company: str, now: datetime) -> sa.Update:
    """What to write in the transaction that does what a notice says."""
    change = sa.update(payment_notices).where(payment_notices.c.id == id)
    return change.values(state="applied", company=company, why="", settled_at=now)


def note_refused(id: str, why: str, now: datetime) -> sa.Update:
    """What to write when a notice is not acted on; `why` names the refusal. What was applied stays so."""
    mine = sa.and_(payment_notices.c.id == id, payment_notices.c.state != "applied")
    return sa.update(payment_notices).where(mine).values(state="refused", why=why, settled_at=now)


def notice(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """A notice as it is kept."""
    question = sa.select(payment_notices).where(payment_notices.c.id == id)
    return tx.execute(question).mappings().first()


def notices_waiting(tx: sa.Connection, before: datetime, limit: int = 100) -> Sequence[sa.RowMapping]:
    """Notices that came before an instant, and about which nothing was decided; the oldest first."""
    open_states = payment_notices.c.state.in_(("received", "believed"))
    question = sa.select(payment_notices).where(open_states, payment_notices.c.received_at <= before)
    return tx.execute(question.order_by(payment_notices.c.received_at).limit(limit)).mappings().all()


def notices_page(tx: sa.Connection, wanted: Wanted) -> Found:
    """One page of the notices for staff, the newest first; filter: `state`."""
    where = [payment_notices.c.state == state for name, state in wanted.filters.items() if name == "state"]
    total = tx.scalar(sa.select(sa.func.count()).select_from(payment_notices).where(*where)) or 0
    shown = [column for column in payment_notices.c if column.name not in ("body", "signature")]
    order = (payment_notices.c.received_at.desc(), payment_notices.c.id)
    rows = sa.select(*shown).where(*where).order_by(*order).offset(wanted.offset).limit(wanted.limit)
    return Found(tx.execute(rows).mappings().all(), total)


def notices_refused(tx: sa.Connection) -> int:
    """How many notices were refused and are still kept."""
    question = sa.select(sa.func.count()).where(payment_notices.c.state == "refused")
    return tx.scalar(question) or 0


def forget_unbelieved(now: datetime) -> sa.Delete:
    """What to write, daily, to delete notices that nobody's signature vouched for, after 90 days."""
    old = sa.and_(payment_notices.c.event.is_(None), payment_notices.c.received_at <= now - _LAPSE)
    return sa.delete(payment_notices).where(old)
