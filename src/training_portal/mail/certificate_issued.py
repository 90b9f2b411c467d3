"""The mail that brings a certificate of completion, to the manager who ordered and to the trainee."""

import re
from dataclasses import dataclass
from datetime import date

from ..language import day_in_words, marked, translated
from ..settings import Provider
from .message import Addressee, Attachment, WrittenLetter, written
from .parts import Facts, Link, Paragraph


@dataclass(frozen=True, slots=True)
class IssuedCertificate:
    """A certificate as it was issued: what it says, its PDF, and the public page that verifies it."""

    number: str
    trainee: str
    training: str
    completed_on: date
    renewal_on: date | None
    verification_address: str
    pdf: bytes


def certificate_for_manager(to: Addressee, issued: IssuedCertificate, provider: Provider) -> WrittenLetter:
    """Tell the manager who ordered that a trainee has passed, the certificate attached."""
    subject = translated(
        to.language,
        marked("%(trainee)s has passed %(training)s: certificate %(number)s"),
        trainee=issued.trainee,
        training=issued.training,
        number=issued.number,
    )
    opening = translated(
        to.language,
        marked(
            "%(trainee)s has passed the training %(training)s. "
            "The certificate of completion is attached to this message."
        ),
        trainee=issued.trainee,
        training=issued.training,
    )
    return _certificate_mail(to, subject, opening, issued, provider)


def certificate_for_trainee(to: Addressee, issued: IssuedCertificate, provider: Provider) -> WrittenLetter:
    """Give the trainee who passed the certificate, with congratulations."""
    subject = translated(
        to.language,
        marked("Your certificate %(number)s: %(training)s"),
        number=issued.number,
        training=issued.training,
    )
    opening = translated(
        to.language,
        marked(
            "Congratulations: you have passed the training %(training)s. "
            "Your certificate of completion is attached to this message."
        ),
        training=issued.training,
    )
    return _certificate_mail(to, subject, opening, issued, provider)


def _certificate_mail(
    to: Addressee, subject: str, opening: str, issued: IssuedCertificate, provider: Provider
) -> WrittenLetter:
    parts = (
        Paragraph(opening),
        certificate_facts(issued, to.language),
        Link(
            translated(to.language, marked("Check that the certificate is valid")),
            issued.verification_address,
        ),
    )
    return written(to, subject, parts, provider, (certificate_attachment(issued),))


def certificate_attachment(issued: IssuedCertificate) -> Attachment:
    """The certificate's PDF as a file with a letter."""
    return Attachment(_file_name(issued.number), issued.pdf)


def certificate_facts(issued: IssuedCertificate, language: str) -> Facts:
    """What a certificate says, one fact to a line."""
    rows = [
        (translated(language, marked("Certificate number")), issued.number),
        (translated(language, marked("Trainee")), issued.trainee),
        (translated(language, marked("Training")), issued.training),
        (translated(language, marked("Completed on")), day_in_words(issued.completed_on, language)),
    ]
    if issued.renewal_on:
        rows.append((translated(language, marked("Valid until")), day_in_words(issued.renewal_on, language)))
    return Facts(tuple(rows))


def _file_name(number: str) -> str:
    """A file name of letters, figures and hyphens only, whatever the number is."""
    return f"certificate-{re.sub(r'[^A-Za-z0-9-]+', '-', number)}.pdf"
