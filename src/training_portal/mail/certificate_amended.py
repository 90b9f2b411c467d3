"""The mails about a certificate that was amended, was not, or was taken back."""

from dataclasses import dataclass, replace
from datetime import date

from ..language import day_in_words, marked, translated
from ..settings import Provider
from .certificate_issued import IssuedCertificate, certificate_attachment, certificate_facts
from .message import Addressee, WrittenLetter, written
from .parts import Facts, Link, Paragraph


@dataclass(frozen=True, slots=True)
class AmendedCertificate:
    """The new version of a certificate, what it prints as company, and the names that it printed before."""

    issued: IssuedCertificate
    version: int
    company: str
    before: str


@dataclass(frozen=True, slots=True)
class KeptCertificate:
    """A certificate that was not amended, or was revoked, with the provider's reason and the day of it.

    `address` is the certificate's page; `asked` is the name that was asked for, "" for a revoked one.
    """

    number: str
    trainee: str
    training: str
    reason: str
    on: date
    address: str
    asked: str = ""


def certificate_amended(
    to: Addressee, amended: AmendedCertificate, provider: Provider, to_trainee: bool
) -> WrittenLetter:
    """Bring the new version of a certificate to the manager who corrected it, or to the trainee."""
    language, issued = to.language, amended.issued
    subject = translated(
        language,
        marked("Certificate %(number)s with the new spelling: %(trainee)s"),
        number=issued.number,
        trainee=issued.trainee,
    )
    opening = (
        marked("Your certificate %(number)s was corrected. The new version is attached to this message.")
        if to_trainee
        else marked("Certificate %(number)s was amended. The new version is attached to this message.")
    )
    known = certificate_facts(issued, language).rows
    more = (
        (translated(language, marked("Company")), amended.company),
        (translated(language, marked("Version")), str(amended.version)),
        (translated(language, marked("Printed before")), amended.before),
    )
    parts = (
        Paragraph(translated(language, opening, number=issued.number)),
        Facts((*known, *more)),
        Link(
            translated(language, marked("Check that the certificate is valid")),
            issued.verification_address,
        ),
        Paragraph(
            translated(
                language,
                marked(
                    "The version before is superseded: whoever follows its QR code is told so. "
                    "Please use the new one from now on."
                ),
            )
        ),
    )
    named = replace(issued, number=f"{issued.number}-v{amended.version}")
    return written(to, subject, parts, provider, (certificate_attachment(named),))


def amendment_declined(to: Addressee, kept: KeptCertificate, provider: Provider) -> WrittenLetter:
    """Tell the manager who asked why a certificate stays as it is."""
    language = to.language
    subject = translated(
        language, marked("Certificate %(number)s was not amended: the reason"), number=kept.number
    )
    opening = translated(
        language,
        marked(
            "You asked us to print %(asked)s on certificate %(number)s of %(trainee)s. "
            "We have not made this change, and the certificate stays valid as it is."
        ),
        asked=kept.asked,
        number=kept.number,
        trainee=kept.trainee,
    )
    return written(to, subject, _told(opening, kept, language), provider)


def certificate_revoked(to: Addressee, kept: KeptCertificate, provider: Provider) -> WrittenLetter:
    """Tell the manager who ordered the training that its certificate was revoked, and why."""
    language = to.language
    subject = translated(
        language,
        marked("Certificate %(number)s of %(trainee)s was revoked"),
        number=kept.number,
        trainee=kept.trainee,
    )
    opening = translated(
        language,
        marked(
            "We have revoked certificate %(number)s of %(trainee)s. It no longer counts, and whoever follows "
            "its QR code is told so."
        ),
        number=kept.number,
        trainee=kept.trainee,
    )
    return written(to, subject, _told(opening, kept, language), provider)


def _told(opening: str, kept: KeptCertificate, language: str) -> tuple[Paragraph | Facts | Link, ...]:
    facts = (
        (translated(language, marked("Reason")), kept.reason),
        (translated(language, marked("Training")), kept.training),
        (translated(language, marked("Day")), day_in_words(kept.on, language)),
    )
    page = Link(translated(language, marked("The certificate and its history")), kept.address)
    return (Paragraph(opening), Facts(facts), page)
