"""A real mail server, an outbox in a real database, and letters to send."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from training_portal.event_store.context import Context
from training_portal.event_store.engine import writing
from training_portal.event_store.outbox import QUEUE, Letter, Outbox
from training_portal.mail.message import Addressee, Attachment, WrittenLetter, written
from training_portal.mail.parts import Paragraph
from training_portal.settings import Provider, Smtp

SENDER = "Training Portal <no-reply@training.example>"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class MailServer:
    """A real SMTP server on this machine, and what it has taken. It answers as the test tells it."""

    certificate: Path
    answers: dict[str, list[str]] = field(default_factory=dict)
    after_data: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        """Take an address, unless the test has something else to say about it."""
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        """Take a message, unless the test has something else to say."""
        if self.after_data:
            return self.after_data.pop(0)
        self.taken.append(message_from_bytes(envelope.content, policy=SMTP_POLICY))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        return "250 queued"

    def settings(self, **changes: Any) -> Smtp:
        """How the portal reaches this server."""
        known = {"host": "127.0.0.1", "port": self.port, "username": "portal", "password": "right"}
        return Smtp(**{**known, "ca_file": str(self.certificate), **changes})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine's own address, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(built.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def mail_server(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    """A mail server that wants STARTTLS and a log-in."""
    server = MailServer(certificate[0])
    controller = controller_of(server, *certificate)
    controller.start()
    server.port = controller.port
    yield server
    controller.stop()


@pytest.fixture
def plain_server(certificate: tuple[Path, Path]) -> Iterator[MailServer]:
    """A mail server without STARTTLS and log-in."""
    server = MailServer(certificate[0])
    controller = _AnyPort(server, hostname="127.0.0.1", port=0)
    controller.start()
    server.port = controller.port
    yield server
    controller.stop()


def controller_of(server: MailServer, cert: Path, key: Path, port: int = 0) -> Controller:
    """The thread that a mail server runs in."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    return _AnyPort(
        server,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        authenticator=_authenticate,
        auth_required=True,
    )


class _AnyPort(Controller):
    def _trigger_server(self) -> None:
        """With port 0 the port is known only now."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticate(server: Any, session: Any, envelope: Any, mechanism: str, credentials: Any) -> AuthResult:
    right = isinstance(credentials, LoginPassword) and credentials.password == b"right"
    return AuthResult(success=right, handled=False)


@pytest.fixture
def outbox(engine: sa.Engine) -> Outbox:
    """An empty outbox; the test runs on each kind of database."""
    return Outbox(engine, b"k" * 32)


@pytest.fixture
def waits(engine: sa.Engine, outbox: Outbox) -> Callable[..., None]:
    """Put a letter to somebody into the outbox, as a command does in its transaction."""

    def put(recipient: str, secret: str = "", now: datetime = NOW) -> None:
        context = Context("system", "fret", f"command-{recipient}", now, now.date())
        with writing(engine) as tx:
            row = outbox.row(context, "greeting", recipient, "thing", secret, {})
            driver = tx.connection.driver_connection
            QUEUE.run(driver, [row], sqlite=tx.dialect.name == "sqlite")

    return put


@pytest.fixture
def rows(engine: sa.Engine) -> Callable[[], list[dict[str, Any]]]:
    """What the outbox holds, oldest first."""

    def read() -> list[dict[str, Any]]:
        with engine.connect() as tx:
            return [dict(row) for row in tx.execute(sa.text("SELECT * FROM outbox ORDER BY id")).mappings()]

    return read


def greeting(letter: Letter) -> WrittenLetter:
    """A short letter to whom the outbox names."""
    to = Addressee("Zoé Élan", f"{letter.recipient}@fret.example", "en")
    parts = (Paragraph(f"Welcome. {letter.secret}"),)
    return written(to, "Welcome", parts, Provider(), (Attachment("welcome.pdf", b"%PDF-1.7"),))
