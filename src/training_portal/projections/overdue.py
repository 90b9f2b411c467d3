"""Overdue: what each company owes, by invoice and age. What is too old follows from the day asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import sqlalchemy as sa

from ..aggregates.invoice import Invoice
from ..billing import ALERT_MONTHS, SUSPENSION_MONTHS, newest_older, suspended_from
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import Money, sums

debts = sa.Table(
    "view_overdue",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("owed", sa.Boolean, nullable=False),
    sa.Column("open_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("put_off_until", sa.Date),
    sa.Column("put_off_why", sa.Text, nullable=False),
    sa.Index("ix_view_overdue_company_owed_issued", "company", "owed", "issued_on"),
    sa.Index("ix_view_overdue_owed_issued", "owed", "issued_on"),
    sa.Index("ix_view_overdue_owed_due", "owed", "company", "currency", "due_on", "open_minor"),
)


@dataclass(frozen=True, slots=True)
class Alert:
    """What a manager is told at every sign-in: how many invoices are old, what they come to, and until when.

    `resting` of them are put off by staff; `totals` are in the order of age of each currency's oldest, and so
    is what of it suspends the account today (`suspending`). `suspended_from` is the first day without the
    portal.
    """

    count: int
    resting: int
    totals: tuple[Money, ...]
    suspending: tuple[Money, ...]
    oldest: str
    oldest_on: date
    suspended_from: date


class Overdue(Projection):
    """Each invoice with what is owed on it, and up to when staff let it rest."""

    name = "overdue"
    tables = (debts,)

    @follows(Invoice.InvoiceIssued)
    def _issued(self, recorded: Recorded[Invoice.InvoiceIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            debts,
            recorded.stream,
            company=event.company,
            number=event.number,
            issued_on=event.issued_on,
            due_on=event.due_on,
            owed=event.total.minor > 0,
            open_minor=event.total.minor,
            currency=event.total.currency,
            put_off_why="",
        )

    @follows(Invoice.PaymentApplied, reads=lambda r: [(debts, r.stream)])
    def _applied(self, recorded: Recorded[Invoice.PaymentApplied], rows: Rows) -> None:
        _change_open(rows, recorded.stream, -recorded.event.amount.minor)

    @follows(Invoice.PaymentTakenBack, reads=lambda r: [(debts, r.stream)])
    def _taken_back(self, recorded: Recorded[Invoice.PaymentTakenBack], rows: Rows) -> None:
        _change_open(rows, recorded.stream, recorded.event.amount.minor)

    @follows(Invoice.SuspensionPutOff, reads=lambda r: [(debts, r.stream)])
    def _put_off(self, recorded: Recorded[Invoice.SuspensionPutOff], rows: Rows) -> None:
        event = recorded.event
        rows.change(debts, recorded.stream, put_off_until=event.until, put_off_why=event.why)

    @follows(Invoice.PutOffEnded, reads=lambda r: [(debts, r.stream)])
    def _put_off_ended(self, recorded: Recorded[Invoice.PutOffEnded], rows: Rows) -> None:
        rows.change(debts, recorded.stream, put_off_until=None, put_off_why="")


def _change_open(rows: Rows, invoice: str, by: int) -> None:
    row = rows.get(debts, invoice)
    if row is not None:
        left = row["open_minor"] + by
        rows.change(debts, invoice, open_minor=left, owed=left > 0)


def _suspending(today: date) -> sa.ColumnElement[bool]:
    is_old = debts.c.issued_on <= newest_older(SUSPENSION_MONTHS, today)
    return sa.and_(debts.c.owed, is_old, sa.func.coalesce(debts.c.put_off_until, date.min) < today)


def rests(row: sa.RowMapping, today: date) -> bool:
    """Whether staff have put an invoice (a row of the view) off on a day."""
    return row["put_off_until"] is not None and row["put_off_until"] >= today


def suspends(tx: sa.Connection, company: str, today: date) -> bool:
    """Whether a company owes something that suspends its account on a day."""
    question = sa.select(debts.c.id).where(debts.c.company == company, _suspending(today)).limit(1)
    return tx.scalar(question) is not None


def owed_by(tx: sa.Connection, company: str) -> Sequence[sa.RowMapping]:
    """The invoices on which a company owes something, the oldest first."""
    question = sa.select(debts).where(debts.c.company == company, debts.c.owed)
    return tx.execute(question.order_by(debts.c.issued_on, debts.c.number)).mappings().all()


def debt(tx: sa.Connection, invoice: str) -> sa.RowMapping | None:
    """What is owed on an invoice that was found for its reader, and up to when staff let it rest."""
    return tx.execute(sa.select(debts).where(debts.c.id == invoice)).mappings().first()


def companies_to_suspend(tx: sa.Connection, today: date) -> Sequence[str]:
    """The companies that owe something which suspends an account on a day; for the daily job."""
    return tx.scalars(
        sa.select(debts.c.company).where(_suspending(today)).distinct().order_by("company")
    ).all()


def alert(tx: sa.Connection, company: str, today: date) -> Alert | None:
    """What to tell a company's managers at sign-in of open invoices older than two months; None of none."""
    is_old = debts.c.issued_on <= newest_older(ALERT_MONTHS, today)
    old = sa.select(debts).where(debts.c.company == company, debts.c.owed, is_old)
    rows = tx.execute(old.order_by(debts.c.issued_on, debts.c.number)).mappings().all()
    if not rows:
        return None
    return Alert(
        count=len(rows),
        resting=sum(rests(row, today) for row in rows),
        totals=_open_in_all(rows),
        suspending=_open_in_all(row for row in rows if _suspension_day(row) <= today),
        oldest=rows[0]["number"],
        oldest_on=rows[0]["issued_on"],
        suspended_from=min(_suspension_day(row) for row in owed_by(tx, company)),
    )


