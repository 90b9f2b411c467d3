"""The messages of the mail folder, where no mail server is set: what the demo's Mailbox shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import cast

from training_portal.errors import NotFound

_HEADER_BYTES = 16_384
_HEADERS = BytesHeaderParser(policy=policy.default)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message as a list shows it."""

    number: int
    subject: str
    to: str
    sent_at: datetime | None


def numbers_of_messages(folder: Path) -> list[int]:
    """The numbers of all messages, the newest first. A folder that is not there yet is empty."""
    return sorted((int(path.stem) for path in folder.glob("*.eml") if path.stem.isdecimal()), reverse=True)


def envelopes(folder: Path, numbers: Sequence[int]) -> list[Envelope]:
    """The envelopes of some messages; one that went missing meanwhile is left out."""
    found = []
    for number in numbers:
        path = _path(folder, number)
        if path.is_file():
            with path.open("rb") as file:
                headers = _HEADERS.parsebytes(file.read(_HEADER_BYTES))
            found.append(envelope_of(number, headers))
    return found


def message_of(folder: Path, number: int) -> EmailMessage:
    """One message. Errors: NotFound."""
    path = _path(folder, number)
    if not path.is_file():
        raise NotFound
    with path.open("rb") as file:
        return message_from_binary_file(file, policy=policy.default)


def envelope_of(number: int, message: EmailMessage) -> Envelope:
    """What stands on the outside of a message."""
    date = message["Date"]
    return Envelope(
        number, str(message["Subject"] or ""), str(message["To"] or ""), date.datetime if date else None
    )


def body_of(message: EmailMessage, kind: str) -> str:
    """The text of a message, plain or html; empty when it has none of the kind."""
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""


def attachments_of(message: EmailMessage) -> list[tuple[str, bytes]]:
    """The files that came with a message: names and contents, in order."""
    parts = message.iter_attachments()
    return [(part.get_filename("file"), cast(bytes, part.get_payload(decode=True) or b"")) for part in parts]


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number}.eml"
