"""The account statement: everything that made a company owe more or less, with the balance that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..aggregates.credit_note import CreditNote
from ..aggregates.invoice import Invoice
from ..aggregates.payment import Payment, PaymentMethod
from ..event_store.lists import Days, Found, Wanted, page_of, values_of, within
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import Money

statement = sa.Table(
    "view_statement",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Index("ix_view_statement_company_on", "company", "currency", "on", "id", "minor"),
)
"""A row for each entry, by its position in the store: an amount above zero is owed, below zero was given.
`about` is the id of the invoice, credit note or payment."""

days = sa.Table(
    "view_statement_days",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("minor", sa.BigInteger, nullable=False),
    sa.Index("ix_view_statement_days_company_on", "company", "currency", "on", "minor"),
)
"""What the entries of a company's day come to in a currency, so that no balance adds up each of them."""

received = sa.Table(
    "view_statement_received",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
)
"""What each payment brought, for the day it is taken back."""

SORTS = ("on",)
KINDS = ("invoice", "credit_note", "card", "transfer", "refund", "withdrawn")


class Statement(Projection):
    """Invoices, credit notes, payments and refunds of each company, in the order of their days."""

    name = "statement"
    tables = (statement, days, received)

    @follows(Invoice.InvoiceIssued)
    def _issued(self, recorded: Recorded[Invoice.InvoiceIssued], rows: Rows) -> None:
        event = recorded.event
        _enter(rows, recorded, event.company, event.issued_on, "invoice", event.number, event.total)

    @follows(CreditNote.CreditNoteIssued)
    def _credited(self, recorded: Recorded[CreditNote.CreditNoteIssued], rows: Rows) -> None:
        event = recorded.event
        given = _less(event.total)
        _enter(rows, recorded, event.company, event.issued_on, "credit_note", event.number, given)

    @follows(CreditNote.CreditRefunded)
    def _credit_refunded(self, recorded: Recorded[CreditNote.CreditRefunded], rows: Rows) -> None:
        event = recorded.event
        _enter(rows, recorded, recorded.company, event.on, "refund", event.reference, event.amount)

    @follows(Payment.PaymentReceived)
    def _received(self, recorded: Recorded[Payment.PaymentReceived], rows: Rows) -> None:
        event = recorded.event
        given, told = _less(event.amount), "" if event.method == PaymentMethod.CARD else event.reference
        _enter(rows, recorded, event.company, event.on, str(event.method), told, given)
        facts = {"minor": event.amount.minor, "currency": event.amount.currency}
        rows.put(received, recorded.stream, reference=event.reference, **facts)

    @follows(Payment.PaymentRefunded)
    def _refunded(self, recorded: Recorded[Payment.PaymentRefunded], rows: Rows) -> None:
        event = recorded.event
        _enter(rows, recorded, recorded.company, event.on, "refund", event.reference, event.amount)

    @follows(Payment.PaymentWithdrawn, reads=lambda r: [(received, r.stream)])
    def _withdrawn(self, recorded: Recorded[Payment.PaymentWithdrawn], rows: Rows) -> None:
        row = rows.get(received, recorded.stream)
        if row:
            back = Money(row["minor"], row["currency"])
            _enter(rows, recorded, recorded.company, recorded.event.on, "withdrawn", row["reference"], back)


def _less(amount: Money) -> Money:
    return Money(-amount.minor, amount.currency)


def _enter(
    rows: Rows, recorded: Recorded[Any], company: str, on: date, kind: str, number: str, amount: Money
) -> None:
    rows.put(
        statement,
        f"{recorded.position:014d}",
        company=company,
        on=on,
        kind=kind,
        about=recorded.stream,
        number=number,
        minor=amount.minor,
        currency=amount.currency,
    )
    key = f"{company}/{amount.currency}/{on.isoformat()}"
    before = rows.get(days, key)
    minor = amount.minor + (before["minor"] if before else 0)
    rows.put(days, key, company=company, currency=amount.currency, on=on, minor=minor)


@dataclass(frozen=True, slots=True)
class Balances:
    """What a company owed before a period and after it; below zero it had credit. In one currency."""

    opening: Money
    closing: Money


def currencies_of(tx: sa.Connection, company: str) -> list[str]:
    """The currencies of a company's entries, that of the newest entry first; the euro before the first."""
    mine = statement.c.company == company
    newest = sa.select(statement.c.on, statement.c.id, statement.c.currency)
    newest = newest.order_by(statement.c.on.desc(), statement.c.id.desc()).limit(1)
    each = values_of(tx, statement, mine, "currency")
    last = [tx.execute(newest.where(mine, statement.c.currency == currency)).one() for currency in each]
    return [row.currency for row in sorted(last, reverse=True)] or ["EUR"]


def balances(tx: sa.Connection, company: str, currency: str, period: Days | None) -> Balances:
    """What a company owed before the first and after the last day of a period; without one, of all time."""
    first, last = (period.first, period.last) if period else (None, None)
    before = _sum(tx, days, company, currency, days.c.on < first) if first else 0
    after = _sum(tx, days, company, currency, days.c.on <= last if last else sa.true())
    return Balances(Money(before, currency), Money(after, currency))


def page(tx: sa.Connection, company: str, currency: str, wanted: Wanted) -> Found:
    """One page of a company's statement in a currency."""
    mine = sa.and_(statement.c.company == company, statement.c.currency == currency)
    return page_of(tx, statement, mine, replace(wanted, filters={}), SORTS)


def with_balance(
    tx: sa.Connection, company: str, currency: str, rows: Sequence[sa.RowMapping], *, newest_first: bool
) -> list[dict[str, Any]]:
    """Neighbouring rows of a statement, in its order or from its end, each with the balance after it."""
    if not rows:
        return []
    ordered = list(reversed(rows)) if newest_first else list(rows)
    first = ordered[0]
    same_day = sa.and_(statement.c.on == first["on"], statement.c.id < first["id"])
    balance = _sum(tx, days, company, currency, days.c.on < first["on"])
    balance += _sum(tx, statement, company, currency, same_day)
    shown = []
    for row in ordered:
        balance += row["minor"]
        shown.append({**row, "balance_minor": balance})
    return list(reversed(shown)) if newest_first else shown


def entries(tx: sa.Connection, company: str, currency: str, period: Days | None) -> Sequence[sa.RowMapping]:
    """Every entry of a period, the oldest first, for a document."""
    mine = [statement.c.company == company, statement.c.currency == currency]
    if period:
        mine.append(within(statement.c.on, period))
    question = sa.select(statement).where(*mine).order_by(statement.c.on, statement.c.id)
    return tx.execute(question).mappings().all()


def _sum(
    tx: sa.Connection, table: sa.Table, company: str, currency: str, condition: sa.ColumnElement[bool]
) -> int:
    total = sa.select(sa.func.coalesce(sa.func.sum(table.c.minor), 0))
    mine = total.where(table.c.company == company, table.c.currency == currency, condition)
    return int(tx.scalar(mine) or 0)
