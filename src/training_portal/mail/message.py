"""A written letter, and the e-mail message that it becomes: the same bytes however often it is sent."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any, TypeVar

from ..language import marked, translated
from ..settings import Provider
from .parts import Part, rendered

_Row = TypeVar("_Row")


class CannotBeWritten(Exception):
    """There is nobody or nothing left to write about: such a letter is given up, with the reason.

    The reason holds no personal data: it is kept with the outbox and shown to staff.
    """


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to: name as written, e-mail address, language of the letter."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a letter. The name is ours: letters, figures, hyphens and a dot."""

    name: str
    content: bytes
    subtype: str = "pdf"


@dataclass(frozen=True, slots=True)
class WrittenLetter:
    """A letter ready to send. The subject alone says what happened."""

    to: Addressee
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


def addressee(person: Mapping[Any, Any] | None) -> Addressee:
    """A person, as a row of a view, as a letter's reader. Errors: CannotBeWritten without an address."""
    found = still_there(person)
    if not found["email"]:
        raise CannotBeWritten("the person has no e-mail address")
    return Addressee(f"{found['first_name']} {found['last_name']}", found["email"], found["language"])


def still_there(row: _Row | None) -> _Row:
    """What a letter is about, as long as it is there. Errors: CannotBeWritten."""
    if row is None:
        raise CannotBeWritten("the person or thing it is about is no more")
    return row


def written(
    to: Addressee,
    subject: str,
    parts: tuple[Part, ...],
    provider: Provider,
    attachments: tuple[Attachment, ...] = (),
) -> WrittenLetter:
    """A letter made of parts, as plain text and as HTML."""
    greeting = translated(to.language, marked("Hello %(name)s,"), name=to.name)
    text, html = rendered(to.language, subject, greeting, parts, provider)
    return WrittenLetter(to, subject, text, html, attachments)


def composed(letter: WrittenLetter, sender: str, outbox_id: int, queued_at: datetime) -> EmailMessage:
    """The message of a letter of the outbox. `sender` is a mailbox: Training Portal <no-reply@example.org>.

    Its Message-ID, date and boundaries follow from the outbox alone, so that a message that was sent twice
    after a breakdown is recognised as one. Errors: CannotBeWritten when the address is no address.
    """
    message = EmailMessage(policy=SMTP)
    name, address = parseaddr(sender)
    message["From"] = Address(_one_line(name), addr_spec=address)
    message["To"] = _mailbox(letter.to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(queued_at)
    message["Message-ID"] = f"<{queued_at:%Y%m%d%H%M%S}.{outbox_id}@{address.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for attachment in letter.attachments:
        message.add_attachment(
            attachment.content, maintype="application", subtype=attachment.subtype, filename=attachment.name
        )
    message["Content-Language"] = letter.to.language
    _fix_boundaries(message, str(message["Message-ID"]))
    return message


def _mailbox(to: Addressee) -> Address:
    local, at, domain = to.email.rpartition("@")
    try:
        return Address(_one_line(to.name), addr_spec=f"{local}{at}{domain.encode('idna').decode()}")
    except (MessageError, ValueError, IndexError) as error:
        raise CannotBeWritten("the e-mail address is not one that mail can be sent to") from error


def _one_line(text: str) -> str:
    """A text without anything that could end a header: blanks and printable characters only."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries that follow from the message's id, where the library would draw them at random."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary("=_" + hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()[:40])
