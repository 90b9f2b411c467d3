"""The demo, started as a newcomer starts it: told once, and kept at the second start."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def demo(folder: Path, port: int) -> Iterator[dict[str, Any]]:
    """A running demo, and what the first line of its output says."""
    told = ("--json", "--port", str(port), "--data", str(folder))
    command = [sys.executable, "-m", "training_portal", "demo", *told]
    with (folder.parent / "errors").open("a") as errors:
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
        try:
            assert running.stdout is not None
            first = running.stdout.readline()
            yield json.loads(first)
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=60) is not None
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
            assert running.stdout is not None
            running.stdout.close()


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def signed_in(url: str, door: str, sign: dict[str, str]) -> str:
    """The page that somebody of the demo sees first."""
    cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    browser = urllib.request.build_opener(cookies)
    page = browser.open(f"{url}/{door}/log-in").read().decode()
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    fields = urllib.parse.urlencode({"csrf_token": token.group(1), **sign}).encode()
    return str(browser.open(f"{url}/{door}/log-in", fields).read().decode())


def rows(folder: Path, question: str) -> list[Any]:
    """What the demo's database answers."""
    database = sqlite3.connect(folder / "portal.db")
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def test_the_demo_tells_a_history_and_keeps_it(tmp_path: Path, port: int) -> None:
    folder = tmp_path / "demo"
    began = datetime.now(UTC)
    with demo(folder, port) as told:
        assert list(told) == ["url", "manager", "trainee", "staff", "api_token", "mailbox"]
        assert told["url"] == f"http://127.0.0.1:{port}"
        assert "Purchase Training" in signed_in(told["url"], "manager", told["manager"])
        assert "My trainings" in signed_in(told["url"], "trainee", told["trainee"])
        assert "Companies" in signed_in(told["url"], "staff", told["staff"])
        asked = urllib.request.Request(
            f"{told['url']}/api/v1/catalogue", headers={"Authorization": f"Bearer {told['api_token']}"}
        )
        assert len(json.load(urllib.request.urlopen(asked))) == 3
        assert urllib.request.urlopen(f"{told['url']}/mailbox").status == 200
    a_believable_history(folder, began)
    [[events]] = rows(folder, "SELECT count(*) FROM events")
    with demo(folder, port) as again:
        assert again == told
    assert rows(folder, "SELECT count(*) FROM events") == [(events,)]


def a_believable_history(folder: Path, began: datetime) -> None:
    """Two companies, some sixty people, three years, and an order of time that nobody can wonder at."""
    assert rows(folder, "SELECT count(*) FROM view_companies") == [(2,)]
    assert rows(folder, "SELECT count(*) > 3 FROM view_managers") == [(1,)]
    [[people]] = rows(folder, "SELECT count(*) FROM view_trainees")
    assert 55 <= people <= 65
    for first, last in (("-9 years", "0 days"), ("1 day", "3 months"), ("100 days", "6 months")):
        due = f"renewal_on BETWEEN date('now', '{first}') AND date('now', '{last}')"
        [[count]] = rows(folder, f"SELECT count(*) FROM view_training_to_renew WHERE {due}")
        assert count > 0, due
    instants = [at for (at,) in rows(folder, "SELECT recorded_at FROM events ORDER BY position")]
    assert instants == sorted(instants)
    assert datetime.fromisoformat(instants[0]) < began - timedelta(days=3 * 365)
    assert datetime.fromisoformat(instants[-1]) <= began + timedelta(minutes=10)
