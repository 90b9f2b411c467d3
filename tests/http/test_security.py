"""One's own password, sessions and second factor: what ends, what is asked for, and what is refused."""

import re

import pyotp
import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World

PLACE = "/password-and-sessions"
ANOTHER = "zwölf Boxkämpfer jagen 19"


@pytest.fixture
def elsewhere(app: Flask, manager: Browser, company: Company) -> Browser:
    """The same manager at another computer."""
    browser = Browser(app)
    browser.log_in("manager", company.manager.username, OWN_PASSWORD)
    return browser


def is_in(browser: Browser) -> bool:
    """Whether a browser is signed in."""
    return browser.get("/my-profile").status_code == 200


def secret_of(manager: Browser) -> str:
    """The secret that the page shows for an app."""
    manager.post(f"{PLACE}/second-factor/begin", {"present": OWN_PASSWORD})
    [secret] = re.findall(r'class="secret">([A-Z2-7]+)<', manager.get(f"{PLACE}/second-factor").text)
    return str(secret)


def code_of(secret: str, world: World) -> str:
    """What the app shows now."""
    return pyotp.TOTP(secret).at(world.clock.now)


def sets_up(manager: Browser, world: World) -> str:
    """Set up a second factor; answers its secret."""
    secret = secret_of(manager)
    manager.post(f"{PLACE}/second-factor", {"code": code_of(secret, world)})
    return secret


def test_signing_out_everywhere_else_leaves_this_session(manager: Browser, elsewhere: Browser) -> None:
    assert is_in(elsewhere)
    assert manager.get(PLACE).text.count("last request") == 2
    manager.post(f"{PLACE}/sign-out-everywhere")
    assert (is_in(manager), is_in(elsewhere)) == (True, False)
    assert "Sign out everywhere else" in manager.get(PLACE).text


def test_a_changed_password_ends_every_other_session_and_the_old_one_opens_nothing(
    manager: Browser, elsewhere: Browser, company: Company, app: Flask
) -> None:
    fields = {"present": OWN_PASSWORD, "password": ANOTHER, "repeated": ANOTHER}
    assert manager.post(f"{PLACE}/password", fields).status_code == 303
    assert (is_in(manager), is_in(elsewhere)) == (True, False)
    for password, opens in ((OWN_PASSWORD, False), (ANOTHER, True)):
        browser = Browser(app)
        browser.log_in("manager", company.manager.username, password)
        assert is_in(browser) is opens


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"present": "something else", "password": ANOTHER, "repeated": ANOTHER},
            "not your present password",
        ),
        ({"present": OWN_PASSWORD, "password": ANOTHER, "repeated": ANOTHER + "!"}, "not the same"),
        ({"present": OWN_PASSWORD, "password": OWN_PASSWORD, "repeated": OWN_PASSWORD}, "that you had"),
        ({"present": OWN_PASSWORD, "password": "short", "repeated": "short"}, "at least 12"),
    ],
)
def test_a_password_that_may_not_be_taken_is_refused_with_words(
    manager: Browser, elsewhere: Browser, fields: dict[str, str], words: str
) -> None:
    answer = manager.post(f"{PLACE}/password", fields)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert is_in(elsewhere)


def test_guessing_the_present_password_is_throttled(manager: Browser) -> None:
    fields = {"present": "a guess", "password": ANOTHER, "repeated": ANOTHER}
    answers = [manager.post(f"{PLACE}/password", fields).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_with_a_second_factor_a_password_alone_opens_nothing(
    world: World, manager: Browser, elsewhere: Browser, company: Company, app: Flask
) -> None:
    secret = sets_up(manager, world)
    assert (is_in(manager), is_in(elsewhere)) == (True, False)
    browser = Browser(app)
    browser.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert not is_in(browser)
    world.clock.moves(minutes=1)
    browser.submit("/sign-in/code", code=code_of(secret, world))
    assert is_in(browser)


def test_a_wrong_first_code_sets_nothing_up(
    world: World, manager: Browser, app: Flask, company: Company
) -> None:
    secret = secret_of(manager)
    wrong = f"{(int(code_of(secret, world)) + 1) % 1_000_000:06d}"
    assert manager.post(f"{PLACE}/second-factor", {"code": wrong}).status_code == 422
    browser = Browser(app)
    browser.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert is_in(browser)


def test_the_secret_is_shown_only_after_the_password_and_never_once_it_is_in_use(
    world: World, manager: Browser
) -> None:
    assert manager.post(f"{PLACE}/second-factor/begin", {"present": "a guess"}).status_code == 422
    assert 'class="secret"' not in manager.get(f"{PLACE}/second-factor").text
    assert manager.get(f"{PLACE}/second-factor.svg").status_code == 302
    secret = sets_up(manager, world)
    assert secret not in manager.get(f"{PLACE}/second-factor").text
    assert manager.get(f"{PLACE}/second-factor.svg").status_code == 302


def test_removing_takes_the_password_and_a_code_not_used_before(world: World, manager: Browser) -> None:
    secret = sets_up(manager, world)
    used = code_of(secret, world)
    again = manager.post(f"{PLACE}/second-factor/remove", {"present": OWN_PASSWORD, "code": used})
    assert again.status_code == 422
    world.clock.moves(minutes=1)
    fields = {"present": OWN_PASSWORD, "code": code_of(secret, world)}
    assert manager.post(f"{PLACE}/second-factor/remove", fields).status_code == 303
    assert "Set up a second factor" in manager.get(f"{PLACE}/second-factor").text
