"""Why a company's account stands as it does: the events that led to it, in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.aggregates.account import Account
from training_portal.aggregates.invoice import Invoice, PutOffReason
from training_portal.application.suspension import UNPAID
from training_portal.billing import suspended_from
from training_portal.event_store.history import of_stream
from training_portal.event_store.recorded import Recorded
from training_portal.http.current import portal
from training_portal.http.speech import day_words, money_words
from training_portal.projections import managers, staff

Bills = Mapping[str, Mapping[Any, Any]]


@dataclass(frozen=True, slots=True)
class Step:
    """One event of an account or of what it owes: when, in words, and by whom."""

    at: datetime
    words: str
    by: str


def story_of(
    tx: sa.Connection, company: str, bills: Sequence[Mapping[Any, Any]], *, with_amounts: bool
) -> list[Step]:
    """What happened to an account and to the age of its invoices (rows of their view), the newest first."""
    numbered = {bill["id"]: bill for bill in bills}
    told = [
        one for one in _told(tx, company, numbered) if with_amounts or not isinstance(one[0].event, _OF_MONEY)
    ]
    told.sort(key=lambda one: one[0].position, reverse=True)
    names = _names(tx, [recorded.actor for recorded, _ in told])
    return [
        Step(recorded.recorded_at, words, names.get(recorded.actor, gettext("the portal")))
        for recorded, words in told
    ]


def _told(tx: sa.Connection, company: str, bills: Bills) -> Iterator[tuple[Recorded[Any], str]]:
    shelf, suspending = portal().store.shelf, set[str]()
    for stream in (company, *bills):
        for recorded in of_stream(tx, shelf, stream):
            event = recorded.event
            if isinstance(event, Account.AccountSuspended):
                suspending.update(event.invoices)
            say = _SAYINGS.get(type(event))
            if say is not None and (stream in suspending or not isinstance(event, _OF_MONEY)):
                yield recorded, say(event, stream, bills)


def _suspended(event: Any, stream: str, bills: Bills) -> str:
    if not event.invoices:
        return str(gettext("Suspended by staff: %(reason)s", reason=event.reason))
    old = [bills[id] for id in event.invoices if id in bills]
    named = ", ".join(
        gettext(
            "%(number)s of %(day)s (three months over since %(since)s)",
            number=bill["number"],
            day=day_words(bill["issued_on"]),
            since=day_words(suspended_from(bill["issued_on"])),
        )
        for bill in old
    )
    return str(gettext("Suspended for unpaid invoices: %(invoices)s", invoices=named))


def _reinstated(event: Any, stream: str, bills: Bills) -> str:
    if event.reason == UNPAID:
        return str(gettext("Open again: nothing that is owed is older than three months"))
    return str(gettext("Open again: %(reason)s", reason=event.reason))


def _put_off(event: Any, stream: str, bills: Bills) -> str:
    words = {
        PutOffReason.DELAY: gettext("Delay granted for %(number)s up to %(day)s: %(reason)s"),
        PutOffReason.DISPUTE: gettext("%(number)s disputed, at rest up to %(day)s: %(reason)s"),
    }[PutOffReason(event.why)]
    number = bills[stream]["number"]
    return str(words % {"number": number, "day": day_words(event.until), "reason": event.reason})


def _put_off_ended(event: Any, stream: str, bills: Bills) -> str:
    return str(gettext("Delay of %(number)s ended before its day", number=bills[stream]["number"]))


def _paid(event: Any, stream: str, bills: Bills) -> str:
    number, amount = bills[stream]["number"], money_words(event.amount)
    return str(gettext("%(amount)s set against %(number)s", amount=amount, number=number))


def _taken_back(event: Any, stream: str, bills: Bills) -> str:
    number, amount = bills[stream]["number"], money_words(event.amount)
    return str(gettext("%(amount)s taken back from %(number)s", amount=amount, number=number))


_SAYINGS: Mapping[type, Callable[[Any, str, Bills], str]] = {
    Account.AccountSuspended: _suspended,
    Account.AccountReinstated: _reinstated,
    Invoice.SuspensionPutOff: _put_off,
    Invoice.PutOffEnded: _put_off_ended,
    Invoice.PaymentApplied: _paid,
    Invoice.PaymentTakenBack: _taken_back,
}
"""The events that say why an account is open or suspended."""
_OF_MONEY = (Invoice.PaymentApplied, Invoice.PaymentTakenBack)
"""Those of them that matter for an invoice only once it has suspended the account."""


def _names(tx: sa.Connection, actors: Sequence[str]) -> dict[str, str]:
    return {**staff.staff_names(tx, actors), **managers.names_of(tx, actors)}
