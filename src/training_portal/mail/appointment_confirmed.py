"""The mail that tells a manager that the colleague whom they appointed has a log-in now."""

from dataclasses import dataclass

from ..language import marked, translated
from ..settings import Provider
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who is a manager of a company now. `address` is the page Add/Update Trainee Managers."""

    company: str
    name: str
    username: str
    email: str
    address: str


def appointment_confirmed(to: Addressee, made: Appointment, provider: Provider) -> WrittenLetter:
    """Tell who was made a manager, by which user name, and where the temporary password went."""
    language = to.language
    subject = translated(
        language,
        marked("%(name)s is now a manager of %(company)s"),
        name=made.name,
        company=made.company,
    )
    opening = translated(
        language,
        marked(
            "You have made %(name)s a manager of %(company)s. The username and a temporary password are on "
            "their way to the address below; the password stands in that mail only."
        ),
        name=made.name,
        company=made.company,
    )
    facts = (
        (translated(language, marked("Name")), made.name),
        (translated(language, marked("Username")), made.username),
        (translated(language, marked("E-mail")), made.email),
    )
    link = Link(translated(language, marked("Add/Update Trainee Managers")), made.address)
    return written(to, subject, (Paragraph(opening), Facts(facts), link), provider)
