"""Invoices: a document beside bare fpdf2, and the lists of 100,000 invoices beside those of 1,000.

The views are filled by their own projections, as in `lists`. The invoices spread over three years; those of
the last weeks are open, the others were paid by transfer. The floor of the document prints the same lines of
text, without code to pay by, PDF/A, or the invoice for machines that ours has inside.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.billing_history import invoiced
from benchmarks.databases import Databases
from benchmarks.documents import bare_pdf, lines_of
from benchmarks.lists import FEW, MANY, Crowd, compared
from benchmarks.measuring import Row, compare, from_pairs, seconds_of

from training_portal.billing import Buyer, Seller
from training_portal.documents.invoice import invoice_pdf
from training_portal.documents.invoice_facts import BilledLine, InvoiceFacts
from training_portal.projections.overdue import ageing
from training_portal.values import Money, Vat

_PAGES = {
    "invoices": "/invoices",
    "invoices, found by number": "/invoices?q=000777",
    "invoices, the overdue": "/invoices?state=overdue",
    "local edit": "/local-edit",
    "account statement": "/statement",
    "account statement of a month": "/statement?from=2026-03-01&to=2026-03-31",
    "account statement, further pages": "/statement?page=30",
}
_ROUNDS = 15
_LINES = 3
_VAT = Vat(2000)
FACTS = InvoiceFacts(
    number="F-2026-000123",
    language="en",
    issued_on=date(2026, 11, 23),
    supplied_on=date(2026, 11, 23),
    due_on=date(2026, 12, 23),
    seller=Seller("Cap Sûreté Formation", ("12 quai de la Fosse", "44000 Nantes"), "FR", "732829320"),
    buyer=Buyer("Fret Atlantique SAS", ("4 rue du Port", "44600 Saint-Nazaire"), "FR", "552100554"),
    order_number="O-2026-000123",
    po_number="PO-4711",
    lines=(
        BilledLine(
            "Air dangerous goods, awareness",
            "English, every 24 months",
            Money(4_900, "EUR"),
            4,
            Money(19_600, "EUR"),
            _VAT.on(Money(19_600, "EUR")),
            _VAT,
        ),
    )
    * _LINES,
    net=Money(19_600 * _LINES, "EUR"),
    total=Money(23_520 * _LINES, "EUR"),
)


class Ledger(Crowd):
    """A portal with one company of so many invoices, and its manager's browser."""

    def history(self, size: int) -> Iterator[Any]:
        """The invoices and their payments."""
        return invoiced(size, self.company, self.manager)

    def ageing_seconds(self) -> float:
        """How long the ageing of all companies takes."""
        return seconds_of(self._ages)

    def _ages(self) -> None:
        with self.portal.reading() as tx:
            if not ageing(tx, date(2026, 11, 24)):
                raise AssertionError("nothing is owed")


def rows(databases: Databases) -> list[Row]:
    """The document, then every page and the ageing on both databases."""
    pdf = lines_of(invoice_pdf(FACTS))
    document = compare(
        "invoice as PDF/A-3 with Factur-X",
        0.2,
        lambda: invoice_pdf(FACTS),
        lambda: bare_pdf(pdf, "P"),
        rounds=30,
        times=5,
    )
    return [document, *_lists(databases)]


def _lists(databases: Databases) -> Iterator[Row]:
    for kind in ("SQLite", "PostgreSQL"):
        small, large = (Ledger(databases, kind, size, "invoices") for size in (FEW, MANY))
        for name, path in _PAGES.items():
            yield compared(f"{name}: 100,000 invoices beside 1,000, {kind}", path, small, large)
        pairs = [(large.ageing_seconds(), small.ageing_seconds()) for _ in range(_ROUNDS + 2)]
        yield from_pairs(f"ageing: 100,000 invoices beside 1,000, {kind}", 0.5, pairs[2:])
        small.close()
        large.close()
