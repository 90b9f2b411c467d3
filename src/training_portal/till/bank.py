"""Bank transfers matched to invoices: by the number in their text, and by amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from ..aggregates.payment import payment_id
from ..application.payments import Transfer
from ..event_store.context import Context
from ..language import marked
from ..payments.camt import BankEntry
from ..portal import Portal
from ..projections import payments
from ..values import Money

_NUMBER = re.compile(r"(?<![A-Z0-9])F\s*[-/]?\s*(\d(?:\s*\d){3})\s*[-/]?\s*(\d(?:\s*\d){5})(?!\d)")
_LONGEST_REFERENCE = 140


class Verdict(StrEnum):
    """What an import would do with an entry."""

    WHOLE = "whole"
    PART = "part"
    SURPLUS = "surplus"
    GUESS = "guess"
    KNOWN = "known"
    LEFT = "left"


WHY_LEFT = {
    "out": marked("not money that came in"),
    "unnamed": marked("no invoice is named, and no single one is open over this amount"),
    "unknown": marked("no invoice has this number"),
    "several": marked("it names invoices of several companies"),
    "settled": marked("what it names is settled already"),
    "currency": marked("it is in another currency than the invoice"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with the invoices (rows of the view) that it is for; `why` when it is left over."""

    entry: BankEntry
    verdict: Verdict
    invoices: tuple[Any, ...] = ()
    why: str = ""

    @property
    def company(self) -> str:
        """Whose money it is, "" when nobody knows."""
        return str(self.invoices[0]["company"]) if self.invoices else ""

    @property
    def is_sure(self) -> bool:
        """Whether it is recorded without anybody looking at it."""
        return self.verdict in (Verdict.WHOLE, Verdict.PART, Verdict.SURPLUS)


def matched(portal: Portal, entries: Sequence[BankEntry]) -> list[Match]:
    """What each entry of a statement is for. An entry counts what those before it would settle."""
    with portal.reading() as tx:
        known = payments.payments_known(tx, [payment_id(entry.name) for entry in entries])
        rows = payments.invoices_numbered(
            tx, sorted({n for entry in entries for n in numbers_in(entry.text)})
        )
        open_now = {row["id"]: row["open_minor"] for row in rows.values()}
        return [_match(tx, entry, rows, open_now, payment_id(entry.name) in known) for entry in entries]


def record(portal: Portal, context: Context, match: Match) -> str:
    """Record the transfer of an entry; one that is recorded already stays as it is. Answers the payment's id.

    `context` is for the company of the match. Errors: those of `record_transfer`.
    """
    reference = (match.entry.name.partition("/")[2] or match.entry.name)[:_LONGEST_REFERENCE]
    transfer = Transfer(
        match.entry.amount,
        match.entry.booked_on,
        reference,
        tuple(row["id"] for row in match.invoices),
        match.entry.name,
    )
    return portal.application.record_transfer(context, transfer)


def numbers_in(text: str) -> list[str]:
    """The invoice numbers that a text names, however written and broken: F-2026-000001, f2026 000 001."""
    found = (re.sub(r"\s", "", "-".join(parts)) for parts in _NUMBER.findall(text.upper()))
    return list(dict.fromkeys(f"F-{number}" for number in found))


def _match(
    tx: sa.Connection,
    entry: BankEntry,
    rows: dict[str, sa.RowMapping],
    open_now: dict[str, int],
    is_known: bool,
) -> Match:
    if is_known:
        return Match(entry, Verdict.KNOWN)
    if not entry.is_credit or entry.amount.minor == 0:
        return Match(entry, Verdict.LEFT, why="out")
    named = numbers_in(entry.text)
    if not named:
        return _guess(tx, entry)
    found = tuple(rows[number] for number in named if number in rows)
    why = _obstacle(entry.amount, found, open_now)
    if why:
        return Match(entry, Verdict.LEFT, why=why)
    return Match(entry, _verdict(entry.amount, found, open_now), found)


def _obstacle(amount: Money, found: tuple[sa.RowMapping, ...], open_now: dict[str, int]) -> str:
    if not found:
        return "unknown"
    if len({row["company"] for row in found}) > 1:
        return "several"
    if any(row["currency"] != amount.currency for row in found):
        return "currency"
    return "" if any(open_now[row["id"]] for row in found) else "settled"


def _verdict(amount: Money, found: tuple[sa.RowMapping, ...], open_now: dict[str, int]) -> Verdict:
    """How an amount compares with what is open; what it settles is open no more for the next entry."""
    owed, left = sum(open_now[row["id"]] for row in found), amount.minor
    for row in found:
        settled = min(left, open_now[row["id"]])
        open_now[row["id"]] -= settled
        left -= settled
    if amount.minor == owed:
        return Verdict.WHOLE
    return Verdict.PART if amount.minor < owed else Verdict.SURPLUS


def _guess(tx: sa.Connection, entry: BankEntry) -> Match:
    """The one open invoice over exactly this amount, to be confirmed by somebody."""
    same = payments.invoices_owing(tx, entry.amount.minor, entry.amount.currency)
    if len(same) != 1:
        return Match(entry, Verdict.LEFT, why="unnamed")
    return Match(entry, Verdict.GUESS, tuple(same))
