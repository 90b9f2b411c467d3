"""Signing in and out, as a person sees it."""

import re

import pyotp
import pytest
import sqlalchemy as sa

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World, settings_for
from training_portal.aggregates.staff import StaffRole
from training_portal.event_store.engine import reading, writing
from training_portal.http import create_app
from training_portal.identity.tables import credentials, sessions
from training_portal.identity.totp import enrolment_secret, prepare_secret, use_code
from training_portal.projections.managers import managers


def manager_log_in(browser, company, password="", **options):
    temporary = company.manager.temporary_password
    return browser.log_in("manager", company.manager.username, password or temporary, **options)


def signed_in_as(browser):
    """The name in the frame, or "" for nobody."""
    found = re.search(r'class="signed-in">([^<]*)', browser.get("/no-such-page").text)
    return found.group(1) if found else ""


def test_the_first_page_offers_the_three_log_ins(browser):
    page = browser.get("/").text
    for door in ("Manager", "Trainee", "Staff"):
        assert f"{door} Log-In" in page
        assert f'href="/{door.lower()}/log-in"' in page


def test_the_log_in_has_the_labels_of_the_guide(browser):
    page = browser.get("/manager/log-in").text
    assert ">Username</label>" in page
    assert ">Password</label>" in page
    assert "<button>Log in</button>" in page


def test_a_temporary_password_leads_to_a_password_of_ones_own_and_nowhere_else(browser, company):
    answer = manager_log_in(browser, company)
    assert (answer.status_code, answer.location) == (303, "/sign-in/new-password")
    for path in (
        "/",
        "/my-trainings",
        "/sign-in/code",
        "/sign-in/second-factor",
        "/sign-in/second-factor.svg",
    ):
        assert browser.get(path).location in ("/sign-in/new-password", "/")
    assert browser.get("/manager/log-in").location == "/sign-in/new-password"


def test_after_the_change_the_portal_is_open_and_the_temporary_password_dead(browser, app, company):
    manager_log_in(browser, company)
    answer = browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
    assert (answer.status_code, answer.location) == (303, "/")
    assert signed_in_as(browser) == "Claire Morel"
    assert manager_log_in(Browser(app), company).status_code == 422
    assert manager_log_in(Browser(app), company, OWN_PASSWORD).location == "/"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"password": "short", "repeated": "short"}, "at least 12 characters"),
        ({"password": "password1234", "repeated": "password1234"}, "easy to guess"),
        ({"password": "claire.morel.1", "repeated": "claire.morel.1"}, "easy to guess"),
        ({"password": OWN_PASSWORD, "repeated": "another"}, "not the same"),
        ({"password": OWN_PASSWORD, "repeated": ""}, "Fill this in."),
    ],
)
def test_a_refused_password_is_told_at_the_form_and_not_shown(fields, told, browser, company):
    manager_log_in(browser, company)
    answer = browser.submit("/sign-in/new-password", **fields)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'class="error-summary"' in answer.text
    assert fields["password"] not in answer.text


def test_the_same_answer_for_unknown_users_and_wrong_passwords(browser, company):
    unknown = browser.log_in("manager", "nobody", "k7m2-p9qr-4t8x-hjzw")
    wrong = manager_log_in(browser, company, "k7m2-p9qr-4t8x-hjzw")
    assert unknown.status_code == wrong.status_code == 422

    def without_ids(answer, username):
        told = re.sub(r'value="[^"]{30,}"|"X-CSRFToken": "[^"]+"', "", answer.text)
        return told.replace(f'value="{username}"', "")

    assert without_ids(unknown, "nobody") == without_ids(wrong, company.manager.username)


def test_what_was_typed_stays_but_never_the_password(browser):
    answer = browser.log_in("trainee", "<b>léa</b>", "my secret word")
    assert "&lt;b&gt;léa&lt;/b&gt;" in answer.text
    assert "my secret word" not in answer.text


