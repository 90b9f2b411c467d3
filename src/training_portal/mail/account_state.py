"""The mails that tell a company's managers of its account: suspended, theirs again, or saved by credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, WrittenLetter, written
from .parts import Link, Paragraph, Table


@dataclass(frozen=True, slots=True)
class OldInvoice:
    """An invoice on which something is owed, or was: number, day of issue, what is open or was settled."""

    number: str
    issued_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class AccountNews:
    """What happened to an account. `address` is the page of the company's invoices, or its dashboard."""

    company: str
    invoices: tuple[OldInvoice, ...]
    address: str


def account_suspended(to: Addressee, news: AccountNews, provider: Provider) -> WrittenLetter:
    """Tell a manager why the portal is closed, what stays open, and how to come back."""
    language = to.language
    subject = translated(
        language, marked("The account of %(company)s is suspended: unpaid invoices"), company=news.company
    )
    opening = translated(
        language,
        marked(
            "These invoices have been unpaid for more than three months, so the portal has suspended the "
            "account. You still reach your invoices: you can download and pay them at once. Trainees "
            "finish what they have started, and start nothing new."
        ),
    )
    closing = translated(
        language, marked("As soon as they are paid, the account is open again by itself, with all it held.")
    )
    parts = (
        Paragraph(opening),
        invoices_table(news.invoices, marked("Still to pay"), language),
        Link(translated(language, marked("See and pay the invoices")), news.address),
        Paragraph(closing),
    )
    return written(to, subject, parts, provider)


def account_reinstated(to: Addressee, news: AccountNews, provider: Provider) -> WrittenLetter:
    """Tell a manager that the portal is open again."""
    language = to.language
    subject = translated(language, marked("The account of %(company)s is open again"), company=news.company)
    opening = translated(
        language,
        marked(
            "Thank you. No invoice older than three months is unpaid any more: you can use the whole portal."
        ),
    )
    link = Link(translated(language, marked("Go to the portal")), news.address)
    return written(to, subject, (Paragraph(opening), link), provider)


def credit_used(to: Addressee, news: AccountNews, provider: Provider) -> WrittenLetter:
    """Tell a manager that the company's credit was used before the account would have been suspended."""
    language = to.language
    subject = translated(
        language, marked("The credit of %(company)s is set against old invoices"), company=news.company
    )
    opening = marked(
        "These invoices have been unpaid for more than three months. Before they could suspend the account, "
        "your company’s credit was set against them."
    )
    parts = (
        Paragraph(translated(language, opening)),
        invoices_table(news.invoices, marked("Settled by credit"), language),
        Link(translated(language, marked("Account statement")), news.address),
    )
    return written(to, subject, parts, provider)


def invoices_table(invoices: Sequence[OldInvoice], amount: str, language: str) -> Table:
    """Invoices with their days and amounts; `amount` is the marked head of these."""
    heads = (marked("Invoice"), marked("Issued"), amount)
    rows = tuple(
        (one.number, day_in_words(one.issued_on, language), money_in_words(one.amount, language))
        for one in invoices
    )
    return Table(tuple(translated(language, head) for head in heads), rows)
