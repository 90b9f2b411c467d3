"""Bank transfers matched to invoices: by the number in their text, and by amount."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from ..application.payments import Transfer
from ..event_store.context import Context
from ..language import marked
from ..payments.camt import BankEntry
from ..portal import Portal
from .bank_books import BankBooks, numbers_in, read_books

WHY_LEFT = {
    "pending": marked("not booked yet"),
    "out": marked("not money that came in"),
    "returned": marked("a transfer that was returned: withdraw its payment if it was recorded"),
    "reversed": marked("money that went out and came back"),
    "parts": marked("its parts do not add up to its amount"),
    "twice": marked("this file has it twice: same day, amount and reference"),
    "future": marked("its day is still to come"),
    "old": marked("its day is more than ten years ago"),
    "withdrawn": marked("it was recorded, and its payment was withdrawn"),
    "otherwise": marked("it is recorded already, in parts or as a whole"),
    "alike": marked("a payment of the same day, amount and reference is recorded"),
    "unnamed": marked("no invoice is named, and no single one is open over this amount"),
    "unknown": marked("it names a number that no invoice has"),
    "several": marked("it names invoices of several companies"),
    "settled": marked("what it names is settled already"),
    "currency": marked("it is in another currency than the invoice"),
}
_NOT_TO_BE_TYPED = {"pending", "out", "returned", "reversed", "future", "otherwise"}


class Verdict(StrEnum):
    """What an import would do with an entry."""

    WHOLE = "whole"
    PART = "part"
    SURPLUS = "surplus"
    GUESS = "guess"
    KNOWN = "known"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Match:
    """An entry with the invoices (rows of the view) that it is for; `why` when it is left over.

    `payment` is the id of the payment that it is, was, or looks like; "" when there is none.
    """

    entry: BankEntry
    verdict: Verdict
    invoices: tuple[Any, ...] = ()
    why: str = ""
    payment: str = ""

    @property
    def company(self) -> str:
        """Whose money it is, "" when nobody knows."""
        return str(self.invoices[0]["company"]) if self.invoices else ""

    @property
    def is_sure(self) -> bool:
        """Whether it is recorded without anybody looking at it."""
        return self.verdict in (Verdict.WHOLE, Verdict.PART, Verdict.SURPLUS)

    @property
    def may_be_typed(self) -> bool:
        """Whether it is money that somebody may have to record by hand."""
        return self.verdict is Verdict.GUESS or (
            self.verdict is Verdict.LEFT and self.why not in _NOT_TO_BE_TYPED
        )

    @property
    def tick(self) -> str:
        """The entry's name and a digest of what it would be recorded for: another match has another."""
        meant = " ".join((self.verdict, *(row["id"] for row in self.invoices)))
        return f"{self.entry.name} {sha256(meant.encode()).hexdigest()[:16]}"


def matched(portal: Portal, entries: Sequence[BankEntry]) -> list[Match]:
    """What each entry of a statement is for. An entry counts what those before it would settle.

    Those that name their invoices come first; guesses share what these leave, each invoice once.
    """
    with portal.reading() as tx:
        books = read_books(portal, tx, entries)
    first = [_recorded(books, entry) or _hindered(books, entry) or _named(books, entry) for entry in entries]
    return [match or _guess(books, entry) for match, entry in zip(first, entries, strict=True)]


def foreign_accounts(portal: Portal, entries: Sequence[BankEntry]) -> list[str]:
    """The accounts of a statement that are not the provider's, as far as the provider's is known."""
    own = "".join(portal.settings.provider.iban.split()).upper()
    return sorted({entry.account for entry in entries} - {own}) if own else []


def record(portal: Portal, context: Context, match: Match) -> bool:
    """Record the transfer of an entry; one that is recorded already stays as it is. Whether it was not.

    `context` is for the company of the match. Errors: those of `record_transfer`.
    """
    entry = match.entry
    invoices = tuple(row["id"] for row in match.invoices)
    transfer = Transfer(entry.amount, entry.booked_on, entry.reference, invoices, entry.name, entry.booking)
    return bool(portal.application.record_transfer(context, transfer))


def _recorded(books: BankBooks, entry: BankEntry) -> Match | None:
    """An entry that is recorded, or was, as it is or cut otherwise."""
    row = books.payment_of(entry.name)
    if row is not None and row["state"] == "withdrawn":
        return Match(entry, Verdict.LEFT, why="withdrawn", payment=row["id"])
    if row is not None:
        return Match(entry, Verdict.KNOWN, payment=row["id"])
    whole = books.payment_of(entry.booking)
    if whole is not None and whole["state"] == "withdrawn":
        return Match(entry, Verdict.LEFT, why="withdrawn", payment=whole["id"])
    if whole is not None or entry.name in books.claimed:
        return Match(entry, Verdict.LEFT, why="otherwise", payment=whole["id"] if whole is not None else "")
    return None


def _hindered(books: BankBooks, entry: BankEntry) -> Match | None:
    """An entry that is not recorded whatever it names."""
    why = entry.obstacle or ("" if entry.amount.minor else "out") or books.why_not_on(entry.booked_on)
    twin = books.alike(entry, any_day=why == "returned") if why in ("", "returned") else ""
    why = why or ("alike" if twin else "")
    return Match(entry, Verdict.LEFT, why=why, payment=twin) if why else None


def _named(books: BankBooks, entry: BankEntry) -> Match | None:
    """An entry that names invoices; what it settles is open no more for the next one."""
    named = numbers_in(entry.text)
    if not named:
        return None
    found = tuple(books.numbered[number] for number in named if number in books.numbered)
    why = "unknown" if len(found) < len(named) else _obstacle(books, entry, found)
    if why:
        return Match(entry, Verdict.LEFT, why=why)
    owed = books.settle(found, entry.amount.minor)
    if entry.amount.minor == owed:
        return Match(entry, Verdict.WHOLE, found)
    return Match(entry, Verdict.PART if entry.amount.minor < owed else Verdict.SURPLUS, found)


def _obstacle(books: BankBooks, entry: BankEntry, found: tuple[Any, ...]) -> str:
    if len({row["company"] for row in found}) > 1:
        return "several"
    if any(row["currency"] != entry.amount.currency for row in found):
        return "currency"
    return "" if any(books.open_now[row["id"]] for row in found) else "settled"


def _guess(books: BankBooks, entry: BankEntry) -> Match:
    """The one open invoice over exactly this amount, to be confirmed by somebody."""
    same = books.owing(entry.amount)
    if len(same) != 1:
        return Match(entry, Verdict.LEFT, why="unnamed")
    books.settle(same, entry.amount.minor)
    return Match(entry, Verdict.GUESS, same)
