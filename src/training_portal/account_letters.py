"""Letters about the state of an account, written from the views when they are sent."""

from collections.abc import Callable, Mapping

from .event_store.outbox import Letter
from .mail.account_state import AccountNews, OldInvoice, account_reinstated, account_suspended
from .mail.message import CannotBeWritten, WrittenLetter, addressee, still_there
from .portal import Portal
from .projections.companies import company
from .projections.managers import manager_himself
from .projections.overdue import owed_by
from .values import Money


def _suspended(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
        owed = owed_by(tx, letter.company)
    if employer["state"] != "suspended":
        raise CannotBeWritten("the account is open again")
    named = set(letter.facts["invoices"])
    old = tuple(
        OldInvoice(row["number"], row["issued_on"], Money(row["open_minor"], row["currency"]))
        for row in owed
        if row["id"] in named
    )
    news = AccountNews(employer["name"], old, f"{portal.settings.base_url}/invoices")
    return account_suspended(addressee(manager), news, portal.settings.provider)


def _reinstated(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, letter.company))
    news = AccountNews(employer["name"], (), f"{portal.settings.base_url}/dashboard")
    return account_reinstated(addressee(manager), news, portal.settings.provider)


ACCOUNT_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "account_suspended": _suspended,
    "account_reinstated": _reinstated,
}
"""Who writes which letter about an account, by its occasion."""
