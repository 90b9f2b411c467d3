"""Notices of the payment provider, kept raw as they came in, before anybody acts on them.

Anybody can send a notice and call it by any event's id. So a notice is found by the digest of its body until
it was read under a good signature; from then on it holds its event's id, which only one can.
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
"""What came in. `settled_at` is when it was looked at last, `why` names what it was refused or left for.

`state`: received (not read yet), believed (to be applied), applied, refused, left (for staff to decide),
handled (by staff).
"""

STATES = ("received", "believed", "applied", "refused", "left", "handled")
_WAITING = ("received", "believed")
_DECIDED = ("applied", "handled")
_LONGEST_SIGNATURE = 1000
_LAPSE = timedelta(days=90)


def keep_notice(tx: sa.Connection, body: bytes, signature: str, now: datetime) -> str:
    """Keep a notice whose signature is good; a body that is there already is counted. Answers its id.

    Until it was read it is judged anew, whatever was said of a copy with a bad signature.
    """
    id, known = _known(tx, body)
    if known is None:
        tx.execute(payment_notices.insert(), _row(id, body, signature, now, "received"))
        return id
    again: dict[str, Any] = {"deliveries": payment_notices.c.deliveries + 1}
    if known.event is None:
        again |= {"signature": signature[:_LONGEST_SIGNATURE], "received_at": now, "state": "received"}
    tx.execute(sa.update(payment_notices).where(payment_notices.c.id == id).values(again))
    return id


def keep_unbelieved(tx: sa.Connection, body: bytes, signature: str, now: datetime, why: str) -> None:
    """Keep a notice with a bad signature, and why it is bad. A body that is there already is only counted."""
    id, known = _known(tx, body)
    if known is None:
        row = _row(id, body, signature, now, "refused")
        tx.execute(payment_notices.insert(), {**row, "why": why, "settled_at": now})
        return
    more = {"deliveries": payment_notices.c.deliveries + 1}
    tx.execute(sa.update(payment_notices).where(payment_notices.c.id == id).values(more))


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
    """What to write when a notice is not acted on; `why` names the refusal. What was decided stays so."""
    return _undecided(id).values(state="refused", why=why, settled_at=now)


def note_left(id: str, why: str, now: datetime) -> sa.Update:
    """What to write when staff have to decide; `why` names the refusal or the fault. See `note_refused`."""
    return _undecided(id).values(state="left", why=why, settled_at=now)


def note_about(id: str, checkout: str, company: str) -> sa.Update:
    """What to write when the checkout is found whose money a notice is about."""
    mine = payment_notices.c.id == id
    return sa.update(payment_notices).where(mine).values(checkout=checkout, company=company)


def note_tried(id: str, why: str, now: datetime) -> sa.Update:
    """What to write when a notice was tried and waits on, behind the others; with `why` staff decide."""
    waiting = sa.and_(payment_notices.c.id == id, payment_notices.c.state.in_(_WAITING))
    change = sa.update(payment_notices).where(waiting).values(settled_at=now)
    return change.values(state="left", why=why) if why else change


def note_handled(id: str, now: datetime) -> sa.Update:
    """What to write when staff have done what a notice that was left to them asks for."""
    left = sa.and_(payment_notices.c.id == id, payment_notices.c.state == "left")
    return sa.update(payment_notices).where(left).values(state="handled", settled_at=now)


def notice(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """A notice as it is kept."""
    question = sa.select(payment_notices).where(payment_notices.c.id == id)
    return tx.execute(question).mappings().first()


def is_decided(row: sa.RowMapping) -> bool:
    """Whether nothing more is done about a notice, however often it comes."""
    return row["state"] in _DECIDED


def notices_waiting(tx: sa.Connection, before: datetime, limit: int = 100) -> Sequence[sa.RowMapping]:
    """Notices that came before an instant and wait; first those that were not looked at for longest."""
    waiting = payment_notices.c.state.in_(_WAITING)
    question = sa.select(payment_notices).where(waiting, payment_notices.c.received_at <= before)
    looked_at = sa.func.coalesce(payment_notices.c.settled_at, payment_notices.c.received_at)
    return tx.execute(question.order_by(looked_at, payment_notices.c.id).limit(limit)).mappings().all()


def notices_page(tx: sa.Connection, wanted: Wanted) -> Found:
    """One page of the notices for staff, the newest first; filter: `state`."""
    where = [payment_notices.c.state == state for name, state in wanted.filters.items() if name == "state"]
    total = tx.scalar(sa.select(sa.func.count()).select_from(payment_notices).where(*where)) or 0
    shown = [column for column in payment_notices.c if column.name not in ("body", "signature")]
    order = (payment_notices.c.received_at.desc(), payment_notices.c.id)
    rows = sa.select(*shown).where(*where).order_by(*order).offset(wanted.offset).limit(wanted.limit)
    return Found(tx.execute(rows).mappings().all(), total)


def notices_counted(tx: sa.Connection, state: str) -> int:
    """How many notices are kept in a state."""
    return tx.scalar(sa.select(sa.func.count()).where(payment_notices.c.state == state)) or 0


def forget_unbelieved(now: datetime) -> sa.Delete:
    """What to write to delete notices that nobody's signature vouched for, after 90 days."""
    old = sa.and_(payment_notices.c.event.is_(None), payment_notices.c.received_at <= now - _LAPSE)
    return sa.delete(payment_notices).where(old)


def _known(tx: sa.Connection, body: bytes) -> tuple[str, sa.Row[Any] | None]:
    """The id of a body, and the notice that is kept of it."""
    id = sha256(body).hexdigest()
    mine = sa.select(payment_notices.c.event).where(payment_notices.c.id == id)
    return id, tx.execute(mine.with_for_update()).one_or_none()


def _row(id: str, body: bytes, signature: str, now: datetime, state: str) -> dict[str, Any]:
    told = {"id": id, "body": body, "signature": signature[:_LONGEST_SIGNATURE], "received_at": now}
    return {**told, "deliveries": 1, "state": state, "kind": "", "checkout": "", "company": "", "why": ""}


def _undecided(id: str) -> sa.Update:
    mine = sa.and_(payment_notices.c.id == id, payment_notices.c.state.not_in(_DECIDED))
    return sa.update(payment_notices).where(mine)
