"""The values that events, aggregates and screens share: persons, money, months, languages."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

LANGUAGES = ("en", "fr")
FREQUENCIES = (0, 12, 24, 36, 60)
"""Renewal periods that can be bought, in months; 0 is bought once."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is. The only value that carries personal data, and always sealed inside events.

    A person whose key was destroyed comes back as `erased_person`.
    """

    id: str
    first_name: str
    last_name: str
    identifier: str = ""
    email: str = ""
    forgotten: bool = False

    @property
    def full_name(self) -> str:
        """First name, then last name, as written."""
        return f"{self.first_name} {self.last_name}".strip()


ERASED = "[erased]"
"""What stands in place of the name of somebody who was forgotten; the edges say it in the reader's words."""


def erased_person(id: str) -> Person:
    """Somebody whose key was destroyed: no text but the word for it, and `forgotten` true."""
    return Person(id, "", ERASED, forgotten=True)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of an ISO 4217 currency. Never a float."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, count: int) -> "Money":
        return Money(self.minor * count, self.currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, two places."""
        return Decimal(self.minor).scaleb(-2)


def sums(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """What amounts come to, one sum for each currency, in the order in which the currencies come."""
    found: dict[str, Money] = {}
    for amount in amounts:
        found[amount.currency] = found.get(amount.currency, Money(0, amount.currency)) + amount
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Vat:
    """A VAT rate in basis points (2000 is 20 %), or an exemption that names its article."""

    basis_points: int = 0
    exemption: str = ""

    def on(self, net: Money) -> Money:
        """The tax on a line's net amount, rounded half up to the minor unit."""
        tax = (Decimal(net.minor) * self.basis_points / 10_000).quantize(Decimal(1), ROUND_HALF_UP)
        return Money(int(tax), net.currency)


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to buy a training: a language, a frequency in months (0 is once), a net price and its VAT.

    `list_price` is what it costs without a reduction; None when the price is not reduced.
    """

    language: str
    months: int
    price: Money
    vat: Vat
    list_price: Money | None = None


class RenewalRule(StrEnum):
    """How a training's renewal date follows from its completion day."""

    FROM_COMPLETION = "from_completion"
    END_OF_MONTH = "end_of_month"
    ONCE = "once"


def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later (or earlier), clamped to the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def renewal_date(rule: RenewalRule, completed: date, months: int, old: date | None = None) -> date | None:
    """The last day on which a training completed on a day still counts, or None when it never ends.

    `old` is the renewal date of the person's certificate before this one. Renewed within its final three
    months (and not late), the anniversary is kept: the months count from `old` (air dangerous goods, ICAO).
    """
    if rule is RenewalRule.ONCE or months == 0:
        return None
    if rule is RenewalRule.FROM_COMPLETION:
        return add_months(completed, months)
    if old is not None and add_months(old, -3) <= completed <= old:
        return end_of_month(add_months(old, months))
    return end_of_month(add_months(completed, months))


class RenewalColour(StrEnum):
    """How urgent a renewal is. Never the only sign: pages and mails say it in words too."""

    SALMON = "salmon"
    YELLOW = "yellow"
    WHITE = "white"


def renewal_span(colour: RenewalColour, today: date) -> tuple[date, date]:
    """The renewal dates that have a colour on a day: after the first, up to and with the second.

    Salmon has begun at all times (after `date.min`) and ends today; yellow goes on for three months, white
    for three more.
    """
    soon, later = add_months(today, 3), add_months(today, 6)
    return {
        RenewalColour.SALMON: (date.min, today),
        RenewalColour.YELLOW: (today, soon),
        RenewalColour.WHITE: (soon, later),
    }[colour]


def renewal_colour(renewal_on: date, today: date) -> RenewalColour | None:
    """The colour of a renewal date on a day, or None when it lies more than six months ahead."""
    return next((c for c in RenewalColour if renewal_on <= renewal_span(c, today)[1]), None)


def clean_text(text: str) -> str:
    """The one form in which text is kept: NFC, outer blanks cut, inner runs of blanks made one.

    Errors: ValueError when a control character or a lone surrogate is inside.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    clean = re.sub(r"[ \t\u00a0\u202f]+", " ", unicodedata.normalize("NFC", text)).strip()
    if any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Cn") or c in "\u2028\u2029" for c in clean):
        raise ValueError("control characters are not allowed")
    return clean


def folded(text: str) -> str:
    """A text as searches compare it: without accents, without case, with Polish L and its kin made plain."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.translate(_STROKED)).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))


_STROKED = str.maketrans(
    {
        "Ł": "L",
        "ł": "l",
        "Ø": "O",
        "ø": "o",
        "Đ": "D",
        "đ": "d",
        "Æ": "AE",
        "æ": "ae",
        "Œ": "OE",
        "œ": "oe",
        "’": "'",
    }
)


@dataclass(frozen=True, slots=True)
class Outline:
    """What a course package says of itself: what the catalogue, an enrolment and a certificate need of it.

    `titles` and `summaries` are by language; `modules` are ids in the order of study; durations in minutes.
    """

    titles: dict[str, str]
    summaries: dict[str, str]
    languages: tuple[str, ...]
    modules: tuple[str, ...]
    duration_minutes: int
    pass_mark: int
    attempts: int
    draw: int
    renewal_rule: RenewalRule
    renewal_months: int
