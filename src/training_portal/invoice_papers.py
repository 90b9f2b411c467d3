"""Invoices and credit notes as documents: made of the views, each rendition kept as first made."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from .billing import Buyer, Seller
from .documents.factur_x import factur_x
from .documents.invoice import invoice_pdf
from .documents.invoice_facts import BilledLine, InvoiceFacts
from .documents.kept import kept
from .errors import NotFound
from .event_store.outbox import Letter
from .language import language_in_words, marked, translated
from .mail.invoice_issued import SentCreditNote, SentInvoice, credit_note_issued, invoice_issued
from .mail.message import Attachment, CannotBeWritten, WrittenLetter, addressee, still_there
from .mail.order_placed import frequency_in_words
from .mail.payment_reminder import OpenItem, PaymentReminder, payment_reminder
from .portal import Portal
from .projections.companies import company
from .projections.invoices import credit_note, invoice, invoices_named, renditions_of
from .projections.managers import manager_himself
from .projections.overdue import alert, owed_by, rests
from .values import Money, Vat, sums

Row = Mapping[Any, Any]
_MOST_ATTACHED = 20
"""Documents that one reminder carries; the page it links to has them all."""


def rendition_pdf(portal: Portal, row: Row, rendition: int) -> bytes:
    """A rendition of an invoice (a row of its view), the same bytes ever after. Errors: NotFound."""
    facts = _facts_of_rendition(portal, row, rendition)
    name = f"invoice/{row['id']}/{rendition}"
    return kept(portal.store.engine, name, lambda: invoice_pdf(facts), portal.now)


def rendition_xml(portal: Portal, row: Row, rendition: int) -> bytes:
    """What machines read of a rendition of an invoice. Errors: NotFound."""
    return factur_x(_facts_of_rendition(portal, row, rendition))


def credit_note_pdf(portal: Portal, row: Row) -> bytes:
    """A credit note (a row of its view), the same bytes ever after."""
    facts = _credit_facts(row)
    name = f"credit-note/{row['id']}"
    return kept(portal.store.engine, name, lambda: invoice_pdf(facts), portal.now)


def zipped_invoices(portal: Portal, rows: Sequence[Row]) -> bytes:
    """The newest renditions of some invoices as a ZIP; the same invoices give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for row in rows:
            entry = ZipInfo(f"{row['number']}.pdf", row["issued_on"].timetuple()[:6])
            archive.writestr(entry, rendition_pdf(portal, row, row["rendition"]))
    return packed.getvalue()


def _facts_of_rendition(portal: Portal, row: Row, rendition: int) -> InvoiceFacts:
    with portal.reading() as tx:
        found = [one for one in renditions_of(tx, row["id"]) if one["rendition"] == rendition]
    if not found:
        raise NotFound
    language = row["language"]
    return InvoiceFacts(
        number=row["number"],
        language=language,
        issued_on=row["issued_on"],
        supplied_on=row["supplied_on"],
        due_on=row["due_on"],
        seller=_seller(row),
        buyer=_buyer(row),
        order_number=row["order_number"],
        po_number=found[0]["po_number"],
        lines=tuple(_line(line, language) for line in row["lines"]),
        net=Money(row["net_minor"], row["currency"]),
        total=Money(row["total_minor"], row["currency"]),
    )


def _credit_facts(row: Row) -> InvoiceFacts:
    language = row["language"]
    return InvoiceFacts(
        number=row["number"],
        language=language,
        issued_on=row["issued_on"],
        supplied_on=row["issued_on"],
        due_on=None,
        seller=_seller(row),
        buyer=_buyer(row),
        order_number=row["order_number"],
        po_number=row["po_number"],
        lines=tuple(_credited(one, language) for one in row["lines"]),
        net=Money(row["net_minor"], row["currency"]),
        total=Money(row["total_minor"], row["currency"]),
        names_invoice=row["invoice_number"],
        invoiced_on=row["invoiced_on"],
        reason=row["reason"] or translated(language, marked("registrations were cancelled")),
    )


def _seller(row: Row) -> Seller:
    return Seller(**{**row["seller"], "address": tuple(row["seller"]["address"])})


def _buyer(row: Row) -> Buyer:
    return Buyer(**{**row["buyer"], "address": tuple(row["buyer"]["address"])})


def _line(line: Row, language: str) -> BilledLine:
    price, vat = Money(**line["price"]), Vat(**line["vat"])
    net = price * line["quantity"]
    sold_as, full = _sold_as(line, language), _list_price(line)
    return BilledLine(line["title"], sold_as, price, line["quantity"], net, vat.on(net), vat, full)


def _credited(credited: Row, language: str) -> BilledLine:
    """A line of a credit note, with the amounts that it was issued with."""
    line = credited["line"]
    return BilledLine(
        line["title"],
        _sold_as(line, language),
        Money(**line["price"]),
        line["quantity"],
        Money(**credited["net"]),
        Money(**credited["tax"]),
        Vat(**line["vat"]),
        _list_price(line),
    )


def _list_price(line: Row) -> Money | None:
    full = line.get("list_price")
    return Money(**full) if full else None


def _sold_as(line: Row, language: str) -> str:
    spoken = language_in_words(line["language"], language)
    return f"{spoken}, {frequency_in_words(line['months'], language)}"


def _write_invoice(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        row = still_there(invoice(tx, letter.company, letter.about))
    sent = SentInvoice(
        number=row["number"],
        order_number=row["order_number"],
        total=Money(row["total_minor"], row["currency"]),
        due_on=row["due_on"],
        address=f"{portal.settings.base_url}/invoices/{row['id']}",
        pdf=rendition_pdf(portal, row, row["rendition"]),
    )
    return invoice_issued(to, sent, portal.settings.provider)


def _write_credit_note(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        row = still_there(credit_note(tx, letter.company, letter.about))
    sent = SentCreditNote(
        number=row["number"],
        invoice_number=row["invoice_number"],
        total=Money(row["total_minor"], row["currency"]),
        address=f"{portal.settings.base_url}/invoices/{row['invoice']}",
        pdf=credit_note_pdf(portal, row),
    )
    return credit_note_issued(to, sent, portal.settings.provider)


def _write_reminder(portal: Portal, letter: Letter) -> WrittenLetter:
    """The reminder as the account stands when it is sent: what was paid meanwhile is not in it."""
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        owed = [row for row in owed_by(tx, letter.company) if not rests(row, portal.today)]
        told = alert(tx, letter.company, portal.today)
        unpaid = [row["id"] for row in owed if row["id"] in letter.facts["invoices"]]
        bills = invoices_named(tx, letter.company, unpaid)
    if not unpaid:
        raise CannotBeWritten("everything was paid or put off meanwhile")
    reminder = PaymentReminder(
        company=employer["name"],
        level=int(letter.facts["level"]),
        items=tuple(
            OpenItem(
                row["number"], row["issued_on"], row["due_on"], Money(row["open_minor"], row["currency"])
            )
            for row in owed
        ),
        totals=sums(Money(row["open_minor"], row["currency"]) for row in owed),
        suspended_from=told.suspended_from if told else None,
        address=f"{portal.settings.base_url}/invoices",
        documents=tuple(
            Attachment(f"{bill['number']}.pdf", rendition_pdf(portal, bill, bill["rendition"]))
            for bill in bills[:_MOST_ATTACHED]
        ),
    )
    return payment_reminder(to, reminder, portal.settings.provider)


INVOICE_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "invoice_issued": _write_invoice,
    "credit_note_issued": _write_credit_note,
    "payment_reminder": _write_reminder,
}
"""Who writes which letter about an invoice, by its occasion."""
