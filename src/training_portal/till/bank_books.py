"""What our books say of a bank's entries: what of them is recorded, and what is open."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..aggregates.payment import payment_id
from ..application.payments import BANK_ENTRY
from ..payments.camt import BankEntry
from ..portal import Portal
from ..projections import payments
from ..values import Money, add_months

_NUMBER = re.compile(r"(?<![A-Z0-9])F\s*[-/]?\s*(\d(?:\s*\d){3})\s*[-/]?\s*(\d(?:\s*\d){5})(?!\d)")
_OLDEST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class BankBooks:
    """What is recorded of some entries, and open. `open_now` falls as entries settle invoices, by their ids.

    `claimed` are the names of entries and bookings of which something was ever recorded.
    """

    today: date
    recorded: dict[str, sa.RowMapping]
    referenced: dict[tuple[str, Money], list[sa.RowMapping]]
    claimed: set[str]
    numbered: dict[str, sa.RowMapping]
    owed: dict[Money, list[sa.RowMapping]]
    open_now: dict[str, int]

    def payment_of(self, name: str) -> sa.RowMapping | None:
        """The payment of an entry, withdrawn or not."""
        return self.recorded.get(payment_id(name)) if name else None

    def alike(self, entry: BankEntry, any_day: bool = False) -> str:
        """The id of a payment of another origin with an entry's reference, amount and day; "" for none."""
        rows = self.referenced.get((entry.reference, entry.amount), [])
        alike = [row["id"] for row in rows if any_day or row["paid_on"] == entry.booked_on]
        return str(next((id for id in alike if any_day or id not in self.recorded), ""))

    def why_not_on(self, day: date) -> str:
        """Why nothing is recorded on a day: "future", "old", or ""."""
        if day > self.today:
            return "future"
        return "old" if day < add_months(self.today, -_OLDEST_MONTHS) else ""

    def owing(self, amount: Money) -> tuple[sa.RowMapping, ...]:
        """The invoices on which exactly this is open, and nothing before has settled any of it."""
        return tuple(row for row in self.owed.get(amount, ()) if self.open_now[row["id"]] == amount.minor)

    def settle(self, rows: Iterable[Any], minor: int) -> int:
        """Settle invoices in their order. Answers what was open on them before."""
        owed = 0
        for row in rows:
            owed += self.open_now[row["id"]]
            settled = min(minor, self.open_now[row["id"]])
            self.open_now[row["id"]] -= settled
            minor -= settled
        return owed


def read_books(portal: Portal, tx: sa.Connection, entries: Sequence[BankEntry]) -> BankBooks:
    """What the books say of some entries on this day."""
    names = [name for entry in entries for name in (entry.name, entry.booking) if name]
    numbers = sorted({number for entry in entries for number in numbers_in(entry.text)})
    numbered = payments.invoices_numbered(tx, numbers)
    owing = payments.invoices_owing(tx, {entry.amount.minor for entry in entries})
    referenced: dict[tuple[str, Money], list[sa.RowMapping]] = {}
    for row in payments.transfers_referenced(tx, [entry.reference for entry in entries]):
        amount = Money(row["amount_minor"], row["currency"])
        referenced.setdefault((row["reference"], amount), []).append(row)
    owed: dict[Money, list[sa.RowMapping]] = {}
    for row in owing:
        owed.setdefault(Money(row["open_minor"], row["currency"]), []).append(row)
    return BankBooks(
        today=portal.today,
        recorded=payments.payments_identified(tx, [payment_id(name) for name in names]),
        referenced=referenced,
        claimed=portal.store.claimed(tx, BANK_ENTRY, [entry.name for entry in entries]),
        numbered=numbered,
        owed=owed,
        open_now={row["id"]: row["open_minor"] for row in (*numbered.values(), *owing)},
    )


def numbers_in(text: str) -> list[str]:
    """The invoice numbers that a text names, however written and broken: F-2026-000001, f2026 000 001."""
    found = (re.sub(r"\s", "", "-".join(parts)) for parts in _NUMBER.findall(text.upper()))
    return list(dict.fromkeys(f"F-{number}" for number in found))
