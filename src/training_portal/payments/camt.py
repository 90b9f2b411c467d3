"""Bank statements: camt.053 (and camt.054) of any version, read without trusting them."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ..errors import Refusal
from ..language import marked
from ..values import Money, sums

_STATEMENTS = ("BkToCstmrStmt/Stmt", "BkToCstmrDbtCdtNtfctn/Ntfctn")
_LONGEST_TEXT = 500
_LONGEST_REFERENCE = 140
_NO_REFERENCES = {"", "NONREF", "NOREF", "NOTPROVIDED", "NOTAVAILABLE", "NONE", "NULL", "NA", "UNKNOWN"}
"""What banks write where they have no reference, without signs and blanks."""
OBSTACLES = ("pending", "out", "returned", "reversed", "parts", "twice")
"""Why an entry is no money that came in for good (see `BankEntry`)."""

_AMOUNT = re.compile(r"\+?\d{1,18}(\.\d{0,5})?", re.ASCII)
"""How a statement writes an amount: without exponents, which could be of any size."""
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class StatementCannotBeRead(Refusal):
    """A bank statement is an XML file of the kind camt.053."""

    words = marked("This file is no bank statement of the kind camt.053.")
    field = "file"


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One movement on an account, or one transfer of a booking of several.

    `name` is the same in whichever file the bank tells of it: it is made of the account, the day, the amount,
    the direction and the bank's reference, or what the payer wrote where there is none. `booking` is the name
    of the booking that it is a part of, "" for one that is a booking of its own. `reference` is the bank's,
    or made of the name. `statement` is what the bank calls the statement: its number, its period.

    `amount` is positive, `is_credit` its direction; `text` is what the payer wrote, with the payer's own
    reference. `obstacle` says why it is no money that came in for good: "pending", "out", "returned" (what
    came goes back), "reversed" (what went comes back), "parts" (they do not add up), "twice"; "" when it is.
    """

    name: str
    account: str
    booked_on: date
    amount: Money
    is_credit: bool
    text: str
    payer: str = ""
    reference: str = ""
    booking: str = ""
    statement: str = ""
    obstacle: str = ""


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
    account = "".join(statement.text("Acct/Id/IBAN", "Acct/Id/Othr/Id").split()).upper()
    days = (
        statement.text("FrToDt/FrDtTm", "FrToDt/FrDt")[:10],
        statement.text("FrToDt/ToDtTm", "FrToDt/ToDt")[:10],
    )
    number = statement.text("ElctrncSeqNb", "LglSeqNb", "Id")
    called = _visible(" · ".join(filter(None, (number, " – ".join(filter(None, days))))))
    for entry in statement.all("Ntry"):
        yield from _booking(account, called, entry, seen)


def _booking(account: str, statement: str, entry: _Node, seen: Counter[str]) -> Iterator[BankEntry]:
    """A booking as one entry, or as its transfers where they add up to it."""
    parts = entry.all("NtryDtls/TxDtls") or [entry]
    day = entry.text("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")
    booked_on = date.fromisoformat(day[:10])
    amount = _amount(entry.all("Amt")[0])
    told = " ".join(filter(None, map(_told, parts)))
    shares = _shares(entry, parts, amount)
    reference, obstacle = _bank_reference(entry, parts), _obstacle(entry, parts)
    facts = (account, booked_on.isoformat(), amount.minor, amount.currency, *_direction(entry, parts))
    name = _counted(_digest(*facts, reference, "" if reference else told), seen)
    whole = BankEntry(
        name=name,
        account=account,
        booked_on=booked_on,
        amount=amount,
        is_credit=entry.text("CdtDbtInd") == "CRDT",
        text=_visible(told),
        payer=_payer(parts[0]) if len(parts) == 1 else "",
        reference=_visible(reference)[:_LONGEST_REFERENCE] or name,
        statement=statement,
        obstacle=obstacle or ("" if shares else "parts") or ("twice" if reference and "." in name else ""),
    )
    if len(parts) == 1 or whole.obstacle:
        yield whole
        return
    inside: Counter[str] = Counter()
    for place, (part, share) in enumerate(zip(parts, shares, strict=True)):
        yield replace(
            whole,
            name=f"{name}/{_counted(_digest(share.minor, _told(part)), inside)}",
            booking=name,
            reference=f"{whole.reference[: _LONGEST_REFERENCE - 5]}/{place}",
            amount=share,
            text=_visible(_told(part)),
            payer=_payer(part),
        )


def _shares(entry: _Node, parts: list[_Node], amount: Money) -> list[Money]:
    """What each part of a booking comes to; nothing where they do not add up to its amount."""
    own = [(part.all("Amt") or part.all("AmtDtls/TxAmt/Amt"))[:1] for part in parts]
    if len(parts) == 1 and not own[0]:
        return [amount]
    shares = [_amount(node) for nodes in own for node in nodes]
    turned = any(part.text("CdtDbtInd") not in ("", entry.text("CdtDbtInd")) for part in parts)
    return shares if all(own) and not turned and sums(shares) == (amount,) else []


def _told(part: _Node) -> str:
    """What the payer wrote."""
    structured, own = part.text("RmtInf/Strd/CdtrRefInf/Ref"), _reference(part.text("Refs/EndToEndId"))
    return " ".join(filter(None, (part.texts("RmtInf/Ustrd"), structured, own)))


def _payer(part: _Node) -> str:
    return _visible(part.text("RltdPties/Dbtr/Pty/Nm", "RltdPties/Dbtr/Nm", "RltdPties/UltmtDbtr/Nm"))


def _reference(text: str) -> str:
    """A reference, "" for what only stands in the place of one."""
    plain = re.sub(r"[\W_]", "", text).upper()
    return "" if plain.strip("0") in _NO_REFERENCES else text


def _bank_reference(entry: _Node, parts: list[_Node]) -> str:
    """What the bank calls a booking, which may stand at its only part."""
    called = _reference(entry.text("AcctSvcrRef"))
    return called or (_reference(parts[0].text("Refs/AcctSvcrRef")) if len(parts) == 1 else "")


def _amount(node: _Node) -> Money:
    written, currency = (node.element.text or "").strip(), str(node.element.get("Ccy", ""))
    minor = Decimal(written).scaleb(2) if _AMOUNT.fullmatch(written) else None
    if minor is None or minor != int(minor) or minor > 10**14 or not _CURRENCY.fullmatch(currency):
        raise ValueError("no amount")
    return Money(int(minor), currency)


def _direction(entry: _Node, parts: list[_Node]) -> tuple[str, bool]:
    """Whether a booking came or went, and whether it undoes one of before."""
    undone = entry.text("RvslInd") in ("true", "1") or any(part.all("RtrInf") for part in parts)
    return entry.text("CdtDbtInd"), undone


def _obstacle(entry: _Node, parts: list[_Node]) -> str:
    direction, undone = _direction(entry, parts)
    if entry.text("Sts/Cd", "Sts/Prtry", "Sts") != "BOOK":
        return "pending"
    if undone:
        return "reversed" if direction == "CRDT" else "returned"
    return "" if direction == "CRDT" else "out"


def _digest(*facts: object) -> str:
    return sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _counted(name: str, seen: Counter[str]) -> str:
    """A name, with its count from the second time on."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name}.{seen[name]}"


def _visible(text: str) -> str:
    """A text of the bank's without signs that cannot be seen, of bounded length."""
    return re.sub(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", text)[:_LONGEST_TEXT].strip()
