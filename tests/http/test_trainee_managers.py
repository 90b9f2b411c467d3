"""Add/Update Trainee Managers: adding, modifying, deleting, and what each role then opens."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.aggregates.manager import ManagerRole
from training_portal.application.people import Appointed
from training_portal.event_store.outbox import Letter
from training_portal.letters import write_letter
from training_portal.projections.managers import managers

Appoint = Callable[..., Appointed]
PAGE = "/trainee-managers"


@pytest.fixture
def appoint(world: World, company: Company) -> Appoint:
    """Makes Marc Petit a manager of the company, in a role."""

    def appoint(role: ManagerRole = ManagerRole.FULL) -> Appointed:
        return world.application.appoint_manager(
            world.as_manager(company), "Marc", "Petit", "marc@example.com", "en", role
        )

    return appoint


def signed_in(app: Flask, who: Appointed) -> Browser:
    return Browser(app).sign_in("manager", who.username, who.temporary_password)


def letters(world: World) -> list[Letter]:
    return world.portal.store.outbox.take_due(world.clock.now)


def test_a_new_manager_receives_the_log_in_by_mail_and_signs_in(
    world: World, app: Flask, manager: Browser
) -> None:
    letters(world)
    sent = {"first_name": "Zoé", "last_name": "d’Arc", "email": "zoe@example.com", "language": "fr"}
    answer = manager.submit(f"{PAGE}/new", **sent, role="purchasing")
    assert answer.location == PAGE
    page = manager.get(PAGE).text
    assert "Zoé d’Arc is a manager now." in page
    letter, told = letters(world)
    assert letter.secret not in page
    confirmed = write_letter(world.portal, told)
    assert (confirmed.to.email, confirmed.subject) == (
        "claire@example.com",
        "Zoé d’Arc is now a manager of Fret Atlantique SAS",
    )
    assert all(fact in confirmed.text for fact in ("Zoé d’Arc", "z.darc", "zoe@example.com"))
    assert letter.secret not in confirmed.text
    assert told.secret == ""
    written = write_letter(world.portal, letter)
    assert (written.to.email, written.to.language) == ("zoe@example.com", "fr")
    assert letter.secret in written.text
    assert "z.darc" in written.text
    theirs = Browser(app).sign_in("manager", "z.darc", letter.secret)
    assert theirs.get("/trainees").status_code == 200
    assert theirs.get(PAGE).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("first_name", "", "First name: it is needed."),
        ("last_name", "你", "cannot be printed"),
        ("email", "", "not an e-mail address"),
        ("email", "nobody", "not an e-mail address"),
        ("email", "Claire@Example.com", "Another manager of your company has this e-mail address already."),
        ("language", "tlh", "Choose one of the languages."),
        ("role", "king", "Choose one of the roles."),
        ("role", None, "Choose one of the roles."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    world: World, manager: Browser, field: str, value: str | None, words: str
) -> None:
    typed = {
        "first_name": "Zoé",
        "last_name": "Perrin",
        "email": "zoe@example.com",
        "language": "fr",
        "role": "read_only",
    }
    answer = manager.submit(f"{PAGE}/new", **{**typed, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    kept = {"first_name": 'value="Zoé"', "last_name": 'value="Perrin"', "email": 'value="zoe@example.com"'}
    assert all(text in answer.text for name, text in kept.items() if name != field)
    assert len(world.rows(managers)) == 1


def test_no_role_is_chosen_beforehand(manager: Browser) -> None:
    roles = re.findall(r'<input type="radio" name="role"[^>]*>', manager.get(f"{PAGE}/new").text)
    assert len(roles) == len(ManagerRole)
    assert not any("checked" in role for role in roles)


def test_the_same_form_sent_twice_appoints_once(world: World, manager: Browser) -> None:
    sent = {"first_name": "Zoé", "last_name": "Perrin", "email": "z@example.com", "language": "fr"}
    for _ in range(2):
        manager.post(f"{PAGE}/new", {**sent, "role": "full", "command_id": "a" * 32})
    assert len(world.rows(managers)) == 2


def test_a_company_appoints_no_more_than_a_few_dozen_managers_a_day(
    world: World, manager: Browser, company: Company
) -> None:
    """Each is a letter to an address that somebody typed; Claire was the first."""
    for number in range(29):
        world.application.appoint_manager(
            world.as_manager(company), "Ann", "Zed", f"ann{number}@example.com", "en", ManagerRole.READ_ONLY
        )
    sent = {"first_name": "Zoé", "last_name": "Perrin", "email": "z@example.com", "language": "fr"}
    refused = manager.submit(f"{PAGE}/new", **sent, role="full")
    assert refused.status_code == 422
    assert "as many such messages as it sends in a day" in refused.text
    assert 'value="Perrin"' in refused.text
    assert len(world.rows(managers)) == 30
    world.clock.moves(days=1, seconds=1)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert manager.submit(f"{PAGE}/new", **sent, role="full").location == PAGE


def test_a_manager_is_modified_and_the_role_counts_at_once(
    app: Flask, manager: Browser, appoint: Appoint
) -> None:
    marc = appoint()
    theirs = signed_in(app, marc)
    assert theirs.get(PAGE).status_code == 200
    asked = f"{PAGE}/{marc.person}/modify"
    assert 'value="Petit"' in manager.get(asked).text
    answer = manager.submit(asked, first_name="Marc", last_name="Lepetit", role="invoices")
    assert answer.location == PAGE
    page = manager.get(PAGE).text
    assert "Marc Lepetit is changed." in page
    assert "Invoices only" in page
    refused = theirs.get("/trainees")
    assert refused.status_code == 403
    assert "Your role does not include this." in refused.text
    assert theirs.get("/my-profile").status_code == 200
    assert "Your role is for invoices" in theirs.get("/dashboard").text


def test_a_form_that_was_overtaken_gives_no_right_back(
    world: World, company: Company, manager: Browser, appoint: Appoint
) -> None:
    marc = appoint()
    asked = f"{PAGE}/{marc.person}/modify"
    manager.get(asked)
    typed = {"first_name": "Marc", "last_name": "Lepetit", "role": "full", "seen_role": "full"}
    world.application.modify_manager(
        world.as_manager(company), marc.person, "Marc", "Petit", ManagerRole.READ_ONLY
    )
    answer = manager.post(asked, typed)
    assert answer.status_code == 409
    assert "Lepetit" in answer.text
    assert {row["role"] for row in world.rows(managers) if row["id"] == marc.person} == {"read_only"}
    assert manager.submit(asked, first_name="Marc", last_name="Lepetit", role="full").status_code == 303


def test_a_deleted_manager_is_out_at_once_and_stays_in_the_list_as_former(
    app: Flask, manager: Browser, appoint: Appoint
) -> None:
    marc = appoint()
    theirs = signed_in(app, marc)
    asked = f"{PAGE}/{marc.person}/delete"
    assert "Delete this manager?" in manager.get(asked).text
    assert theirs.get("/dashboard").status_code == 200
    assert manager.submit(asked).location == PAGE
    assert theirs.get("/dashboard").location.startswith("/manager/log-in")
    assert Browser(app).log_in("manager", marc.username, marc.temporary_password).status_code == 422
    page = manager.get(f"{PAGE}?state=former").text
    assert "Marc Petit" in page
    assert f"/{marc.person}/" not in page
    assert "Marc Petit" not in manager.get(f"{PAGE}?state=active").text
    for errand in ("modify", "delete", "send-log-in"):
        assert manager.get(f"{PAGE}/{marc.person}/{errand}").status_code == 404


def test_the_last_manager_with_full_rights_can_neither_be_deleted_nor_demoted(
    world: World, manager: Browser, company: Company, appoint: Appoint
) -> None:
    appoint(ManagerRole.PURCHASING)
    own = f"{PAGE}/{company.manager.person}"
    for answer in (
        manager.submit(f"{own}/delete"),
        manager.submit(f"{own}/modify", first_name="Claire", last_name="Morel", role="read_only"),
    ):
        assert answer.status_code == 422
        assert "last manager with full rights" in answer.text
    assert manager.get(PAGE).status_code == 200


def test_whoever_gives_up_full_rights_is_led_to_where_they_may_still_be(
    manager: Browser, company: Company, appoint: Appoint
) -> None:
    appoint()
    answer = manager.submit(
        f"{PAGE}/{company.manager.person}/modify", first_name="Claire", last_name="Morel", role="read_only"
    )
    assert answer.location == "/dashboard"
    assert manager.get("/dashboard").status_code == 200
    page = manager.get(PAGE)
    assert page.status_code == 200
    assert "/modify" not in page.text
    assert manager.post(f"{PAGE}/new").status_code == 403


def test_a_log_in_is_sent_again(world: World, app: Flask, manager: Browser, appoint: Appoint) -> None:
    marc = appoint()
    theirs = signed_in(app, marc)
    letters(world)
    asked = f"{PAGE}/{marc.person}/send-log-in"
    assert "marc@example.com" in manager.get(asked).text
    assert manager.submit(asked).location == PAGE
    assert theirs.get("/dashboard").status_code == 303
    [letter] = letters(world)
    written = write_letter(world.portal, letter)
    assert written.subject == "Your new temporary password for Fret Atlantique SAS"
    again = Browser(app).log_in("manager", marc.username, letter.secret)
    assert again.location == "/sign-in/new-password"


def test_a_reader_finds_no_button_that_is_closed_to_them(app: Flask, appoint: Appoint) -> None:
    theirs = signed_in(app, appoint(ManagerRole.READ_ONLY))
    for page in ("/dashboard", "/trainees", "/purchase-training", "/orders"):
        text = theirs.get(page).text
        assert theirs.get(page).status_code == 200
        assert "Add to cart" not in text
        assert 'href="/cart"' not in text
    page = theirs.get(PAGE).text
    assert "Claire Morel" in page
    for errand in ("/new", "/modify", "/delete", "/send-log-in"):
        assert errand not in page
