"""Invoices: each company's invoices and credit notes, their renditions, and what was paid when."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from ..aggregates.credit_note import CreditNote
from ..aggregates.invoice import Invoice
from ..event_store.lists import MOST_COUNTED, Found, Wanted, count_of, page_of, words_by_id
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import FEW, among, found_in, holds, searchable
from ..event_store.tables import Instant, metadata

invoices = sa.Table(
    "view_invoices",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("supplied_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("seller", sa.JSON, nullable=False),
    sa.Column("buyer", sa.JSON, nullable=False),
    sa.Column("lines", sa.JSON, nullable=False),
    sa.Column("titles", sa.Text, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("open_minor", sa.BigInteger, nullable=False),
    sa.Column("credited_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("po_number", sa.Text, nullable=False),
    sa.Column("rendition", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("signature", sa.BigInteger, nullable=False),
    sa.Index("ix_view_invoices_company_issued", "company", "issued_on", "number", "id"),
    sa.Index("ix_view_invoices_company_state", "company", "state", "issued_on", "number", "id", "due_on"),
    sa.Index("ix_view_invoices_company_search", "company", "signature", "id", "search"),
    sa.Index("ix_view_invoices_issued", "issued_on", "number", "id"),
)
renditions = sa.Table(
    "view_invoices_renditions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("invoice", sa.Text, nullable=False, index=True),
    sa.Column("rendition", sa.Integer, nullable=False),
    sa.Column("po_number", sa.Text, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
)
credit_notes = sa.Table(
    "view_invoices_credit_notes",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("invoice", sa.Text, nullable=False, index=True),
    sa.Column("invoice_number", sa.Text, nullable=False),
    sa.Column("invoiced_on", sa.Date, nullable=False),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("seller", sa.JSON, nullable=False),
    sa.Column("buyer", sa.JSON, nullable=False),
    sa.Column("lines", sa.JSON, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("po_number", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Index("ix_view_invoices_credit_notes_company_issued", "company", "issued_on"),
    sa.Index("ix_view_invoices_credit_notes_issued", "issued_on"),
)
entries = sa.Table(
    "view_invoices_entries",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("invoice", sa.Text, nullable=False, index=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("minor", sa.BigInteger, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
)
"""What was set against an invoice, from a payment or a credit note; taken back, the amount is negative."""

_A_CREDIT_NOTE = re.compile(r"a-?\d", re.IGNORECASE)
STATES = ("open", "overdue", "paid", "credited")
CREDIT_NOTE_SORTS = ("issued_on", "number", "total_minor")
SORTS = ("issued_on", "number", "order_number", "due_on", "total_minor", "open_minor")


class Invoices(Projection):
    """Each invoice as it stands: open, paid or credited. That one is overdue follows from the day."""

    name = "invoices"
    tables = (invoices, renditions, credit_notes, entries)

    @follows(Invoice.InvoiceIssued)
    def _issued(self, recorded: Recorded[Invoice.InvoiceIssued], rows: Rows) -> None:
        event = recorded.event
        titles = " · ".join(dict.fromkeys(line.title for line in event.lines))
        rows.put(
            invoices,
            recorded.stream,
            company=event.company,
            number=event.number,
            order=event.order,
            order_number=event.order_number,
            language=event.language,
            issued_on=event.issued_on,
            supplied_on=event.supplied_on,
            due_on=event.due_on,
            seller=asdict(event.seller),
            buyer=asdict(event.buyer),
            lines=[asdict(line) for line in event.lines],
            titles=titles,
            net_minor=event.net.minor,
            total_minor=event.total.minor,
            open_minor=event.total.minor,
            credited_minor=0,
            currency=event.total.currency,
            state="open",
            rendition=1,
            version=event.originator_version,
            **_found_by(event.number, event.order_number, titles, event.po_number),
        )
        _put_rendition(rows, recorded, 1, event.po_number, event.manager)

    @follows(Invoice.PONumberEdited, reads=lambda r: [(invoices, r.stream)])
    def _edited(self, recorded: Recorded[Invoice.PONumberEdited], rows: Rows) -> None:
        event, row = recorded.event, rows.get(invoices, recorded.stream)
        if row is None:
            return
        found_by = _found_by(row["number"], row["order_number"], row["titles"], event.po_number)
        _change(rows, recorded, rendition=event.rendition, **found_by)
        _put_rendition(rows, recorded, event.rendition, event.po_number, event.manager)

    @follows(Invoice.PaymentApplied, reads=lambda r: [(invoices, r.stream)])
    def _paid(self, recorded: Recorded[Invoice.PaymentApplied], rows: Rows) -> None:
        _enter(rows, recorded, recorded.event.amount.minor)

    @follows(Invoice.PaymentTakenBack, reads=lambda r: [(invoices, r.stream)])
    def _taken_back(self, recorded: Recorded[Invoice.PaymentTakenBack], rows: Rows) -> None:
        _enter(rows, recorded, -recorded.event.amount.minor)

    @follows(Invoice.InvoiceCredited, reads=lambda r: [(invoices, r.stream)])
    def _credited(self, recorded: Recorded[Invoice.InvoiceCredited], rows: Rows) -> None:
        row = rows.get(invoices, recorded.stream)
        if row is not None:
            credited = row["credited_minor"] + recorded.event.total.minor
            _change(rows, recorded, credited_minor=credited)

    @follows(CreditNote.CreditNoteIssued)
    def _credit_note(self, recorded: Recorded[CreditNote.CreditNoteIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            credit_notes,
            recorded.stream,
            company=event.company,
            number=event.number,
            invoice=event.invoice,
            invoice_number=event.invoice_number,
            invoiced_on=event.invoiced_on,
            order_number=event.order_number,
            language=event.language,
            issued_on=event.issued_on,
            seller=asdict(event.seller),
            buyer=asdict(event.buyer),
            lines=[asdict(line) for line in event.lines],
            net_minor=event.net.minor,
            total_minor=event.total.minor,
            currency=event.total.currency,
            po_number=event.po_number,
            reason=event.reason,
        )


def _found_by(number: str, order_number: str, titles: str, po_number: str) -> dict[str, str]:
    return {"po_number": po_number, **searchable(f"{number} {order_number} {po_number} {titles}")}


def _put_rendition(rows: Rows, recorded: Recorded[Any], number: int, po_number: str, manager: str) -> None:
    rows.put(
        renditions,
        f"{recorded.stream}/{number}",
        invoice=recorded.stream,
        rendition=number,
        po_number=po_number,
        manager=manager,
        made_at=recorded.event.timestamp,
    )


def _enter(rows: Rows, recorded: Recorded[Any], minor: int) -> None:
    """Write down what was set against an invoice, and what is open then."""
    event, row = recorded.event, rows.get(invoices, recorded.stream)
    if row is None:
        return
    rows.put(
        entries,
        f"{recorded.stream}/{event.originator_version}",
        invoice=recorded.stream,
        source=event.source,
        on=event.on,
        minor=minor,
        place=event.originator_version,
    )
    _change(rows, recorded, open_minor=row["open_minor"] - minor)


def _change(rows: Rows, recorded: Recorded[Any], **fields: Any) -> None:
    row = {**(rows.get(invoices, recorded.stream) or {}), **fields}
    settled = "credited" if row["credited_minor"] >= row["total_minor"] else "paid"
    state = "open" if row["open_minor"] > 0 else settled
    version = recorded.event.originator_version
    rows.change(invoices, recorded.stream, state=state, version=version, **fields)


def numbers_of(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of some invoices and credit notes of a company, by id."""
    bills = words_by_id(tx, invoices, invoices.c.company == company, ids, "number")
    return bills | words_by_id(tx, credit_notes, credit_notes.c.company == company, ids, "number")


