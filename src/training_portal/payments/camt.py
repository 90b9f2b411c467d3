"""Bank statements: camt.053 (and camt.054) of any version, read without trusting them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..errors import Refusal
from ..language import marked
from ..values import Money

_STATEMENTS = ("BkToCstmrStmt/Stmt", "BkToCstmrDbtCdtNtfctn/Ntfctn")
_LONGEST_TEXT = 500
_AMOUNT = re.compile(r"\+?\d{1,18}(\.\d{0,5})?", re.ASCII)
"""How a statement writes an amount: without exponents, which could be of any size."""


class StatementCannotBeRead(Refusal):
    """A bank statement is an XML file of the kind camt.053."""

    words = marked("This file is no bank statement of the kind camt.053.")
    field = "file"


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One movement on an account. `name` is the same whenever the bank tells of it.

    `amount` is positive; `is_credit` says whether it came in, for good and booked. `text` is what the payer
    wrote, with the payer's own reference.
    """

    name: str
    account: str
    booked_on: date
    amount: Money
    is_credit: bool
    text: str
    payer: str = ""


def read_statement(content: bytes) -> list[BankEntry]:
    """The entries of a statement, in its order; a booking of several transfers is several entries.

    Errors: StatementCannotBeRead.
    """
    try:
        root = _Node(fromstring(content, forbid_dtd=True))
        statements = [one for path in _STATEMENTS for one in root.all(path)]
        if not statements:
            raise StatementCannotBeRead
        seen: Counter[str] = Counter()
        return [entry for one in statements for entry in _entries(one, seen)]
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError):
        raise StatementCannotBeRead from None


class _Node:
    """An element, its children found by their names without namespaces."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def all(self, path: str) -> list["_Node"]:
        found = [self.element]
        for name in path.split("/"):
            found = [child for one in found for child in one if _plain(child.tag) == name]
        return [_Node(one) for one in found]

    def text(self, *paths: str) -> str:
        """The text of the first of some places where there is any."""
        for path in paths:
            for node in self.all(path):
                if (node.element.text or "").strip():
                    return " ".join(node.element.text.split())
        return ""

    def texts(self, path: str) -> str:
        return " ".join(
            filter(None, (node.element.text and node.element.text.strip() for node in self.all(path)))
        )


def _plain(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _entries(statement: _Node, seen: Counter[str]) -> Iterator[BankEntry]:
    account = statement.text("Acct/Id/IBAN", "Acct/Id/Othr/Id")
    for entry in statement.all("Ntry"):
        parts = entry.all("NtryDtls/TxDtls") or [entry]
        for place, part in enumerate(parts):
            yield _entry(account, entry, part, place if len(parts) > 1 else None, seen)


def _entry(account: str, entry: _Node, part: _Node, place: int | None, seen: Counter[str]) -> BankEntry:
    amount = _amount((part.all("Amt") or part.all("AmtDtls/TxAmt/Amt") or entry.all("Amt"))[0])
    booked_on = date.fromisoformat((entry.text("BookgDt/Dt") or entry.text("BookgDt/DtTm"))[:10])
    told = " ".join(
        filter(
            None, (part.texts("RmtInf/Ustrd"), part.text("RmtInf/Strd/CdtrRefInf/Ref"), _own_reference(part))
        )
    )
    facts = (account, booked_on.isoformat(), str(amount.minor), amount.currency, told)
    return BankEntry(
        name=_name(account, entry, facts, place, seen),
        account=account,
        booked_on=booked_on,
        amount=amount,
        is_credit=_came_in(entry, part),
        text=_visible(told),
        payer=_visible(part.text("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm", "RltdPties/UltmtDbtr/Nm")),
    )


def _own_reference(part: _Node) -> str:
    reference = part.text("Refs/EndToEndId")
    return "" if reference == "NOTPROVIDED" else reference


def _amount(node: _Node) -> Money:
    written = (node.element.text or "").strip()
    minor = Decimal(written).scaleb(2) if _AMOUNT.fullmatch(written) else None
    if minor is None or minor != int(minor) or minor > 10**14:
        raise ValueError("no amount")
    return Money(int(minor), str(node.element.get("Ccy", "")))


def _came_in(entry: _Node, part: _Node) -> bool:
    """Whether money came in: a credit, booked, and no reversal of a debit."""
    credit = part.text("CdtDbtInd") or entry.text("CdtDbtInd")
    booked = entry.text("Sts/Cd", "Sts") in ("BOOK", "")
    return credit == "CRDT" and booked and entry.text("RvslInd") != "true"


def _name(account: str, entry: _Node, facts: tuple[str, ...], place: int | None, seen: Counter[str]) -> str:
    """What the bank calls an entry; where it calls it nothing, what it says of it, counted."""
    called = entry.text("AcctSvcrRef")
    if not called:
        called = sha256("\n".join(facts).encode()).hexdigest()[:24]
        seen[called] += 1
        return f"{account}/{called}/{seen[called]}"
    return f"{account}/{called}" + (f"/{place}" if place is not None else "")


def _visible(text: str) -> str:
    """A text of the bank's without signs that cannot be seen, of bounded length."""
    return re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)[:_LONGEST_TEXT].strip()
