"""The mail that confirms an order: what was bought, for whom, for how much. No password stands in it."""

from dataclasses import dataclass
from datetime import date

from ..language import counted, day_in_words, language_in_words, marked, money_in_words, translated
from ..settings import Provider
from ..values import Money
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part, Table

_NEXT_STEP = marked(
    "Now give your trainees their usernames and the address of their log-in, which stands below. For new "
    "trainees, the page after the order showed temporary passwords, and slips to print; who lost theirs "
    "gets a new one from you, under Trainees. When somebody passes, you receive the certificate by e-mail."
)


@dataclass(frozen=True, slots=True)
class OrderedTrainee:
    """Somebody who was registered: name as written, identifier."""

    name: str
    identifier: str


@dataclass(frozen=True, slots=True)
class OrderedTraining:
    """A line of the order. `months` is the renewal period (0 is once), `net` the price for all trainees."""

    title: str
    language: str
    months: int
    trainees: tuple[OrderedTrainee, ...]
    net: Money


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as it was placed. `address` is its page; `log_in_address` is the page Trainee Log-In."""

    number: str
    placed_on: date
    company: str
    lines: tuple[OrderedTraining, ...]
    net: Money
    total: Money
    address: str
    log_in_address: str


def order_placed(to: Addressee, order: PlacedOrder, provider: Provider) -> WrittenLetter:
    """Confirm an order to the manager who placed it."""
    language = to.language
    registered = sum(len(line.trainees) for line in order.lines)
    subject = counted(
        language,
        "Order %(number)s confirmed: %(num)d registration",
        "Order %(number)s confirmed: %(num)d registrations",
        registered,
        number=order.number,
    )
    opening = translated(
        language,
        marked("We have received the order %(number)s of %(company)s, placed on %(day)s. Thank you."),
        number=order.number,
        company=order.company,
        day=day_in_words(order.placed_on, language),
    )
    parts = (
        Paragraph(opening),
        *(part for line in order.lines for part in _line(line, language)),
        _totals(order, language),
        Link(translated(language, marked("See the order")), order.address),
        Paragraph(translated(language, _NEXT_STEP)),
        Facts(((translated(language, marked("Trainee Log-In")), order.log_in_address),)),
    )
    return written(to, subject, parts, provider)


def frequency_in_words(months: int, language: str) -> str:
    """A renewal period as catalogue and mail say it: once, every 24 months."""
    if months == 0:
        return translated(language, marked("once"))
    return translated(language, marked("every %(months)d months"), months=months)


def _line(line: OrderedTraining, language: str) -> tuple[Part, Part]:
    spoken = language_in_words(line.language, language)
    bought = f"{line.title} ({spoken}, {frequency_in_words(line.months, language)})"
    heads = (translated(language, marked("Trainee")), translated(language, marked("Username")))
    rows = tuple((trainee.name, trainee.identifier) for trainee in line.trainees)
    colon = translated(language, marked(":"))
    return Paragraph(f"{bought}{colon} {money_in_words(line.net, language)}"), Table(heads, rows)


def _totals(order: PlacedOrder, language: str) -> Facts:
    tax = Money(order.total.minor - order.net.minor, order.total.currency)
    return Facts(
        (
            (translated(language, marked("Total without tax")), money_in_words(order.net, language)),
            (translated(language, marked("VAT")), money_in_words(tax, language)),
            (translated(language, marked("Total")), money_in_words(order.total, language)),
        )
    )
