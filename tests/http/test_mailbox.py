"""The demo's Mailbox: every message as it was sent, harmless to read; elsewhere there is none."""

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from dsl import World, settings_for
from training_portal.aggregates.order import Order
from training_portal.http import create_app
from training_portal.worker import run_worker


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000", mailbox_page=True))
    yield world
    world.close()


def keep(world: World, number: int, subject: str, text: str, html: str = "") -> None:
    """Put a message into the mail folder."""
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "claire@example.com"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    folder = world.portal.settings.mail_folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.eml").write_bytes(bytes(message))


def test_before_the_first_message_the_mailbox_is_empty(browser: Browser) -> None:
    page = browser.get("/mailbox")
    assert page.status_code == 200
    assert "No mail has been sent yet." in page.text


def test_messages_stand_newest_first_and_their_certificates_can_be_saved(
    world: World, browser: Browser, order: Order
) -> None:
    world.passes(world.enrolments(order)[0])
    run_worker(world.portal, once=True)
    page = browser.get("/mailbox").text
    assert page.index("Karim Benali") < page.index("confirmed") < page.index("You are now a manager")
    number = int(page.split('href="/mailbox/')[1].partition('"')[0])
    message = browser.get(f"/mailbox/{number}").text
    assert 'href="http://localhost:8000/verify/' in message
    saved = browser.get(f"/mailbox/{number}/files/0")
    assert saved.data[:5] == b"%PDF-"
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=certificate-C-2026-")
    assert saved.mimetype == "application/octet-stream"
    assert browser.get(f"/mailbox/{number}/files/1").status_code == 404


def test_text_is_escaped_and_only_own_addresses_become_links(world: World, browser: Browser) -> None:
    keep(
        world,
        1,
        "<b>Hello</b>",
        "<script>alert(1)</script> http://evil.example/x http://localhost:8000/verify/A",
    )
    page = browser.get("/mailbox/1").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "&lt;b&gt;Hello" in page
    assert 'href="http://evil.example' not in page
    assert '<a href="http://localhost:8000/verify/A">' in page


def test_html_is_shown_in_a_frame_that_runs_and_fetches_nothing(world: World, browser: Browser) -> None:
    keep(world, 1, "Hello", "Hello", "<html><head></head><body><script>alert(1)</script></body></html>")
    assert '<iframe class="letter-frame" sandbox="allow-popups' in browser.get("/mailbox/1").text
    policy = browser.get("/mailbox/1/html").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize("number", ["2", "0", "99999999999999", "../keys", "1.eml", "-1"])
def test_what_is_not_a_message_is_not_there(world: World, browser: Browser, number: str) -> None:
    keep(world, 1, "Hello", "Hello")
    for path in ("", "/html", "/files/0"):
        assert browser.get(f"/mailbox/{number}{path}").status_code == 404


def test_a_portal_that_is_no_demo_has_no_mailbox(world: World) -> None:
    settings = world.portal.settings.with_changes(mailbox_page=False)
    app = create_app(replace(world.portal, settings=settings))
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/mailbox")]


def test_the_mailbox_is_found_from_the_first_page_and_from_every_rail(app: Flask, manager: Browser) -> None:
    assert 'href="/mailbox"' in Browser(app).get("/").text
    assert 'href="/mailbox"' in manager.get("/dashboard").text


def test_where_mail_really_leaves_no_page_speaks_of_a_mailbox(sqlite_url: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000")
    real = World(settings)
    assert "ailbox" not in Browser(create_app(real.portal)).get("/").text
    real.close()