def day_of_issue(tx: sa.Connection, issued: sa.Table, today: date) -> date:
    """The day of the next invoice or credit note, for whoever alone may write: today, or that of the newest.

    A command may have begun before midnight and come after one of the next day. A day further off than that
    was a wrong clock's and is not followed.
    """
    newest = tx.scalar(sa.select(sa.func.max(issued.c.issued_on)))
    return newest if newest is not None and newest == today + timedelta(days=1) else today


def in_state(state: str, today: date) -> sa.ColumnElement[bool]:
    """Which invoices are open (not due yet), overdue, paid or credited on a day; "" is every one."""
    is_open = invoices.c.state == "open"
    return {
        "": sa.true(),
        "open": sa.and_(is_open, invoices.c.due_on >= today),
        "overdue": sa.and_(is_open, invoices.c.due_on < today),
    }.get(state, invoices.c.state == state)


def page(tx: sa.Connection, company: str, wanted: Wanted, state: str, today: date) -> Found:
    """One page of a company's invoices in a state, by the day asked for, those of a day by number."""
    return _page(tx, invoices.c.company == company, wanted, in_state(state, today))


def page_of_all(
    tx: sa.Connection, wanted: Wanted, state: str, today: date, named: Sequence[str] = ()
) -> Found:
    """One page of the invoices of all companies in a state, as `page`; for staff only.

    `named` are the ids of companies that the search finds.
    """
    return _page(tx, sa.true(), wanted, in_state(state, today), named)


def _page(
    tx: sa.Connection,
    condition: sa.ColumnElement[bool],
    wanted: Wanted,
    narrowed: sa.ColumnElement[bool],
    named: Sequence[str] = (),
) -> Found:
    asked, besides = replace(wanted, filters={}), _besides(wanted.search, named)
    return page_of(tx, invoices, condition, asked, SORTS, narrowed=narrowed, ties="number", besides=besides)


def _besides(search: str, named: Sequence[str]) -> sa.ColumnElement[bool] | None:
    """Which invoices a search finds by the number of a credit note, or as those of companies, if any."""
    found = [among(invoices.c.company, named)] if named else []
    if _A_CREDIT_NOTE.match(search.strip()):
        number = sa.func.lower(credit_notes.c.number)
        found.append(invoices.c.id.in_(sa.select(credit_notes.c.invoice).where(holds(number, search))))
    return sa.or_(*found) if found else None


