"""The mail that takes a receipt back: a payment was recorded by mistake, and its invoices are open again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .account_state import OldInvoice, invoices_table
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part


@dataclass(frozen=True, slots=True)
class WithdrawnPayment:
    """A payment that never was: what was said of it, why it was withdrawn, and what is open for lack of it.

    `address` is the page of the account statement.
    """

    company: str
    amount: Money
    on: date
    reference: str
    reason: str
    invoices: tuple[OldInvoice, ...]
    address: str


def payment_withdrawn(to: Addressee, payment: WithdrawnPayment, provider: Provider) -> WrittenLetter:
    """Tell a manager that a payment does not count any more, why, and which invoices are open again."""
    amount = money_in_words(payment.amount, to.language)
    subject = translated(to.language, marked("Payment of %(amount)s withdrawn"), amount=amount)
    return written(to, subject, tuple(_parts(payment, to.language)), provider)


def _parts(payment: WithdrawnPayment, language: str) -> Iterator[Part]:
    opening = marked(
        "This payment of %(company)s was recorded by mistake. We have withdrawn it: a receipt for it does "
        "not count any more."
    )
    yield Paragraph(translated(language, opening, company=payment.company))
    facts = [
        (marked("Amount"), money_in_words(payment.amount, language)),
        (marked("Day"), day_in_words(payment.on, language)),
        (marked("Reference"), payment.reference),
        (marked("Reason"), payment.reason),
    ]
    yield Facts(tuple((translated(language, label), told) for label, told in facts if told))
    if payment.invoices:
        yield Paragraph(translated(language, marked("These invoices are open again:")))
        yield invoices_table(payment.invoices, marked("Still to pay"), language)
    yield Link(translated(language, marked("Account statement")), payment.address)
