"""Letters about the state of an account and its payments, written from the views when they are sent."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from .event_store.outbox import Letter
from .mail.account_state import AccountNews, OldInvoice, account_reinstated, account_suspended, credit_used
from .mail.message import CannotBeWritten, WrittenLetter, addressee, still_there
from .mail.payment_received import PaidInvoice, ReceivedPayment, payment_received
from .mail.payment_withdrawn import WithdrawnPayment, payment_withdrawn
from .mail.refund_made import MadeRefund, refund_made
from .portal import Portal
from .projections import payments
from .projections.companies import company
from .projections.invoices import credit_note, invoices_named
from .projections.managers import manager_himself
from .projections.overdue import owed_by
from .values import Money, sums


def _suspended(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        owed = owed_by(tx, letter.company)
    if employer["state"] != "suspended":
        raise CannotBeWritten("the account is open again")
    old = _open_of(owed, letter.facts["invoices"])
    news = AccountNews(employer["name"], old, f"{portal.settings.base_url}/invoices")
    return account_suspended(addressee(manager), news, portal.settings.provider)


def _open_of(owed: Sequence[sa.RowMapping], ids: Collection[str]) -> tuple[OldInvoice, ...]:
    """Those of some invoices on which something is owed."""
    return tuple(
        OldInvoice(row["number"], row["issued_on"], Money(row["open_minor"], row["currency"]))
        for row in owed
        if row["id"] in ids
    )


def _reinstated(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
    news = AccountNews(employer["name"], (), f"{portal.settings.base_url}/dashboard")
    return account_reinstated(addressee(manager), news, portal.settings.provider)


def _credit_used(portal: Portal, letter: Letter) -> WrittenLetter:
    used = {id: Money(minor, currency) for id, minor, currency, _ in letter.facts["used"]}
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        bills = invoices_named(tx, letter.company, list(used))
    settled = tuple(OldInvoice(row["number"], row["issued_on"], used[row["id"]]) for row in bills)
    news = AccountNews(employer["name"], settled, f"{portal.settings.base_url}/statement")
    return credit_used(addressee(manager), news, portal.settings.provider)


def _payment_received(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        row = still_there(payments.payment(tx, letter.about))
        settled = payments.invoices_settled(tx, letter.about)
        owed = owed_by(tx, letter.company)
    if row["state"] == "withdrawn":
        raise CannotBeWritten("the payment was recorded by mistake")
    currency = row["currency"]
    received = ReceivedPayment(
        company=employer["name"],
        amount=Money(row["amount_minor"], currency),
        on=row["paid_on"],
        by_card=row["method"] == "card",
        invoices=tuple(
            PaidInvoice(one["number"], Money(one["paid_minor"], currency), Money(one["open_minor"], currency))
            for one in settled
        ),
        credit=Money(row["left_minor"], currency),
        owed=sums(Money(one["open_minor"], one["currency"]) for one in owed),
        address=f"{portal.settings.base_url}/statement",
    )
    return payment_received(to, received, portal.settings.provider)


def _payment_withdrawn(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        row = still_there(payments.payment(tx, letter.about))
        owed = owed_by(tx, letter.company)
    withdrawn = WithdrawnPayment(
        company=employer["name"],
        amount=Money(row["amount_minor"], row["currency"]),
        on=row["paid_on"],
        reference=row["reference"],
        reason=row["reason"],
        invoices=_open_of(owed, letter.facts["invoices"]),
        address=f"{portal.settings.base_url}/statement",
    )
    return payment_withdrawn(to, withdrawn, portal.settings.provider)


def _refund_made(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        paid = payments.payment(tx, letter.about)
        note = credit_note(tx, letter.company, letter.about)
    facts = letter.facts
    refund = MadeRefund(
        company=employer["name"],
        amount=Money(facts["minor"], facts["currency"]),
        on=date.fromisoformat(facts["on"]),
        to_card=facts["to_card"],
        reference=facts["reference"],
        credit_note=note["number"] if note else "",
        paid_on=paid["paid_on"] if paid else None,
        address=f"{portal.settings.base_url}/statement",
    )
    return refund_made(to, refund, portal.settings.provider)


ACCOUNT_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "account_suspended": _suspended,
    "account_reinstated": _reinstated,
    "credit_used": _credit_used,
    "payment_received": _payment_received,
    "payment_withdrawn": _payment_withdrawn,
    "refund_made": _refund_made,
}
"""Who writes which letter about an account, by its occasion."""
