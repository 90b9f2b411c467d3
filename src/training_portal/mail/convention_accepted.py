"""The mail that confirms the acceptance of a training agreement, the accepted document attached."""

from dataclasses import dataclass
from datetime import datetime

from ..language import instant_in_words, marked, translated
from ..settings import Provider
from .message import Addressee, Attachment, WrittenLetter, written
from .parts import Facts, Link, Paragraph


@dataclass(frozen=True, slots=True)
class AcceptedConvention:
    """A version of an agreement as it was accepted: by whom, when (UTC, shown in `zone`), which document.

    `digest` is the SHA-256 of `pdf`, hexadecimal. `address` is the agreement's page.
    """

    number: str
    version: int
    company: str
    accepted_by: str
    accepted_at: datetime
    zone: str
    digest: str
    address: str
    pdf: bytes


def convention_accepted(to: Addressee, accepted: AcceptedConvention, provider: Provider) -> WrittenLetter:
    """Confirm an acceptance to the manager who accepted."""
    language = to.language
    subject = translated(
        language,
        marked("Convention %(number)s, version %(version)s: accepted"),
        number=accepted.number,
        version=accepted.version,
    )
    opening = translated(
        language,
        marked(
            "You have accepted the convention %(number)s, version %(version)s, for %(company)s. "
            "The accepted document is attached to this message."
        ),
        number=accepted.number,
        version=accepted.version,
        company=accepted.company,
    )
    parts = (
        Paragraph(opening),
        _facts(accepted, language),
        Link(translated(language, marked("See the convention")), accepted.address),
    )
    name = f"{accepted.number}-version-{accepted.version}.pdf"
    return written(to, subject, parts, provider, (Attachment(name, accepted.pdf),))


def _facts(accepted: AcceptedConvention, language: str) -> Facts:
    return Facts(
        (
            (translated(language, marked("Accepted by")), accepted.accepted_by),
            (
                translated(language, marked("Accepted on")),
                instant_in_words(accepted.accepted_at, language, accepted.zone),
            ),
            (translated(language, marked("SHA-256 of the document")), accepted.digest),
        )
    )
