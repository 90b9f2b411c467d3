"""The mail that confirms a payment: how much came when, what it settled, and what is open or left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """An invoice that a payment was set against: its number, how much of it was paid, what is still open."""

    number: str
    paid: Money
    open: Money


@dataclass(frozen=True, slots=True)
class ReceivedPayment:
    """A payment of a company's, and how the company stands after it.

    `by_card` is false for a bank transfer. `credit` is what is left of it; `owed` what is open on all
    invoices, in each currency. `address` is the page of the account statement.
    """

    company: str
    amount: Money
    on: date
    by_card: bool
    invoices: tuple[PaidInvoice, ...]
    credit: Money
    owed: tuple[Money, ...]
    address: str


def payment_received(to: Addressee, paid: ReceivedPayment, provider: Provider) -> WrittenLetter:
    """Confirm to a manager that a payment came, and say what became of it."""
    amount = money_in_words(paid.amount, to.language)
    subject = translated(to.language, marked("Receipt: %(amount)s received"), amount=amount)
    return written(to, subject, tuple(_parts(paid, to.language)), provider)


def _parts(paid: ReceivedPayment, language: str) -> Iterator[Part]:
    opening = marked("Thank you. We have received this payment of %(company)s.")
    way = marked("card") if paid.by_card else marked("bank transfer")
    yield Paragraph(translated(language, opening, company=paid.company))
    yield Facts(
        (
            (translated(language, marked("Amount")), money_in_words(paid.amount, language)),
            (translated(language, marked("Day")), day_in_words(paid.on, language)),
            (translated(language, marked("Paid by")), translated(language, way)),
        )
    )
    if paid.invoices:
        yield Facts(tuple((one.number, _settled(one, language)) for one in paid.invoices))
    if paid.credit.minor:
        credit = marked("%(amount)s of it is set against no invoice: it stays as your company’s credit.")
        yield Paragraph(translated(language, credit, amount=money_in_words(paid.credit, language)))
    if paid.owed:
        in_all = translated(language, marked("Open in all"))
        yield Facts(tuple((in_all, money_in_words(total, language)) for total in paid.owed))
    else:
        yield Paragraph(translated(language, marked("No invoice is open any more.")))
    yield Link(translated(language, marked("Account statement")), paid.address)


def _settled(one: PaidInvoice, language: str) -> str:
    words = marked("%(paid)s, still to pay: %(open)s") if one.open.minor else marked("%(paid)s, settled")
    amounts = {"paid": money_in_words(one.paid, language), "open": money_in_words(one.open, language)}
    return translated(language, words, **amounts)
