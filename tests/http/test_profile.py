"""My profile: what it shows, the language, and API tokens made, shown once, and revoked."""

import re
from datetime import timedelta

from flask import Flask
from werkzeug.test import TestResponse

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from studying import Student
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import outbox
from training_portal.identity.tokens import ApiToken, make_token, tokens_of
from training_portal.projections.managers import managers


def tokens(world: World, company: Company) -> list[ApiToken]:
    with world.portal.reading() as tx:
        return tokens_of(tx, company.manager.person)


def edit(manager: Browser, **changed: str) -> TestResponse:
    """Submit the profile's form, with what stands there at first but for the changes."""
    stands = {
        "email": "claire@example.com",
        "language": "en",
        "not_started": "never",
        "deadline_days": "14",
        "renewals": "on",
    }
    return manager.submit("/my-profile/edit", **{**stands, **changed})


def make(manager: Browser, label: str = "Payroll", days: str = "90") -> str:
    """Make a token as the form does; the answer is what the page shows of it, or ""."""
    page = manager.submit("/my-profile", "/my-profile/tokens", label=label, days=days).text
    found = re.search(r"tp_[\w-]{43}", page)
    return found.group() if found else ""


def test_the_profile_shows_who_one_is(manager: Browser, company: Company) -> None:
    page = manager.get("/my-profile").text
    for words in ("Claire Morel", company.manager.username, "claire@example.com", "Fret Atlantique SAS"):
        assert words in page


def test_a_chosen_language_is_spoken_on_pages_and_kept_for_mail(
    world: World, manager: Browser, company: Company
) -> None:
    edit(manager, language="fr")
    assert world.rows(managers)[0]["language"] == "fr"
    assert world.names_of_events()[-1] == "manager.language_chosen"
    assert '<html lang="fr"' in manager.get("/dashboard").text
    events = len(world.names_of_events())
    edit(manager, language="fr")
    assert len(world.names_of_events()) == events


def test_a_language_that_is_not_offered_is_refused_at_its_field(manager: Browser) -> None:
    page = edit(manager, language="tlh")
    assert page.status_code == 422
    assert "Choose one of the languages." in page.text


def test_a_token_is_shown_once_and_opens_the_api(world: World, manager: Browser, company: Company) -> None:
    token = make(manager)
    assert token
    answer = manager.get("/api/v1/trainees", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    page = manager.get("/my-profile").text
    assert "Payroll" in page
    assert token not in page
    [kept] = tokens(world, company)
    assert kept.expires_at == world.clock.now + timedelta(days=90)


def test_the_same_form_sent_twice_makes_one_token_and_shows_it_once(
    world: World, manager: Browser, company: Company
) -> None:
    fields = {"label": "Payroll", "days": "90", "command_id": "a" * 32}
    first = manager.post("/my-profile/tokens", fields)
    again = manager.post("/my-profile/tokens", fields)
    assert "tp_" in first.text
    assert (again.status_code, again.location) == (303, "/my-profile")
    assert len(tokens(world, company)) == 1
    assert "was made and shown before" in manager.get("/my-profile").text


def test_a_token_needs_a_name_and_one_of_the_ends(world: World, manager: Browser, company: Company) -> None:
    assert make(manager, label="  ") == ""
    assert make(manager, days="9999") == ""
    assert make(manager, days="soon") == ""
    assert tokens(world, company) == []


def test_a_script_in_a_tokens_name_is_shown_as_written(manager: Browser) -> None:
    make(manager, label="<script>alert(1)</script>")
    page = manager.get("/my-profile").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page


def test_a_revoked_token_opens_nothing_more(world: World, manager: Browser, company: Company) -> None:
    token = make(manager)
    [kept] = tokens(world, company)
    asked = f"/my-profile/tokens/{kept.id}/revoke"
    assert "Revoke this token?" in manager.get(asked).text
    assert manager.submit(asked).location == "/my-profile"
    assert "The token is revoked." in manager.get("/my-profile").text
    answer = manager.get("/api/v1/trainees", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_another_managers_token_answers_like_an_absent_one(world: World, manager: Browser) -> None:
    other = world.company("Nordluft Handling GmbH")
    with writing(world.portal.store.engine) as tx:
        make_token(tx, other.manager.person, other.id, "theirs", world.clock.now)
    [theirs] = tokens(world, other)
    for id in (theirs.id, "f" * 32):
        assert manager.get(f"/my-profile/tokens/{id}/revoke").status_code == 404
        assert manager.post(f"/my-profile/tokens/{id}/revoke").status_code == 404
    assert tokens(world, other)[0].revoked_at is None


def test_a_trainee_has_a_profile_of_their_own_and_chooses_the_language_of_the_pages(
    app: Flask, student: Student
) -> None:
    page = student.browser.get("/trainee/my-profile").text
    assert "k.benali" in page
    sent = {"language": "fr", "next": "/trainee/my-profile"}
    assert student.browser.post("/language", sent).location == "/trainee/my-profile"
    assert '<html lang="fr"' in student.browser.get("/trainee/my-profile").text
    assert student.browser.get("/my-profile").status_code == 404


def test_tokens_die_with_the_password_and_when_somebody_signs_out_everywhere(
    manager: Browser, company: Company, world: World
) -> None:
    def opens(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}"}
        return manager.app.test_client().get("/api/v1/profile", headers=headers).status_code

    first = make(manager)
    assert opens(first) == 200
    manager.post("/password-and-sessions/sign-out-everywhere")
    assert opens(first) == 401
    second = make(manager)
    fresh = "another long password of hers"
    changed = {"present": OWN_PASSWORD, "password": fresh, "repeated": fresh}
    assert manager.post("/password-and-sessions/password", changed).status_code == 303
    assert opens(second) == 401


def test_a_token_moves_no_address(manager: Browser, company: Company, world: World) -> None:
    client, headers = manager.app.test_client(), {"Authorization": f"Bearer {make(manager)}"}
    seen = client.get("/api/v1/profile", headers=headers)
    headers["If-Match"] = seen.headers["ETag"]
    answer = client.patch("/api/v1/profile", json={"email": "evil@example.com"}, headers=headers)
    assert answer.status_code == 422
    assert "email_change_asked" not in {row["occasion"] for row in world.rows(outbox)}
