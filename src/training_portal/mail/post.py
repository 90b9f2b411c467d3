"""How letters leave: over SMTP, or, where no mail server is set, into a folder of .eml files."""

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from ..settings import Settings, Smtp

_TIMEOUT_SECONDS = 30


class Refused(Exception):
    """The mail server will never take this letter to this address."""

    def __init__(self, address: str, words: str) -> None:
        super().__init__(words)
        self.address = address
        self.words = words


class TryLater(Exception):
    """The letter could not be handed over now. `nobody_answers`: neither could any other."""

    def __init__(self, words: str, *, nobody_answers: bool = False) -> None:
        super().__init__(words)
        self.words = words
        self.nobody_answers = nobody_answers


class Post(Protocol):
    """Whoever takes letters away."""

    @property
    def sender(self) -> str:
        """The mailbox that letters come from."""

    def send(self, message: EmailMessage, outbox_id: int) -> None:
        """Hand a message over. Errors: Refused for good, TryLater."""


def post_for(settings: Settings) -> Post:
    """The post that a deployment has chosen."""
    if settings.smtp.host:
        return SmtpPost(settings.smtp, settings.mail_from)
    return FolderPost(settings.mail_folder, settings.mail_from)


class SmtpPost:
    """A mail server, reached with STARTTLS and a log-in unless the settings say otherwise."""

    def __init__(self, smtp: Smtp, sender: str, timeout: float = _TIMEOUT_SECONDS) -> None:
        self.sender = sender
        self._smtp = smtp
        self._timeout = timeout
        self._address = parseaddr(sender)[1]

    def send(self, message: EmailMessage, outbox_id: int) -> None:
        """Hand a message to the server. Errors: Refused (5xx to this letter), TryLater (all else)."""
        [to] = message["To"].addresses
        server = self._connected()
        try:
            server.send_message(message, self._address, [to.addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            self._refuse(to.addr_spec, *error.recipients[to.addr_spec])
        except smtplib.SMTPDataError as error:
            self._refuse(to.addr_spec, error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(to.addr_spec, "the mail server does not take such an address") from error
        except smtplib.SMTPResponseException as error:
            raise TryLater(_answer(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(f"the connection broke: {type(error).__name__}") from error
        finally:
            _part(server)

    def _connected(self) -> smtplib.SMTP:
        """A session with the server, ready to take a letter."""
        try:
            server = smtplib.SMTP(
                self._smtp.host, self._smtp.port, self._address.rpartition("@")[2], self._timeout
            )
        except (smtplib.SMTPException, OSError) as error:
            raise TryLater(_no_answer(error), nobody_answers=True) from error
        try:
            if self._smtp.starttls:
                server.starttls(context=ssl.create_default_context(cafile=self._smtp.ca_file or None))
            if self._smtp.username:
                server.login(self._smtp.username, self._smtp.password)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise TryLater(_no_answer(error), nobody_answers=True) from error
        return server

    @staticmethod
    def _refuse(address: str, code: int, words: bytes | str) -> None:
        """A refusal for good when the code says so (5xx), else for now (4xx)."""
        answer = _answer(code, words)
        raise Refused(address, answer) if code >= 500 else TryLater(answer)


class FolderPost:
    """A folder of messages as .eml files, readable by its owner only. The same letter twice is one file."""

    def __init__(self, folder: Path, sender: str) -> None:
        self.sender = sender
        self._folder = folder

    def send(self, message: EmailMessage, outbox_id: int) -> None:
        """Write a message whole, or not at all. Errors: TryLater when the disk does not take it."""
        path, draft = self._folder / f"{outbox_id}.eml", self._folder / f".{outbox_id}.part"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(bytes(message))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, path)
        except OSError as error:
            raise TryLater(f"the mail folder takes no file: {error.strerror}", nobody_answers=True) from error


def _part(server: smtplib.SMTP) -> None:
    """Take leave. Whatever goes wrong now, the letter's fate is known already."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


def _answer(code: int, words: bytes | str) -> str:
    """What a server said, without the addresses in it."""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    without_addresses = re.sub(r"[^\s<>]*@[^\s<>]*", "(address)", said)
    return f"{code} {' '.join(without_addresses.split())}"[:300]


def _no_answer(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"the mail server refuses our log-in ({error.smtp_code})"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "the mail server does not offer what the settings ask (STARTTLS or log-in)"
    return f"no mail server answers: {type(error).__name__}"
