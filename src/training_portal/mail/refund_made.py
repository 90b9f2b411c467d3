"""The mail that tells a company that money went back to it: how much, how, and under which reference."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part


@dataclass(frozen=True, slots=True)
class MadeRefund:
    """Credit that was given back. `to_card` is false for a bank transfer.

    It was the credit of a credit note, by its number, or of the payment of a day; the other is empty.
    `address` is the page of the account statement.
    """

    company: str
    amount: Money
    on: date
    to_card: bool
    reference: str
    credit_note: str
    paid_on: date | None
    address: str


def refund_made(to: Addressee, refund: MadeRefund, provider: Provider) -> WrittenLetter:
    """Tell a manager that credit of the company was given back."""
    amount = money_in_words(refund.amount, to.language)
    subject = translated(to.language, marked("Refund of %(amount)s"), amount=amount)
    return written(to, subject, tuple(_parts(refund, to.language)), provider)


def _parts(refund: MadeRefund, language: str) -> Iterator[Part]:
    opening = marked("We have given this credit of %(company)s back.")
    yield Paragraph(translated(language, opening, company=refund.company))
    way = marked("to the card") if refund.to_card else marked("by bank transfer")
    facts = [
        (marked("Amount"), money_in_words(refund.amount, language)),
        (marked("Day"), day_in_words(refund.on, language)),
        (marked("How"), translated(language, way)),
        (marked("Reference"), refund.reference),
        (marked("Credit note"), refund.credit_note),
        (marked("Payment of"), day_in_words(refund.paid_on, language) if refund.paid_on else ""),
    ]
    yield Facts(tuple((translated(language, label), told) for label, told in facts if told))
    if refund.to_card:
        words = marked("It may take some days until the card’s statement shows it.")
        yield Paragraph(translated(language, words))
    yield Link(translated(language, marked("Account statement")), refund.address)
