"""The mails that bring an invoice, or a credit note, to the manager who ordered."""

from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, Attachment, WrittenLetter, written
from .parts import Facts, Link, Paragraph


@dataclass(frozen=True, slots=True)
class SentInvoice:
    """An invoice as it is sent: number, order, total, when it is due. `address` is its page."""

    number: str
    order_number: str
    total: Money
    due_on: date
    address: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class SentCreditNote:
    """A credit note as it is sent: its number and total, and the invoice it takes back a part of."""

    number: str
    invoice_number: str
    total: Money
    address: str
    pdf: bytes


def invoice_issued(to: Addressee, invoice: SentInvoice, provider: Provider) -> WrittenLetter:
    """Bring a manager the invoice of an order."""
    language = to.language
    named = {"number": invoice.number, "order": invoice.order_number}
    subject = translated(language, marked("Invoice %(number)s for the order %(order)s"), **named)
    opening = translated(
        language,
        marked(
            "Here is the invoice for your order. Machines can read it too: it is a Factur-X. If your company "
            "needs a purchase order number on it, add it on the portal, under Local Edit."
        ),
    )
    facts = Facts(
        (
            (translated(language, marked("Invoice")), invoice.number),
            (translated(language, marked("Order")), invoice.order_number),
            (translated(language, marked("Total to pay")), money_in_words(invoice.total, language)),
            (translated(language, marked("To be paid by")), day_in_words(invoice.due_on, language)),
        )
    )
    link = Link(translated(language, marked("See and pay the invoice")), invoice.address)
    attached = (Attachment(f"{invoice.number}.pdf", invoice.pdf),)
    return written(to, subject, (Paragraph(opening), facts, link), provider, attached)


def credit_note_issued(to: Addressee, credit: SentCreditNote, provider: Provider) -> WrittenLetter:
    """Bring a manager a credit note."""
    language = to.language
    named = {"number": credit.number, "invoice": credit.invoice_number}
    subject = translated(language, marked("Credit note %(number)s on invoice %(invoice)s"), **named)
    opening = translated(
        language,
        marked(
            "Here is the credit note. What was still owed on the invoice falls by it; what had been paid "
            "already stays as your credit."
        ),
    )
    facts = Facts(
        (
            (translated(language, marked("Credit note")), credit.number),
            (translated(language, marked("Invoice")), credit.invoice_number),
            (translated(language, marked("Total credited")), money_in_words(credit.total, language)),
        )
    )
    link = Link(translated(language, marked("See the invoice")), credit.address)
    attached = (Attachment(f"{credit.number}.pdf", credit.pdf),)
    return written(to, subject, (Paragraph(opening), facts, link), provider, attached)