def counts_by_state(
    tx: sa.Connection,
    company: str,
    search: str,
    today: date,
    matching: Sequence[str] | None = None,
    named: Sequence[str] = (),
) -> dict[str, int]:
    """How many of a company's invoices are in each state on a day; of all companies for "".

    `matching` is what the page found by the same search; see `Found.matching`. `named` is as for the page.
    """
    found = [invoices.c.company == company] if company else []
    if matching is not None:
        found.append(among(invoices.c.id, matching))
    elif search:
        found.append(found_in(invoices, search, _besides(search, named)))
    most = FEW if search else MOST_COUNTED
    counts = {
        state: count_of(tx, invoices, sa.and_(*found, in_state(state, today)), most) for state in STATES
    }
    return {state: count for state, count in counts.items() if count}


def overdue_count(tx: sa.Connection, company: str, today: date) -> int:
    """How many of a company's invoices are overdue on a day."""
    late = sa.and_(invoices.c.company == company, in_state("overdue", today))
    return tx.scalar(sa.select(sa.func.count()).select_from(invoices).where(late)) or 0


def invoice(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One invoice of a company."""
    mine = sa.and_(invoices.c.company == company, invoices.c.id == id)
    return tx.execute(sa.select(invoices).where(mine)).mappings().first()


def any_invoice(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """One invoice of whichever company; for staff only."""
    return tx.execute(sa.select(invoices).where(invoices.c.id == id)).mappings().first()


def newest_of(tx: sa.Connection, company: str, limit: int) -> Sequence[sa.RowMapping]:
    """The newest invoices of a company."""
    mine = sa.select(invoices).where(invoices.c.company == company)
    newest = mine.order_by(invoices.c.issued_on.desc(), invoices.c.number.desc())
    return tx.execute(newest.limit(limit)).mappings().all()


def invoices_named(tx: sa.Connection, company: str, ids: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Some invoices of a company by id, the oldest first; those of others are passed over."""
    mine = sa.and_(invoices.c.company == company, invoices.c.id.in_(ids))
    question = sa.select(invoices).where(mine).order_by(invoices.c.issued_on, invoices.c.number)
    return tx.execute(question).mappings().all()


def invoice_of_order(tx: sa.Connection, company: str, order: str) -> sa.RowMapping | None:
    """The invoice of an order of a company; a free order has none."""
    mine = sa.and_(invoices.c.company == company, invoices.c.order == order)
    return tx.execute(sa.select(invoices).where(mine)).mappings().first()


def renditions_of(tx: sa.Connection, invoice: str) -> Sequence[sa.RowMapping]:
    """The renditions of an invoice that was found for its company, the newest first."""
    question = sa.select(renditions).where(renditions.c.invoice == invoice)
    return tx.execute(question.order_by(renditions.c.rendition.desc())).mappings().all()


def entries_of(tx: sa.Connection, invoice: str) -> Sequence[sa.RowMapping]:
    """What was set against an invoice that was found for its company, in order.

    Of one that came from a credit note, `credit_note` is its number, `credited_minor` its total, and
    `credited_invoice` the invoice that it names; they are None for a payment.
    """
    noted = (
        credit_notes.c.number.label("credit_note"),
        credit_notes.c.total_minor.label("credited_minor"),
        credit_notes.c.invoice.label("credited_invoice"),
    )
    of_note = entries.c.source == credit_notes.c.id
    question = sa.select(entries, *noted).outerjoin(credit_notes, of_note).where(entries.c.invoice == invoice)
    return tx.execute(question.order_by(entries.c.place)).mappings().all()


def credit_notes_of(tx: sa.Connection, invoice: str) -> Sequence[sa.RowMapping]:
    """The credit notes that name an invoice that was found for its company, in order."""
    question = sa.select(credit_notes).where(credit_notes.c.invoice == invoice)
    return tx.execute(question.order_by(credit_notes.c.number)).mappings().all()


def credit_notes_page(tx: sa.Connection, wanted: Wanted, named: Sequence[str] = ()) -> Found:
    """One page of the credit notes of all companies, by the day asked for; for staff only.

    Searched by their own number and their invoice's; `named` are the ids of companies that the search finds.
    """
    numbers = sa.func.lower(credit_notes.c.number + " " + credit_notes.c.invoice_number)
    found = sa.or_(holds(numbers, wanted.search), among(credit_notes.c.company, named))
    asked = replace(wanted, search="")
    return page_of(tx, credit_notes, sa.true(), asked, CREDIT_NOTE_SORTS, narrowed=found, ties="number")


def credit_note(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One credit note of a company."""
    mine = sa.and_(credit_notes.c.company == company, credit_notes.c.id == id)
    return tx.execute(sa.select(credit_notes).where(mine)).mappings().first()


def any_credit_note(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """One credit note of whichever company; for staff only."""
    return tx.execute(sa.select(credit_notes).where(credit_notes.c.id == id)).mappings().first()


def tax_of(row: Mapping[Any, Any]) -> int:
    """The VAT of an invoice or credit note, in minor units."""
    return int(row["total_minor"]) - int(row["net_minor"])
