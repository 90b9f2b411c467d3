"""What invoices and credit notes are made of: parties as they were, lines, amounts, and their age."""

from dataclasses import dataclass
from datetime import date, timedelta

from .values import Money, Vat, add_months

ALERT_MONTHS, SUSPENSION_MONTHS = 2, 3
"""An open invoice older than so many months is told of at every sign-in, or suspends the account."""


@dataclass(frozen=True, slots=True)
class Seller:
    """The provider as an invoice names it, frozen with it: what documents and bank transfers need."""

    name: str
    address: tuple[str, ...] = ()
    country: str = "FR"
    siren: str = ""
    vat_number: str = ""
    legal_form: str = ""
    declaration_number: str = ""
    email: str = ""
    phone: str = ""
    iban: str = ""
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Buyer:
    """The company as an invoice names it, frozen with it."""

    name: str
    address: tuple[str, ...] = ()
    country: str = "FR"
    siren: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A training of the order (by its line): title, language, frequency, net price for one, VAT.

    `list_price` is what one would have cost without a reduction; None when there was none.
    """

    line: str
    title: str
    language: str
    months: int
    price: Money
    quantity: int
    vat: Vat
    list_price: Money | None = None

    @property
    def net(self) -> Money:
        """The amount without tax."""
        return self.price * self.quantity

    @property
    def tax(self) -> Money:
        """The line's VAT, rounded on the line."""
        return self.vat.on(self.net)


@dataclass(frozen=True, slots=True)
class CreditedLine:
    """What a credit note takes back of an invoice's line: for how many people, net and VAT."""

    line: InvoiceLine
    net: Money
    tax: Money


def is_older(issued_on: date, months: int, today: date) -> bool:
    """Whether an invoice is older than so many calendar months: the day itself is not yet older."""
    return add_months(issued_on, months) < today


def totals(lines: tuple[InvoiceLine, ...]) -> tuple[Money, Money]:
    """Net and total of an invoice's lines, which are in one currency: sums of the lines' rounded amounts."""
    net = sum(line.net.minor for line in lines)
    currency = lines[0].price.currency
    return Money(net, currency), Money(net + sum(line.tax.minor for line in lines), currency)


def credited_totals(lines: tuple[CreditedLine, ...]) -> tuple[Money, Money]:
    """Net and total of a credit note's lines."""
    net = sum(line.net.minor for line in lines)
    currency = lines[0].net.currency
    return Money(net, currency), Money(net + sum(line.tax.minor for line in lines), currency)


def newest_older(months: int, today: date) -> date:
    """The last day of issue that is older than so many months on a day: all before are, none after is.

    The day before the same day of the earlier month, but near the ends of months, which are clamped.
    """
    day = add_months(today, -months) + timedelta(days=3)
    while not is_older(day, months, today):
        day -= timedelta(days=1)
    return day


def suspended_from(issued_on: date) -> date:
    """The first day on which an open invoice suspends its company."""
    return add_months(issued_on, SUSPENSION_MONTHS) + timedelta(days=1)
