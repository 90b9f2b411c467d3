"""The mail that opens the portal to a new manager: username, temporary password, where to sign in."""

from dataclasses import dataclass, field
from datetime import date

from ..language import day_in_words, marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph, Part


@dataclass(frozen=True, slots=True)
class ManagerAccess:
    """What a new manager needs to sign in. repr does not show the password.

    `log_in_address` is the page Manager Log-In; `valid_until` is the temporary password's last day.
    """

    company: str
    username: str
    password: str = field(repr=False)
    log_in_address: str
    valid_until: date
    role: str = "full"


_MAY_NOW = {
    "invoices": marked("You can now see, download and pay the invoices of %(company)s."),
    "read_only": marked("You can now follow the trainees of %(company)s and find their certificates."),
}
"""What the roles may do that may not do everything."""
_EVERYTHING = marked(
    "You can now buy training, follow your trainees and find their certificates for %(company)s."
)


def manager_appointed(to: Addressee, access: ManagerAccess, provider: Provider) -> WrittenLetter:
    """Tell somebody that they are a manager of a company now, and how to sign in for the first time."""
    language = to.language
    subject = translated(
        language, marked("You are now a manager of %(company)s: your log-in"), company=access.company
    )
    opening = translated(language, _MAY_NOW.get(access.role, _EVERYTHING), company=access.company)
    parts = (Paragraph(opening), *how_to_sign_in(access, language))
    return written(to, subject, parts, provider)


def how_to_sign_in(access: ManagerAccess, language: str) -> tuple[Part, ...]:
    """Username, temporary password and the way in, and what becomes of the password."""
    day = day_in_words(access.valid_until, language)
    return (
        Facts(
            (
                (translated(language, marked("Username")), access.username),
                (translated(language, marked("Temporary password")), access.password),
                (translated(language, marked("Valid until")), day),
            )
        ),
        Link(translated(language, marked("Manager Log-In")), access.log_in_address),
        Paragraph(
            translated(
                language,
                marked(
                    "You choose a password of your own when you sign in for the first time; the temporary "
                    "one is dead from then on. It is also dead after %(day)s: ask another manager or us for "
                    "a new one."
                ),
                day=day,
            )
        ),
    )