def test_an_empty_form_is_told_field_by_field(browser):
    answer = browser.log_in("trainee", "  ", "")
    assert answer.status_code == 422
    assert answer.text.count("Fill this in.") == 4
    for label in ("Username", "Password"):
        assert f">{label}: Fill this in.</a>" in answer.text
    assert "2 things are to be corrected" in answer.text


def test_too_many_attempts_are_told_with_when_to_come_back(browser, company):
    for _ in range(10):
        manager_log_in(browser, company, "wrong password")
    answer = manager_log_in(browser, company)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in answer.text


def test_signing_in_gives_a_new_session_and_a_new_form_token(browser, company):
    before = browser.csrf_token()
    manager_log_in(browser, company)
    first = browser.client.get_cookie("portal-session", domain="localhost").value
    browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
    assert browser.client.get_cookie("portal-session", domain="localhost").value != first
    stale = browser.client.post("/log-out", data={"csrf_token": before}, base_url=browser.address)
    assert stale.status_code == 400


def test_signing_in_again_ends_the_session_before(world, manager, company):
    manager_log_in(manager, company, OWN_PASSWORD)
    with reading(world.portal.store.engine) as tx:
        living = tx.scalar(
            sa.select(sa.func.count()).select_from(sessions).where(sessions.c.ended_at.is_(None))
        )
    assert living == 1


def test_signing_out_ends_the_session_even_for_a_kept_cookie(manager):
    kept = manager.client.get_cookie("portal-session", domain="localhost").value
    assert manager.post("/log-out").location == "/"
    assert manager.client.get_cookie("portal-session", domain="localhost") is None
    manager.client.set_cookie("portal-session", kept, domain="localhost")
    assert signed_in_as(manager) == ""


def test_signing_out_twice_does_no_harm(manager):
    manager.post("/log-out")
    assert manager.post("/log-out").status_code == 303


def test_an_idle_session_asks_to_sign_in_again(world, manager):
    assert signed_in_as(manager)
    world.clock.moves(hours=2)
    assert signed_in_as(manager) == ""


def test_a_session_in_use_stays_open(world, manager):
    for _ in range(4):
        world.clock.moves(minutes=90)
        assert signed_in_as(manager)