def _open_in_all(rows: Iterable[sa.RowMapping]) -> tuple[Money, ...]:
    return sums(Money(row["open_minor"], row["currency"]) for row in rows)


AGES = (30, 60, 90)
"""Days past the due date at which an unpaid amount grows older in the ageing report."""


def ageing(tx: sa.Connection, today: date) -> Sequence[sa.RowMapping]:
    """What every company owes by age on a day, for staff only: `company`, `currency`, `total` and `age0`...

    `age0` is not due yet, `age1` up to 30 days late, `age2` up to 60, `age3` up to 90, `age4` later; in minor
    units. The greatest debt comes first.
    """
    each = sa.select(debts.c.company, debts.c.currency, debts.c.due_on, sa.func.sum(debts.c.open_minor))
    each = each.where(debts.c.owed).group_by(debts.c.company, debts.c.currency, debts.c.due_on)
    by_day = each.subquery().alias("by_day")
    company, currency, due, amount = by_day.c
    bounds = [today, *(today - timedelta(days=days) for days in AGES)]
    within = [
        due >= bounds[0],
        *(sa.and_(due < newer, due >= older) for newer, older in pairwise(bounds)),
        due < bounds[-1],
    ]
    ages = [
        sa.func.sum(sa.case((condition, amount), else_=0)).label(f"age{number}")
        for number, condition in enumerate(within)
    ]
    total = sa.func.sum(amount).label("total")
    grouped = sa.select(company, currency, total, *ages).group_by(company, currency)
    return tx.execute(grouped.order_by(total.desc(), company)).mappings().all()


@dataclass(frozen=True, slots=True)
class Reminded:
    """An unpaid invoice (a row of the view) that has come to its first, second or third reminder."""

    level: int
    debt: sa.RowMapping


def reminded(
    tx: sa.Connection, company: str, after: date, on: date, days: Sequence[int]
) -> Sequence[Reminded]:
    """The unpaid invoices of a company that came to a reminder after a day, up to and with another.

    `days` are those after the due date on which the first, second, ... reminder goes out. Of an invoice that
    came to several only the last counts. What staff have put off is not reminded of.
    """
    found = []
    for debt in owed_by(tx, company):
        late = (on - debt["due_on"]).days
        reached = [level for level, day in enumerate(days, 1) if late - (on - after).days < day <= late]
        if reached and not rests(debt, on):
            found.append(Reminded(reached[-1], debt))
    return found


def _suspension_day(row: sa.RowMapping) -> date:
    """The first day on which an invoice suspends, put off or not."""
    day, until = suspended_from(row["issued_on"]), row["put_off_until"]
    return day if until is None or until < day else until + timedelta(days=1)
