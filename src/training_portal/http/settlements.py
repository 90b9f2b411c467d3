"""What settled an invoice, line by line: by which means, under which reference, and of which amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.http.speech import day_words
from training_portal.language import marked
from training_portal.projections import invoices, payments
from training_portal.values import Money

_PAID = {"card": marked("Card payment"), "transfer": marked("Bank transfer")}
_CREDIT = {
    "card": marked("Credit of the card payment of %(day)s"),
    "transfer": marked("Credit of the bank transfer of %(day)s"),
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """A line of what settled an invoice: what it was, and how much of it was set against the invoice.

    `amount` is below zero when it was taken back. `whole` is what came in all, when that is more. `payment`
    and `credit_note` are ids, "" for what it is not. A card payment's reference says nothing to people: "".
    """

    on: date
    words: str
    reference: str
    amount: Money
    whole: Money | None
    payment: str = ""
    credit_note: str = ""


def settlements_of(
    tx: sa.Connection, bill: Mapping[Any, Any], notes: Sequence[sa.RowMapping]
) -> list[Settlement]:
    """What was set against an invoice (a row of its view), by day, with its own credit notes, all of them.

    What is open on the invoice is its total without their amounts.
    """
    entries = invoices.entries_of(tx, bill["id"])
    paid = payments.payments_named(tx, bill["company"], [entry["source"] for entry in entries])
    found = [_settlement(bill, entry, paid.get(entry["source"])) for entry in entries]
    used = {entry["source"] for entry in entries}
    found += [_unused(note) for note in notes if note["id"] not in used]
    return sorted(found, key=lambda one: one.on)


def _settlement(bill: Mapping[Any, Any], entry: sa.RowMapping, paid: Mapping[Any, Any] | None) -> Settlement:
    currency = bill["currency"]
    amount = Money(entry["minor"], currency)
    if paid is None:
        of_another = entry["credited_invoice"] != bill["id"]
        words = marked("Credit of credit note %(number)s") if of_another else marked("Credit note %(number)s")
        told = gettext(words, number=entry["credit_note"])
        whole = _more(Money(entry["credited_minor"] or 0, currency), amount)
        return Settlement(entry["on"], told, "", amount, whole, credit_note=entry["source"])
    whole = _more(Money(paid["amount_minor"], currency), amount)
    reference = "" if paid["method"] == "card" else paid["reference"]
    return Settlement(entry["on"], _means(entry, paid), reference, amount, whole, payment=entry["source"])


def _means(entry: sa.RowMapping, paid: Mapping[Any, Any]) -> str:
    """Money of the day that it came on was paid for the invoice; later it was the company's credit."""
    if entry["minor"] < 0:
        return str(gettext("Payment taken back"))
    if entry["on"] == paid["paid_on"]:
        return str(gettext(_PAID[paid["method"]]))
    return str(gettext(_CREDIT[paid["method"]], day=day_words(paid["paid_on"])))


def _more(whole: Money, amount: Money) -> Money | None:
    return whole if whole.minor > abs(amount.minor) else None


def _unused(note: sa.RowMapping) -> Settlement:
    """A credit note of an invoice on which nothing was owed any more: it stays as credit."""
    told, currency = gettext("Credit note %(number)s", number=note["number"]), note["currency"]
    whole = Money(note["total_minor"], currency)
    return Settlement(note["issued_on"], told, "", Money(0, currency), whole, credit_note=note["id"])
