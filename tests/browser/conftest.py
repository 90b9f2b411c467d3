"""A portal that listens on a free port, and a real Chromium to visit it with."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from dsl import World, settings_for
from training_portal.http import create_app

_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(sqlite_url, tmp_path))
    yield world
    world.close()


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """Where the portal listens."""
    server = make_server("127.0.0.1", 0, create_app(world.portal), threaded=True)
    listening = Thread(target=server.serve_forever)
    listening.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    listening.join()
    server.server_close()


@pytest.fixture
def served(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal that listens at its own `settings.base_url`, so that links in its mail and documents open."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    world = World(settings_for(sqlite_url, tmp_path, base_url=f"http://127.0.0.1:{port}"))
    server = make_server("127.0.0.1", port, create_app(world.portal), threaded=True)
    listening = Thread(target=server.serve_forever)
    listening.start()
    yield world
    server.shutdown()
    listening.join()
    server.server_close()
    world.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert path, "install Chromium: make system"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window of its own cookies, in which nothing may go wrong unsaid."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
