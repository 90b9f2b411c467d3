"""The mails that confirm a change to an order: registrations cancelled, a trainee replaced."""

from dataclasses import dataclass

from ..language import counted, marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Table


@dataclass(frozen=True, slots=True)
class CancelledRegistration:
    """Somebody whose registration was cancelled: name and identifier, and the training."""

    name: str
    identifier: str
    training: str


@dataclass(frozen=True, slots=True)
class CancelledRegistrations:
    """What was cancelled of an order. `address` is the order's page."""

    order_number: str
    registrations: tuple[CancelledRegistration, ...]
    address: str


@dataclass(frozen=True, slots=True)
class ReplacedTrainee:
    """A registration given to somebody else: both names, the new one's identifier. `address`: the order."""

    order_number: str
    training: str
    previous: str
    trainee: str
    identifier: str
    address: str


def registrations_cancelled(
    to: Addressee, cancelled: CancelledRegistrations, provider: Provider
) -> WrittenLetter:
    """Confirm to the manager which registrations were cancelled."""
    language, facts = to.language, {"number": cancelled.order_number}
    subject = counted(
        language,
        "Order %(number)s: %(num)d registration cancelled",
        "Order %(number)s: %(num)d registrations cancelled",
        len(cancelled.registrations),
        **facts,
    )
    opening = translated(
        language,
        marked(
            "As you asked, these registrations of the order %(number)s are cancelled. The trainees no "
            "longer see the training. Whoever has a log-in keeps it."
        ),
        **facts,
    )
    heads = (marked("Trainee"), marked("Identifier"), marked("Training"))
    rows = tuple((one.name, one.identifier, one.training) for one in cancelled.registrations)
    parts = (
        Paragraph(opening),
        Table(tuple(translated(language, head) for head in heads), rows),
        Link(translated(language, marked("See the order")), cancelled.address),
    )
    return written(to, subject, parts, provider)


def registration_replaced(to: Addressee, replaced: ReplacedTrainee, provider: Provider) -> WrittenLetter:
    """Confirm to the manager that somebody else takes a training."""
    language = to.language
    names = {"trainee": replaced.trainee, "previous": replaced.previous, "training": replaced.training}
    subject = translated(
        language,
        marked("Order %(number)s: %(trainee)s replaces %(previous)s"),
        number=replaced.order_number,
        **names,
    )
    opening = translated(
        language,
        marked("As you asked, %(trainee)s takes the training %(training)s instead of %(previous)s."),
        **names,
    )
    facts = Facts(
        (
            (translated(language, marked("Order")), replaced.order_number),
            (translated(language, marked("Training")), replaced.training),
            (translated(language, marked("Trainee")), replaced.trainee),
            (translated(language, marked("Identifier")), replaced.identifier),
        )
    )
    link = Link(translated(language, marked("See the order")), replaced.address)
    return written(to, subject, (Paragraph(opening), facts, link), provider)
