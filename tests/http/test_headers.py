"""What every answer says to the browser, over HTTP and over HTTPS."""

import pytest

from browsing import OWN_PASSWORD, Browser
from dsl import World, settings_for
from training_portal.http import create_app

PATHS = ("/", "/manager/log-in", "/absent", "/sign-in/code", "/static/favicon.svg", "/api/v1/absent")


@pytest.fixture
def secure(sqlite_url, tmp_path):
    """A portal that browsers reach by HTTPS, through one proxy."""
    world = World(settings_for(sqlite_url, tmp_path, base_url="https://portal.example", trusted_proxies=1))
    yield world
    world.close()


@pytest.fixture
def secure_browser(secure):
    return Browser(create_app(secure.portal), "https://portal.example")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(path, browser):
    headers = browser.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_over_https_browsers_are_told_to_stay_there(path, secure_browser):
    assert secure_browser.get(path).headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_are_not_kept_and_static_files_are(browser, manager):
    assert manager.get("/").headers["Cache-Control"] == "no-store"
    assert browser.get("/absent").headers["Cache-Control"] == "no-store"
    assert "public" in browser.get("/static/favicon.svg").headers["Cache-Control"]
    assert "immutable" in browser.get("/static/favicon.svg?v=1").headers["Cache-Control"]
    assert browser.get("/static/absent.svg").headers["Cache-Control"] == "no-store"


def test_pages_load_nothing_inline_and_nothing_from_elsewhere(browser):
    page = browser.get("/manager/log-in").text
    for inline in ("<script>", "<style", " style=", " onclick=", "javascript:", 'src="http', 'href="http'):
        assert inline not in page


def test_the_cookies_of_a_plain_portal(browser, company):
    answer = browser.log_in("manager", company.manager.username, company.manager.temporary_password)
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("portal-")
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie


def test_the_cookies_of_a_secure_portal_are_held_to_its_host(secure, secure_browser):
    company = secure.company()
    headers = {"Referer": "https://portal.example/manager/log-in"}
    fields = {"username": company.manager.username, "password": company.manager.temporary_password}
    answer = secure_browser.post("/manager/log-in", fields, headers=headers)
    assert answer.location == "/sign-in/new-password"
    cookies = answer.headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"__Host-session", "__Host-form"}
    for cookie in cookies:
        for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert flag in cookie
        assert "Domain" not in cookie
    session = next(cookie for cookie in cookies if cookie.startswith("__Host-session"))
    assert "Max-Age" not in session
    assert "Expires" not in session


@pytest.mark.parametrize("headers", [{}, {"Referer": "https://evil.example/"}])
def test_over_https_a_form_comes_from_the_portals_own_pages(headers, secure_browser):
    assert secure_browser.post("/language", {"language": "fr"}, headers=headers).status_code == 400


@pytest.mark.parametrize("host", ["http://evil.example", "http://localhost.evil.example:8000"])
def test_a_forged_host_is_refused(host, browser, app):
    answer = Browser(app, host).get("/")
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_portal_on_this_machine_answers_to_its_usual_names(app):
    for host in ("http://127.0.0.1:8000", "http://localhost:8000"):
        assert Browser(app, host).get("/").status_code == 200


def test_a_portal_in_the_world_answers_to_its_own_name_only(secure_browser):
    assert secure_browser.get("/").status_code == 200
    assert Browser(secure_browser.app, "https://localhost").get("/").status_code == 400


def test_guessing_is_counted_by_the_address_that_our_own_proxy_names(secure, secure_browser):
    company = secure.company()

    def enter(password, address):
        headers = {
            "Referer": "https://portal.example/",
            "X-Forwarded-For": address,
            "X-Forwarded-Proto": "https",
        }
        fields = {"username": f"guess-{password}", "password": password}
        if password == company.manager.temporary_password:
            fields["username"] = company.manager.username
        return secure_browser.post("/manager/log-in", fields, headers=headers).status_code

    right = company.manager.temporary_password
    door = secure_browser.app.extensions["front_door"]
    for _ in range(100):
        door._throttle.failed("192.0.2.7")
    assert enter(right, "192.0.2.7") == 429
    assert enter(right, "198.51.100.1, 192.0.2.7") == 429
    assert enter(right, "198.51.100.9") == 303


def test_signing_out_takes_the_cookie_back_with_the_same_flags(secure, secure_browser):
    company = secure.company()
    headers = {"Referer": "https://portal.example/"}
    fields = {"username": company.manager.username, "password": company.manager.temporary_password}
    secure_browser.post("/manager/log-in", fields, headers=headers)
    fields = {"password": OWN_PASSWORD, "repeated": OWN_PASSWORD}
    secure_browser.post("/sign-in/new-password", fields, headers=headers)
    answer = secure_browser.post("/log-out", headers=headers)
    taken = next(
        cookie for cookie in answer.headers.getlist("Set-Cookie") if cookie.startswith("__Host-session=;")
    )
    assert "Secure" in taken
    assert "Max-Age=0" in taken
