"""VAT by month: what was billed and credited at each rate or exemption, for the provider's return."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from ..aggregates.credit_note import CreditNote
from ..aggregates.invoice import Invoice
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import Money, Vat

vat = sa.Table(
    "view_vat",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("on", sa.Date, nullable=False),
    sa.Column("basis_points", sa.Integer, nullable=False),
    sa.Column("exemption", sa.Text, nullable=False),
    sa.Column("net_minor", sa.BigInteger, nullable=False),
    sa.Column("tax_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Index("ix_view_vat_on", "on"),
)
"""One row for each line of an invoice or credit note; credited amounts are negative."""


class VatSummary(Projection):
    """Each billed and credited line with its rate, by the day of its document."""

    name = "vat"
    tables = (vat,)

    @follows(Invoice.InvoiceIssued)
    def _issued(self, recorded: Recorded[Invoice.InvoiceIssued], rows: Rows) -> None:
        for place, line in enumerate(recorded.event.lines):
            net = line.price * line.quantity
            _put(
                rows, f"{recorded.stream}/{place}", recorded.event.issued_on, line.vat, net, line.vat.on(net)
            )

    @follows(CreditNote.CreditNoteIssued)
    def _credited(self, recorded: Recorded[CreditNote.CreditNoteIssued], rows: Rows) -> None:
        for place, one in enumerate(recorded.event.lines):
            less = [Money(-amount.minor, amount.currency) for amount in (one.net, one.tax)]
            _put(rows, f"{recorded.stream}/{place}", recorded.event.issued_on, one.line.vat, *less)


def _put(rows: Rows, id: str, on: date, rate: Vat, net: Money, tax: Money) -> None:
    rows.put(
        vat,
        id,
        on=on,
        basis_points=rate.basis_points,
        exemption=rate.exemption,
        net_minor=net.minor,
        tax_minor=tax.minor,
        currency=net.currency,
    )


def by_month(tx: sa.Connection, year: int) -> Sequence[sa.RowMapping]:
    """The months of a year, for staff only: `month` (1 to 12), rate, exemption, currency, net and tax."""
    month = sa.extract("month", vat.c.on).label("month")
    keys = (vat.c.basis_points, vat.c.exemption, vat.c.currency)
    sums = (sa.func.sum(vat.c.net_minor).label("net_minor"), sa.func.sum(vat.c.tax_minor).label("tax_minor"))
    within = sa.and_(vat.c.on >= date(year, 1, 1), vat.c.on <= date(year, 12, 31))
    question = sa.select(month, *keys, *sums).where(within).group_by(month, *keys)
    return tx.execute(question.order_by(month, *keys)).mappings().all()


def years(tx: sa.Connection) -> Sequence[int]:
    """The years of which there is something to say, the newest first."""
    first, last = tx.execute(sa.select(sa.func.min(vat.c.on), sa.func.max(vat.c.on))).one()
    return list(range(last.year, first.year - 1, -1)) if first else []
