"""The mail about trainings to renew: one digest of all that came nearer since the last one."""

from dataclasses import dataclass
from datetime import date

from ..language import counted, day_in_words, marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Link, Paragraph, Table


@dataclass(frozen=True, slots=True)
class DueRenewal:
    """A training to renew. `months` is how near its date has come: 6, 3, 1, or 0 for the day itself."""

    trainee: str
    training: str
    renewal_on: date
    months: int
    is_ordered: bool


@dataclass(frozen=True, slots=True)
class RenewalsDue:
    """What the digest of a day tells: the first renewals of `count`, the most urgent ones before the others.

    `address` is the page of all trainings to renew, `settings_address` where the digest is switched off.
    """

    renewals: tuple[DueRenewal, ...]
    count: int
    on: date
    address: str
    settings_address: str


def renewals_due(to: Addressee, due: RenewalsDue, provider: Provider) -> WrittenLetter:
    """Tell a manager which trainings have come to their renewal date, or nearer to it."""
    language = to.language
    subject = counted(language, "%(num)d training to renew", "%(num)d trainings to renew", due.count)
    opening = marked("These trainings come up for renewal. You can order all renewals at once from the list.")
    heads = (marked("Trainee"), marked("Training"), marked("Renewal date"), marked("State"))
    rows = tuple(
        (
            one.trainee,
            one.training,
            day_in_words(one.renewal_on, language),
            _state(one, due.on, language),
        )
        for one in due.renewals
    )
    more = due.count - len(due.renewals)
    rest = counted(language, "And %(num)d more.", "And %(num)d more.", more)
    switch = marked("You choose whether this message comes: %(address)s")
    parts = (
        Paragraph(translated(language, opening)),
        Table(tuple(translated(language, head) for head in heads), rows),
        *((Paragraph(rest),) if more else ()),
        Link(translated(language, marked("See all trainings to renew")), due.address),
        Paragraph(translated(language, switch, address=due.settings_address)),
    )
    return written(to, subject, parts, provider)


def _state(renewal: DueRenewal, on: date, language: str) -> str:
    if renewal.renewal_on < on:
        words = translated(language, marked("exceeded"))
    elif renewal.renewal_on == on:
        words = translated(language, marked("due today"))
    else:
        words = counted(language, "within %(num)d month", "within %(num)d months", renewal.months)
    ordered = translated(language, marked("renewal ordered"))
    return f"{words}, {ordered}" if renewal.is_ordered else words
