"""What a deployment decides: read once, from the environment, at the edge."""

import base64
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Provider:
    """The training company that runs the portal, as its documents name it.

    `address` is in lines as they are printed, `country` an ISO code. Invoices are due after `payment_days`.
    """

    name: str = "Cap Sûreté Formation"
    address: tuple[str, ...] = ("12 quai de la Fosse", "44000 Nantes")
    siren: str = "732829320"
    vat_number: str = "FR44732829320"
    declaration_number: str = "52440000044"
    country: str = "FR"
    legal_form: str = "SARL au capital de 20 000 EUR, RCS Nantes 732 829 320"
    iban: str = "FR1420041010050500013M02606"
    bic: str = "PSSTFRPPXXX"
    payment_days: int = 30
    signatory: str = "Hélène Garnier"
    signatory_title: str = "Head of training"
    email: str = "contact@training.example"
    phone: str = "+33 2 40 00 00 00"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The mail server. An empty `host` keeps mail in a folder of .eml files instead."""

    host: str = ""
    port: int = 587
    username: str = ""
    password: str = field(default="", repr=False)
    starttls: bool = True
    ca_file: str = ""


@dataclass(frozen=True, slots=True)
class CardPayments:
    """The payment provider that takes cards, spoken to in Stripe's protocol.

    `api_base` is where its API answers, "" for Stripe itself; `pages` where its payment pages stand (an
    origin); `account` the connected account whose notices are ours, "" for the key's own. `is_test` says that
    it is the portal's own test provider; `live` that real money moves.
    """

    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    api_base: str = ""
    pages: str = "https://checkout.stripe.com"
    account: str = ""
    is_test: bool = False
    live: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a deployment decides. `master_key` is 32 bytes; it seals the persons' keys.

    `reminder_days` are the days after its due date on which an unpaid invoice is reminded of, in order.
    `trusted_proxies` is how many proxies of our own stand in front and say truly from where a request came.
    """

    data_dir: Path
    database_url: str = field(repr=False)
    base_url: str
    secret_key: str = field(repr=False)
    master_key: bytes = field(repr=False)
    time_zone: str = "Europe/Paris"
    provider: Provider = Provider()
    smtp: Smtp = Smtp()
    mail_from: str = "Training Portal <no-reply@training.example>"
    staff_second_factor: bool = True
    mailbox_page: bool = False
    terms_version: str = "2026-01"
    reminder_days: tuple[int, ...] = (5, 15, 30)
    trusted_proxies: int = 0
    card_payments: CardPayments = CardPayments("sk_test_none", "whsec_none", is_test=True)

    @property
    def mail_folder(self) -> Path:
        """Where messages are kept as .eml files when no mail server is set."""
        return self.data_dir / "mail"

    def with_changes(self, **changes: object) -> "Settings":
        """These settings with some of them replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from the environment; see the operations page for every name.

    Errors: ValueError names the variable that cannot be read.
    """
    data_dir = Path(environ.get("TRAINING_PORTAL_DATA", "portal-data")).resolve()
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and password hashes lie in it
    keys = _keys(environ, data_dir)
    _refuse_the_demos_ease(environ)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(environ.get("DATABASE_URL", ""), data_dir),
        base_url=environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        secret_key=keys["secret_key"],
        master_key=_master_key(keys["master_key"]),
        time_zone=environ.get("TIME_ZONE", "Europe/Paris"),
        provider=_provider(environ.get("PROVIDER_FILE", "")),
        smtp=_smtp(environ),
        mail_from=environ.get("MAIL_FROM", "Training Portal <no-reply@training.example>"),
        staff_second_factor=environ.get("STAFF_SECOND_FACTOR", "on") != "off",
        mailbox_page=environ.get("MAILBOX_PAGE", "off") == "on",
        reminder_days=_days(environ.get("REMINDER_DAYS", "5,15,30")),
        trusted_proxies=_number(environ, "TRUSTED_PROXIES", 0),
        card_payments=_card_payments(environ, keys["secret_key"]),
    )


def _refuse_the_demos_ease(environ: Mapping[str, str]) -> None:
    """What makes the demo easy would open a portal that is reached by HTTPS, as every real one is, to all."""
    eased = {"MAILBOX_PAGE": "on", "STAFF_SECOND_FACTOR": "off"}
    for name, value in eased.items():
        if environ.get(name) == value and environ.get("BASE_URL", "").startswith("https://"):
            raise ValueError(f"{name}={value} is for the demo only, and BASE_URL is no demo's")


