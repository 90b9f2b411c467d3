"""Suspending a company that owes too long, and giving its account back in the transaction that settles it."""

from datetime import date
from typing import Any

from ..aggregates.account import Account
from ..aggregates.invoice import Invoice, PutOffReason
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..projections.managers import managers_of
from ..projections.overdue import owed_by
from .settling import spend_credit, tell_of_money

UNPAID = "unpaid invoices"


class SuspensionCommands:
    """Suspension by age of invoices, and the delays that staff grant."""

    _store: Store

    def review_account(self, context: Context) -> str:
        """Suspend the company of the context, or give its account back, by what it owes on this day.

        The daily job's command and the first request's; again it changes nothing. Credit is used before
        anybody is suspended. Answers the account's state, "open" or "suspended". An account that staff
        suspended for another reason stays so.
        """

        def decide(work: Work) -> dict[str, Any]:
            account, old = work.get(Account, context.company), too_old(work, context.company)
            if old and (settled := spend_credit(work, old)):
                left = {invoice.id: invoice.open.minor for invoice in old}
                used = [[id, amount.minor, amount.currency, left[id]] for id, amount in settled.items()]
                tell_of_money(work, "credit_used", account.company, used=used)
                old = too_old(work, context.company)
            if old and not account.suspended:
                _suspend(work, account, old)
            elif not old:
                _reinstate(work, account)
            return {"state": "suspended" if account.suspended else "open"}

        return str(self._store.perform(context, decide)["state"])

    def put_off_suspension(
        self, context: Context, invoice: str, why: PutOffReason, until: date, reason: str
    ) -> None:
        """Let an invoice suspend nobody up to and with a day; a suspended company gets its account back.

        The command of staff. Errors: NotFound, NothingIsOwed, EndIsPast, EndIsFar.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = work.get(Invoice, invoice)
            found.put_off(why, until, reason, context.actor, context.today, context.now)
            reinstate_when_settled(work, found.company)
            return {}

        self._store.perform(context, decide)

    def end_put_off(self, context: Context, invoice: str) -> None:
        """End a delay before its day; the next review may suspend. Errors: NotFound, NothingIsPutOff."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Invoice, invoice).end_put_off(context.actor, context.now)
            return {}

        self._store.perform(context, decide)


def reinstate_when_settled(work: Work, company: str) -> None:
    """Give a company's account back when nothing that it owes is too old any more.

    For every command that settles something, after it did. An account that staff suspended for another reason
    stays so.
    """
    account = work.get(Account, company)
    if account.suspended_for_debt and not too_old(work, company):
        _reinstate(work, account)


def too_old(work: Work, company: str) -> list[Invoice]:
    """The invoices of a company that suspend it today, the oldest first, with what this command did to them.

    What the decision rests on is guarded: when somebody else changes one of them, it is decided again.
    """
    rows = owed_by(work.ask(), company)
    invoices = work.get_many(Invoice, [row["id"] for row in rows])
    return [invoice for invoice in invoices.values() if invoice.suspends(work.context.today)]


def _suspend(work: Work, account: Account, old: list[Invoice]) -> None:
    invoices = [invoice.id for invoice in old]
    account.suspend(UNPAID, work.context.now, tuple(invoices))
    _tell_all(work, account, "account_suspended", invoices=invoices)


def _reinstate(work: Work, account: Account) -> None:
    if not account.suspended_for_debt:
        return
    account.reinstate(UNPAID, work.context.now)
    _tell_all(work, account, "account_reinstated")


def _tell_all(work: Work, account: Account, occasion: str, **facts: Any) -> None:
    """Write to every manager what happened to the account; `change` tells two such events apart."""
    for manager in managers_of(work.ask(), account.company):
        work.mail(occasion, to=manager["id"], about=account.company, change=account.version, **facts)
