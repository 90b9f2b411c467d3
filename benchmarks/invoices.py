"""Invoices: a document beside bare fpdf2, and the lists of 100,000 invoices beside those of 1,000.

The views are filled by their own projections, as in `lists`. The invoices spread over three years; those of
the last weeks are open, the others were paid by transfer. The floor of the document prints the same lines of
text, without code to pay by, PDF/A, or the invoice for machines that ours has inside.

Invoices are issued by the portal's own command, an order of one known trainee each, one after the other: the
seconds of a row are those of one invoice. The floor writes the very same rows by raw SQL.
"""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import sqlalchemy as sa
from benchmarks.billing_history import LAST, invoiced
from benchmarks.databases import Databases
from benchmarks.documents import bare_pdf, lines_of
from benchmarks.lists import FEW, MANY, OFFER, Crowd, compared, opened
from benchmarks.measuring import Row, compare, from_pairs, seconds_of
from benchmarks.same_rows import all_rows, new_rows, writer

from training_portal.application.orders import WantedLine
from training_portal.billing import Buyer, Seller
from training_portal.documents.invoice import invoice_pdf
from training_portal.documents.invoice_facts import BilledLine, InvoiceFacts
from training_portal.portal import build_portal
from training_portal.projections.overdue import ageing
from training_portal.projections.trainees import trainees
from training_portal.settings import read_settings
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
_ISSUED = 30
_TERMS = "2026-01"
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
            if not ageing(tx, LAST.date()):
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


def issued_rows(databases: Databases) -> list[Row]:
    """Invoices issued one after the other, on both databases."""
    return [_issued(databases, kind) for kind in ("SQLite", "PostgreSQL")]


class _Shop:
    """A portal with one company, whose manager orders the same training for the same trainee."""

    def __init__(self, databases: Databases, kind: str) -> None:
        engine = databases.engine(kind)
        url = engine.url.render_as_string(hide_password=False)
        engine.dispose()
        settings = read_settings({"TRAINING_PORTAL_DATA": str(databases.folder / f"issuing-{kind}")})
        self.portal = build_portal(settings.with_changes(database_url=url))
        self._company, self._manager, self._course = opened(self.portal)
        self._orders(newcomers=(("Camille", "Dupont", ""),))
        with self.portal.reading() as tx:
            self._trainee = tx.scalars(sa.select(trainees.c.id)).one()

    def issues(self) -> None:
        """One more invoice."""
        self._orders(trainees=(self._trainee,))

    def _orders(self, **people: Any) -> None:
        wanted = WantedLine(self._course, OFFER.language, OFFER.months, **people)
        context = self.portal.context(self._manager, self._company)
        self.portal.application.order_at_once(context, _TERMS, [wanted])


def _issued(databases: Databases, kind: str) -> Row:
    shop, bare = _Shop(databases, kind), databases.engine(kind)
    engine, write, pairs = shop.portal.store.engine, writer(bare), []
    for turn in range(_ISSUED + 2):
        before = all_rows(engine)
        ours = seconds_of(shop.issues)
        left = new_rows(before, all_rows(engine))
        floor = seconds_of(partial(write, left))
        if turn >= 2:
            pairs.append((ours, floor))
    engine.dispose()
    bare.dispose()
    return from_pairs(f"invoice issued with its order of one trainee, {kind}", 0.25, pairs)


def _lists(databases: Databases) -> Iterator[Row]:
    for kind in ("SQLite", "PostgreSQL"):
        small, large = (Ledger(databases, kind, size, "invoices") for size in (FEW, MANY))
        for name, path in _PAGES.items():
            yield compared(f"{name}: 100,000 invoices beside 1,000, {kind}", path, small, large)
        pairs = [(large.ageing_seconds(), small.ageing_seconds()) for _ in range(_ROUNDS + 2)]
        yield from_pairs(f"ageing: 100,000 invoices beside 1,000, {kind}", 0.5, pairs[2:])
        small.close()
        large.close()