def _database_url(url: str, data_dir: Path) -> str:
    """The embedded SQLite file by default; PostgreSQL addresses are given psycopg as their driver."""
    if not url:
        return f"sqlite:///{data_dir / 'portal.db'}"
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _keys(environ: Mapping[str, str], data_dir: Path) -> dict[str, str]:
    """SECRET_KEY and MASTER_KEY, or those made once for this data folder and readable by its owner only."""
    if "SECRET_KEY" in environ and "MASTER_KEY" in environ:
        return {"secret_key": environ["SECRET_KEY"], "master_key": environ["MASTER_KEY"]}
    path = data_dir / "keys.json"
    made = {
        "secret_key": secrets.token_urlsafe(48),
        "master_key": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(made, file)
    except FileExistsError:
        found: dict[str, str] = json.loads(path.read_text())
        return found
    return made


def _master_key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise ValueError("MASTER_KEY is not base64") from error
    if len(key) != 32:
        raise ValueError("MASTER_KEY must be 32 bytes, as base64")
    return key


def _provider(path: str) -> Provider:
    if not path:
        return Provider()
    facts = json.loads(Path(path).read_text(encoding="utf-8"))
    return Provider(**{**facts, "address": tuple(facts["address"])} if "address" in facts else facts)


def _smtp(environ: Mapping[str, str]) -> Smtp:
    return Smtp(
        host=environ.get("SMTP_HOST", ""),
        port=_number(environ, "SMTP_PORT", 587),
        username=environ.get("SMTP_USERNAME", ""),
        password=environ.get("SMTP_PASSWORD", ""),
        starttls=environ.get("SMTP_STARTTLS", "on") != "off",
        ca_file=environ.get("SMTP_CA_FILE", ""),
    )


def _card_payments(environ: Mapping[str, str], secret_key: str) -> CardPayments:
    """The portal's own test provider, unless a key of Stripe's is given. Real money needs one word more."""
    key = environ.get("STRIPE_SECRET_KEY", "")
    if not key:
        address = environ.get("TEST_PROVIDER_ADDRESS", "http://127.0.0.1:8001").rstrip("/")
        made = [_made_secret(secret_key, purpose) for purpose in ("api key", "notices")]
        return CardPayments(f"sk_test_{made[0]}", f"whsec_{made[1]}", address, address, is_test=True)
    live = key.startswith(("sk_live_", "rk_live_"))
    if not live and not key.startswith(("sk_test_", "rk_test_")):
        raise ValueError("STRIPE_SECRET_KEY is no secret key of Stripe's")
    if live and environ.get("REAL_MONEY", "off") != "on":
        raise ValueError("STRIPE_SECRET_KEY takes real money: set REAL_MONEY=on if that is meant")
    if live and environ.get("STRIPE_API_BASE", ""):
        raise ValueError("STRIPE_API_BASE leads a key for real money away from Stripe")
    if not environ.get("STRIPE_WEBHOOK_SECRET", ""):
        raise ValueError("STRIPE_WEBHOOK_SECRET is missing: notices of payment could not be believed")
    return CardPayments(
        secret_key=key,
        webhook_secret=environ["STRIPE_WEBHOOK_SECRET"],
        api_base=environ.get("STRIPE_API_BASE", "").rstrip("/"),
        pages=environ.get("STRIPE_PAGES", "https://checkout.stripe.com").rstrip("/"),
        account=environ.get("STRIPE_ACCOUNT", ""),
        live=live,
    )


def _made_secret(secret_key: str, purpose: str) -> str:
    """A secret that the portal and its test provider, which read the same settings, both know."""
    return hmac.new(secret_key.encode(), f"test provider: {purpose}".encode(), "sha256").hexdigest()


def _days(text: str) -> tuple[int, ...]:
    """Days after a due date, written ``5,15,30``; an empty text is none."""
    days = tuple(int(day) if day.strip().isdecimal() else 0 for day in text.split(",") if text.strip())
    if any(day < 1 for day in days) or list(days) != sorted(set(days)):
        raise ValueError(f"REMINDER_DAYS are days after the due date, each later than the one before: {text}")
    return days


def _number(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    text = environ.get(name, str(otherwise))
    if not text.isdecimal():
        raise ValueError(f"{name} is not a number: {text}")
    return int(text)