@pytest.mark.parametrize(
    ("further", "place"),
    [
        ("/orders?page=2", "/orders?page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("///evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("orders", "/"),
        ("/%0d%0aSet-Cookie:x", "/"),
    ],
)
def test_after_signing_in_the_way_stays_within_the_portal(further, place, manager, app, company):
    other = Browser(app)
    page = f"/manager/log-in?next={further.replace('?', '%3F').replace('&', '%26')}"
    answer = other.submit(page, username=company.manager.username, password=OWN_PASSWORD)
    assert answer.location == place


def test_the_way_on_is_kept_over_the_change_of_password(browser, company):
    manager_log_in(browser, company, further="/orders")
    answer = browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
    assert answer.location == "/orders"


def test_reading_pages_writes_no_event(world, manager):
    before = world.names_of_events()
    for path in ("/", "/manager/log-in", "/sign-in/code", "/no-such-page", "/api/v1/trainees"):
        manager.get(path)
    assert world.names_of_events() == before


class TestStaff:
    """Staff set up a second factor at their first sign-in, and show a code at each one after it."""

    def secret(self, world, person):
        with reading(world.portal.store.engine) as tx:
            return enrolment_secret(tx, world.portal.settings.master_key, person)

    def test_staff_set_up_a_second_factor(self, world, browser, staff):
        somebody = staff()
        browser.log_in("staff", somebody.username, somebody.temporary_password)
        answer = browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
        assert answer.location == "/sign-in/second-factor"
        page = browser.get("/sign-in/second-factor").text
        secret = self.secret(world, somebody.person)
        assert secret in page
        picture = browser.get("/sign-in/second-factor.svg")
        assert picture.mimetype == "image/svg+xml"
        assert "style=" not in picture.text
        assert browser.submit("/sign-in/second-factor", code="000000").status_code == 422
        code = pyotp.TOTP(secret).at(world.clock.now)
        assert browser.submit("/sign-in/second-factor", code=code).location == "/"
        assert signed_in_as(browser) == "Olga Petit"
        assert browser.get("/sign-in/second-factor.svg").location == "/"

        world.clock.moves(minutes=1)
        again = Browser(browser.app)
        assert again.log_in("staff", somebody.username, OWN_PASSWORD).location == "/sign-in/code"
        assert again.submit("/sign-in/code", code=code).status_code == 422
        code = pyotp.TOTP(secret).at(world.clock.now)
        assert again.submit("/sign-in/code", code=f"{code[:3]} {code[3:]}").location == "/"

    def test_a_deployment_may_do_without(self, sqlite_url, tmp_path):
        world = World(
            settings_for(sqlite_url, tmp_path, base_url="http://localhost:8000", staff_second_factor=False)
        )
        joined = world.application.add_staff(
            world.portal.context("cli"), "Olga", "Petit", "olga@example.com", StaffRole.SUPPORT, "en"
        )
        browser = Browser(create_app(world.portal))
        browser.log_in("staff", joined.username, joined.temporary_password)
        answer = browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
        assert answer.location == "/"
        with reading(world.portal.store.engine) as tx:
            assert tx.scalar(sa.select(credentials.c.totp_secret)) is None
        world.close()


def test_the_change_of_the_password_is_told_on_the_next_page(browser, company):
    manager_log_in(browser, company)
    browser.submit("/sign-in/new-password", password=OWN_PASSWORD, repeated=OWN_PASSWORD)
    assert "Your password is changed." in browser.get("/dashboard").text
    assert "Your password is changed." not in browser.get("/dashboard").text


def test_whoever_stands_at_the_wrong_door_is_told_that_there_are_others(browser, company):
    page = browser.log_in("trainee", company.manager.username, company.manager.temporary_password).text
    assert "trainees, managers and staff have one each" in page


class TestLanguage:
    """English and French, by choice, else by the browser."""

    def language(self, browser, path="/", **options):
        return re.search(r'<html lang="(\w+)"', browser.get(path, **options).text).group(1)

    def test_the_browser_is_heard(self, browser):
        assert self.language(browser) == "en"
        assert self.language(browser, headers={"Accept-Language": "fr-CA,fr;q=0.9"}) == "fr"
        assert self.language(browser, headers={"Accept-Language": "de"}) == "en"

    def test_a_choice_outweighs_the_browser_and_goes_back_to_the_page(self, browser):
        answer = browser.post("/language", {"language": "fr", "next": "/manager/log-in"})
        assert answer.location == "/manager/log-in"
        assert self.language(browser, headers={"Accept-Language": "en"}) == "fr"

    @pytest.mark.parametrize(
        "further", ["//evil.example", "//[", "/\\evil.example", "evil.example", "/\t/evil"]
    )
    def test_a_choice_leads_nowhere_else(self, browser, further):
        assert browser.post("/language", {"language": "fr", "next": further}).location == "/"

    def test_a_way_back_fits_into_a_header_whatever_its_letters(self, browser):
        fields, fragment = {"language": "fr", "next": "/\u4e2d"}, {"HX-Request": "true"}
        assert browser.post("/language", fields, headers=fragment).headers["HX-Redirect"] == "/%E4%B8%AD"

    def test_the_browser_is_heard_after_the_sign_in_too(self, manager):
        assert self.language(manager, "/dashboard", headers={"Accept-Language": "fr"}) == "fr"

    def test_what_my_profile_says_outweighs_any_browser(self, company, manager, app):
        edits = {
            "email": "claire@example.com",
            "language": "fr",
            "not_started": "never",
            "deadline_days": "14",
        }
        manager.submit("/my-profile/edit", **edits)
        elsewhere = Browser(app)
        elsewhere.log_in("manager", company.manager.username, OWN_PASSWORD)
        assert self.language(elsewhere, "/dashboard", headers={"Accept-Language": "en"}) == "fr"

    def test_a_browser_of_neither_language_gets_the_one_of_the_mail(self, world, browser):
        appointed = world.company("Fret", language="fr").manager
        browser.sign_in("manager", appointed.username, appointed.temporary_password)
        assert self.language(browser, "/dashboard", headers={"Accept-Language": "de"}) == "fr"

    def test_an_unknown_language_is_refused(self, browser):
        assert browser.post("/language", {"language": "xx"}).status_code == 422

    def test_the_choice_is_kept_for_the_session(self, world, manager):
        manager.post("/language", {"language": "fr"})
        with reading(world.portal.store.engine) as tx:
            living = sa.select(sessions.c.language).where(sessions.c.ended_at.is_(None))
            assert tx.scalars(living).all() == ["fr"]

    def test_what_a_manager_switches_to_becomes_the_language_of_their_letters(self, world, manager):
        manager.post("/language", {"language": "fr"})
        assert world.rows(managers)[0]["language"] == "fr"
        events = len(world.names_of_events())
        manager.post("/language", {"language": "fr"})
        assert len(world.names_of_events()) == events

    def test_a_manager_at_their_first_log_in_may_switch_too(self, world, browser, company):
        browser.log_in("manager", company.manager.username, company.manager.temporary_password)
        browser.post("/language", {"language": "fr", "next": "/sign-in/new-password"})
        assert world.rows(managers)[0]["language"] == "fr"

    def test_whoever_has_not_shown_the_code_yet_changes_no_profile(self, world, browser, company):
        with writing(world.portal.store.engine) as tx:
            key = world.portal.settings.master_key
            tx.execute(prepare_secret(key, company.manager.person))
            secret = enrolment_secret(tx, key, company.manager.person)
            code = pyotp.TOTP(secret).at(world.clock.now)
            use_code(tx, key, company.manager.person, code, world.clock.now)
        browser.log_in("manager", company.manager.username, company.manager.temporary_password)
        browser.post("/language", {"language": "fr"})
        assert world.rows(managers)[0]["language"] == "en"

    def test_a_trainee_reads_what_the_browser_asks_for_until_they_choose(self, student):
        heard = {"headers": {"Accept-Language": "fr"}}
        assert '<html lang="fr"' in student.browser.get("/my-trainings", **heard).text
        student.browser.post("/language", {"language": "en"})
        assert '<html lang="en"' in student.browser.get("/my-trainings", **heard).text


def test_a_form_sent_after_the_session_ended_is_told_as_lost_and_its_page_opens_again(
    manager: Browser, company: Company
) -> None:
    manager.post("/log-out")
    sent_from = {"Referer": f"{manager.address}/trainees?q=ann"}
    answer = manager.post("/my-profile/edit", {"email": "new@example.com"}, headers=sent_from)
    assert answer.status_code == 303
    assert answer.location == "/manager/log-in?next=/trainees?q%3Dann"
    page = manager.get(answer.location).text
    assert "You were no longer signed in, and nothing was saved." in page
    back = manager.submit(answer.location, username=company.manager.username, password=OWN_PASSWORD)
    assert back.location == "/trainees?q=ann"


@pytest.mark.parametrize("referrer", ["", "https://evil.example/trainees", "//evil.example"])
def test_a_form_sent_from_elsewhere_leads_to_the_log_in_alone(browser: Browser, referrer: str) -> None:
    answer = browser.post("/my-profile/edit", {}, headers={"Referer": referrer})
    assert answer.location == "/manager/log-in"


def test_a_part_of_a_page_that_is_sent_after_the_session_ended_names_its_page(browser: Browser) -> None:
    from_page = {"HX-Request": "true", "HX-Current-URL": f"{browser.address}/cart/lines/1/trainees"}
    answer = browser.post("/cart/lines/1/trainees", {}, headers=from_page)
    assert answer.headers["HX-Redirect"] == "/manager/log-in?next=/cart/lines/1/trainees"
