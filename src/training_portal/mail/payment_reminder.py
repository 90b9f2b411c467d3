"""The mails that remind of unpaid invoices: friendly first, plainer each time, with all that is open."""

from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, Attachment, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part, Table


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An invoice on which something is owed: number, days of issue and payment, what is open."""

    number: str
    issued_on: date
    due_on: date
    open: Money


@dataclass(frozen=True, slots=True)
class PaymentReminder:
    """What a company owes, the oldest first, and all of it in each currency.

    `level` counts the reminders of an invoice from 1.
    `suspended_from` is the first day without the portal if nothing is paid; None when none is near.
    """

    company: str
    level: int
    items: tuple[OpenItem, ...]
    totals: tuple[Money, ...]
    suspended_from: date | None
    address: str
    documents: tuple[Attachment, ...]


_SUBJECTS = (
    marked("A reminder: an invoice of %(company)s is unpaid"),
    marked("Second reminder: unpaid invoices of %(company)s"),
    marked("Last reminder: unpaid invoices of %(company)s"),
)
_OPENINGS = (
    marked("You may have overlooked it: the invoice attached to this message is past its due date."),
    marked("We wrote to you before: the invoices attached are still unpaid. Please pay them."),
    marked("In spite of our reminders the invoices attached are unpaid. Please pay them now."),
)


def payment_reminder(to: Addressee, reminder: PaymentReminder, provider: Provider) -> WrittenLetter:
    """Remind a manager of what is unpaid, with the statement of all that is open."""
    language, place = to.language, min(reminder.level, len(_SUBJECTS)) - 1
    subject = translated(language, _SUBJECTS[place], company=reminder.company)
    heads = (marked("Invoice"), marked("Issued"), marked("Due"), marked("Still to pay"))
    rows = tuple(
        (
            item.number,
            day_in_words(item.issued_on, language),
            day_in_words(item.due_on, language),
            money_in_words(item.open, language),
        )
        for item in reminder.items
    )
    in_all = translated(language, marked("Open in all"))
    totals = tuple((in_all, money_in_words(total, language)) for total in reminder.totals)
    parts: tuple[Part, ...] = (
        Paragraph(translated(language, _OPENINGS[place])),
        Table(tuple(translated(language, head) for head in heads), rows),
        Facts(totals),
        *_warning(reminder, language),
        Link(translated(language, marked("See and pay the invoices")), reminder.address),
        Paragraph(translated(language, marked("If you have paid meanwhile, please disregard this message."))),
    )
    return written(to, subject, parts, provider, reminder.documents)


def _warning(reminder: PaymentReminder, language: str) -> tuple[Paragraph, ...]:
    if reminder.suspended_from is None:
        return ()
    words = marked("If nothing is paid, the portal suspends the account on %(day)s.")
    day = day_in_words(reminder.suspended_from, language)
    return (Paragraph(translated(language, words, day=day)),)
