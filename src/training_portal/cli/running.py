"""Running the portal: the database, the pages, the worker, and the demo."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import click

from ..clock import system_clock
from ..demo.history import PASSWORD, DemoSignIns, tell_history
from ..event_store.engine import make_engine, writing
from ..identity.tokens import make_token
from ..migration import migrate
from ..portal import build_portal
from ..settings import Settings, read_settings
from ..worker import run_worker
from .opening import opened_portal, settings_or_stop


@click.group()
def database() -> None:
    """The database and its schema."""


@database.command("migrate")
def migrate_database() -> None:
    """Bring the schema up to date; run it once before a new release starts."""
    engine = make_engine(settings_or_stop().database_url)
    revision = migrate(engine)
    engine.dispose()
    click.echo(f"The schema is at revision {revision}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the pages and the API. Put a proxy in front that speaks HTTPS and buffers slow clients."""
    with opened_portal():
        pass
    os.execv(sys.executable, _gunicorn(host, port, workers))  # noqa: S606 -- our own interpreter


def _gunicorn(host: str, port: int, workers: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:training_portal.http.gunicorn_settings",
        "--bind",
        f"{host}:{port}",
        "--workers",
        str(workers),
        "--threads",
        "8",
        "training_portal.http.serving:make_app()",
    ]


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(once: bool) -> None:
    """Send the mail and do the daily jobs. Run as many as you like: one works, the others stand by."""
    with opened_portal() as portal:
        run_worker(portal, once=once)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-data"), show_default=True
)
@click.option(
    "--json", "as_json", is_flag=True, help="Say where to go and whom to sign in as in one JSON line."
)
def demo(host: str, port: int, data: Path, as_json: bool) -> None:
    """Run the portal with demo data, worker included. Starting it again keeps the data."""
    environment = {
        **os.environ,
        "TRAINING_PORTAL_DATA": str(data.resolve()),
        "BASE_URL": f"http://{host}:{port}",
        "STAFF_SECOND_FACTOR": "off",
        "MAILBOX_PAGE": "on",
        "TEST_PROVIDER_ADDRESS": f"http://{host}:{_free_port(host, port + 1)}",
    }
    for name in ("DATABASE_URL", "SMTP_HOST", "SECRET_KEY", "MASTER_KEY", "STRIPE_SECRET_KEY"):
        environment.pop(name, None)
    settings = read_settings(environment)
    if _answers(settings.base_url):
        raise click.ClickException(f"Port {port} is in use: choose another with --port.")
    told = _demo_data(settings)
    _run_all(_gunicorn(host, port, 2), environment, lambda: _announce(told, settings, as_json))


def _demo_data(settings: Settings) -> dict[str, str]:
    """The sign-ins of the demo, made with its data at the first start and kept beside it."""
    kept = settings.data_dir / "sign-ins.json"
    engine = make_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    if not kept.exists():
        signs = tell_history(settings, system_clock(), lambda words: click.echo(words, err=True))
        with open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            json.dump(_with_token(settings, signs), file)  # an API token is among them
    told: dict[str, str] = json.loads(kept.read_text(encoding="utf-8"))
    return told


def _with_token(settings: Settings, signs: DemoSignIns) -> dict[str, str]:
    portal = build_portal(settings)
    with writing(portal.store.engine) as tx:
        token = make_token(tx, signs.manager_id, signs.company, "demo", portal.now, timedelta(days=365))
    portal.store.engine.dispose()
    return {"manager": signs.manager, "trainee": signs.trainee, "staff": signs.staff, "api_token": token}


def _announce(told: dict[str, str], settings: Settings, as_json: bool) -> None:
    people = {
        kind: {"username": told[kind], "password": PASSWORD} for kind in ("manager", "trainee", "staff")
    }
    if not is_this_machine(settings.base_url):
        click.echo(
            "WARNING: this demo can be reached from other machines, and everybody in it has the password "
            "printed below, which is the same in every demo. Whoever reaches it can sign in, as staff too, "
            "and read its mail. Put nothing real into it.",
            err=True,
        )
    if as_json:
        answer = {"url": settings.base_url, **people, "api_token": told["api_token"]}
        click.echo(json.dumps({**answer, "mailbox": str(settings.mail_folder)}))
        return
    click.echo(f"\nTraining Portal runs at {settings.base_url}\n")
    for kind, sign in people.items():
        click.echo(f"  {kind:<8} username {sign['username']:<12} password {sign['password']}")
    click.echo(f"\n  API token  {told['api_token']}")
    click.echo(f"  Mailbox    {settings.base_url}/mailbox")
    click.echo(f"  Payments   {settings.card_payments.pages} (a test provider: no money moves)")
    click.echo("\nStop it with Ctrl-C.")


def is_this_machine(address: str) -> bool:
    """Whether an address of the pages can be reached from this machine only."""
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _run_all(server: list[str], environment: dict[str, str], announce: Callable[[], None]) -> None:
    """Run pages, worker and test provider until one ends or somebody stops us, then stop the others."""
    beside = [[sys.executable, "-m", "training_portal", name] for name in ("worker", "test-provider")]
    commands = (server, *beside)
    running = [subprocess.Popen(command, env=environment, stdout=sys.stderr) for command in commands]  # noqa: S603

    def stop(*_: object) -> None:
        for process in running:
            process.terminate()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    announced = False
    while all(process.poll() is None for process in running):
        if not announced and _answers(environment["BASE_URL"]):
            announce()
            announced = True
        time.sleep(0.1)
    stop()
    for process in running:
        process.wait()


def _free_port(host: str, wanted: int) -> int:
    """A port on which nobody listens: the one wanted if it is free."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, min(port, 65535)))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return wanted


def _answers(address: str) -> bool:
    """Whether somebody listens at the address of the pages."""
    host, _, port = address.removeprefix("http://").partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
