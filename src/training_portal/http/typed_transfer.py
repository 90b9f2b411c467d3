"""A transfer that staff type in: the invoices it names, what is wrong with it, and what is asked about it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.application.payments import Transfer
from training_portal.http.refusals import FormHasFaults
from training_portal.http.speech import day_words, money_words
from training_portal.projections import payments
from training_portal.till.bank_books import numbers_in
from training_portal.values import Money, add_months

_EARLY_MONTHS = 12
"""Money may come before its invoice, but not so long before."""


def open_in_all(tx: sa.Connection, text: str) -> Money | None:
    """What is owed on the invoices that a text names; None when they cannot be paid together."""
    bills = list(payments.invoices_numbered(tx, numbers_in(text)).values())
    return None if not bills or _obstacle(bills) else _owed(bills)


def checked_transfer(tx: sa.Connection, typed: Mapping[str, Any], today: date) -> tuple[str, Transfer]:
    """The company and the transfer that were typed (a loaded `TransferTyped`).

    Errors: FormHasFaults, also to ask about a transfer that is there already, or is more than is owed.
    """
    bills, on = _named(tx, typed["numbers"]), typed["paid_on"]
    amount = Money(typed["amount"], bills[0]["currency"])
    first = min(bills, key=lambda bill: (bill["issued_on"], bill["number"]))
    if typed["currency"] not in ("", amount.currency):
        words = gettext("This came in %(came)s, and the invoice is in %(owed)s.")
        raise FormHasFaults({"amount": words % {"came": typed["currency"], "owed": amount.currency}})
    if on > today:
        raise FormHasFaults({"paid_on": gettext("This day is still to come.")})
    earliest = add_months(first["issued_on"], -_EARLY_MONTHS)
    if on < earliest:
        words = gettext("Choose %(day)s or a later day: invoice %(number)s was issued a year after it.")
        facts = {"number": first["number"], "day": day_words(earliest)}
        raise FormHasFaults({"paid_on": words % facts})
    asked = {name: words for name, words in _doubts(tx, bills, amount, on) if typed[name] != amount.minor}
    if asked:
        raise FormHasFaults(asked)
    return bills[0]["company"], Transfer(amount, on, typed["reference"], tuple(bill["id"] for bill in bills))


def _named(tx: sa.Connection, text: str) -> list[sa.RowMapping]:
    """The invoices that a text names, which can be paid together. Errors: FormHasFaults."""
    numbers = numbers_in(text)
    found = payments.invoices_numbered(tx, numbers)
    if not numbers:
        raise FormHasFaults({"numbers": gettext("Name invoices by their numbers, such as F-2026-000001.")})
    if unknown := [number for number in numbers if number not in found]:
        told = gettext("There is no invoice %(numbers)s.", numbers=", ".join(unknown))
        raise FormHasFaults({"numbers": told})
    bills = [found[number] for number in numbers]
    if obstacle := _obstacle(bills):
        raise FormHasFaults({"numbers": obstacle})
    return bills


def _obstacle(bills: Sequence[sa.RowMapping]) -> str:
    """Why one transfer cannot pay some invoices together, in words, or ""."""
    if len({bill["company"] for bill in bills}) > 1:
        return str(gettext("These invoices are of several companies."))
    if len({bill["currency"] for bill in bills}) > 1:
        return str(gettext("These invoices are in several currencies: record a transfer for each of them."))
    return ""


def _owed(bills: Sequence[sa.RowMapping]) -> Money:
    return Money(sum(bill["open_minor"] for bill in bills), bills[0]["currency"])


def _doubts(
    tx: sa.Connection, bills: Sequence[sa.RowMapping], amount: Money, on: date
) -> Iterator[tuple[str, str]]:
    """What makes a transfer doubtful, in words, by the tick that confirms it all the same."""
    equal = payments.equal_transfer(tx, bills[0]["company"], amount, on)
    if equal:
        words = gettext(
            "A transfer of %(amount)s on %(day)s is recorded already. Its reference: %(reference)s"
        )
        facts = {"amount": money_words(amount), "day": day_words(on), "reference": equal["reference"] or "–"}
        yield "again", words % facts
    owed = _owed(bills)
    if amount.minor > owed.minor:
        words = gettext(
            "Still to pay on %(numbers)s: %(owed)s. The rest, %(credit)s, becomes credit of the company."
        )
        rest = Money(amount.minor - owed.minor, owed.currency)
        numbers = ", ".join(bill["number"] for bill in bills)
        yield "surplus", words % {"numbers": numbers, "owed": money_words(owed), "credit": money_words(rest)}
