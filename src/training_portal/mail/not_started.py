"""The mail about trainings that are not started: a manager's digest, and a reminder to one trainee."""

from dataclasses import dataclass
from datetime import date

from ..language import counted, day_in_words, marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Table


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registration that is not started, with the pages that remind, replace the trainee, and cancel."""

    trainee: str
    identifier: str
    training: str
    registered_on: date
    remind: str
    replace: str
    cancel: str


@dataclass(frozen=True, slots=True)
class NotStarted:
    """What the digest tells: the first registrations of `count`, the deadline, the page of all."""

    registrations: tuple[Waiting, ...]
    count: int
    deadline_days: int
    address: str
    settings_address: str


@dataclass(frozen=True, slots=True)
class Reminder:
    """A training that waits for its trainee."""

    training: str
    company: str
    registered_on: date
    identifier: str
    log_in_address: str


def not_started_digest(to: Addressee, digest: NotStarted, provider: Provider) -> WrittenLetter:
    """Tell a manager which registrations were not started within the deadline."""
    language = to.language
    subject = counted(
        language, "%(num)d training is not started", "%(num)d trainings are not started", digest.count
    )
    opening = counted(
        language,
        "These trainings were not started within %(num)d day of the registration. For each of them you can "
        "remind the trainee, replace the trainee or cancel the registration.",
        "These trainings were not started within %(num)d days of the registration. For each of them you can "
        "remind the trainee, replace the trainee or cancel the registration.",
        digest.deadline_days,
    )
    heads = (marked("Trainee"), marked("Training"), marked("Registered"))
    rows = tuple(
        (
            f"{one.trainee} ({one.identifier})",
            one.training,
            day_in_words(one.registered_on, language),
            (
                Link(translated(language, marked("Remind")), one.remind),
                Link(translated(language, marked("Replace the trainee")), one.replace),
                Link(translated(language, marked("Cancel registration")), one.cancel),
            ),
        )
        for one in digest.registrations
    )
    more = digest.count - len(digest.registrations)
    rest = counted(language, "And %(num)d more.", "And %(num)d more.", more)
    parts = (
        Paragraph(opening),
        Table((*(translated(language, head) for head in heads), ""), rows),
        *((Paragraph(rest),) if more else ()),
        Link(translated(language, marked("See all that is not started")), digest.address),
        Paragraph(
            translated(
                language,
                marked("You choose how often this message comes, and after how many days: %(address)s"),
                address=digest.settings_address,
            )
        ),
    )
    return written(to, subject, parts, provider)


def start_reminder(to: Addressee, reminder: Reminder, provider: Provider) -> WrittenLetter:
    """Remind a trainee of a training that waits."""
    language = to.language
    subject = translated(
        language, marked("Your training is waiting: %(training)s"), training=reminder.training
    )
    opening = translated(
        language,
        marked(
            "%(company)s registered you for the training %(training)s on %(day)s, and you have not started "
            "it yet. Log in with your username and your password, then open it on the page My trainings."
        ),
        company=reminder.company,
        training=reminder.training,
        day=day_in_words(reminder.registered_on, language),
    )
    lost = marked("If you have lost your password, ask your manager for a new one.")
    parts = (
        Paragraph(opening),
        Facts(((translated(language, marked("Username")), reminder.identifier),)),
        Link(translated(language, marked("Log in")), reminder.log_in_address),
        Paragraph(translated(language, lost)),
    )
    return written(to, subject, parts, provider)
