"""My profile > Edit: what a manager is told, and an e-mail address that counts when its link is followed."""

import re

import pytest
from werkzeug.test import TestResponse

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.application.names import EmailIsTaken
from training_portal.event_store.outbox import Letter
from training_portal.event_store.schema import events
from training_portal.identity.password_links import link_of
from training_portal.identity.tables import email_changes
from training_portal.letters import write_letter
from training_portal.mail.message import CannotBeWritten, WrittenLetter
from training_portal.projections.managers import managers

NEW = "claire.morel@fret.example"


def edit(manager: Browser, **changed: str) -> TestResponse:
    stands = {
        "email": "claire@example.com",
        "language": "en",
        "not_started": "never",
        "deadline_days": "14",
        "renewals": "on",
    }
    return manager.submit("/my-profile/edit", **{**stands, **changed})


def letters(world: World, occasion: str) -> list[Letter]:
    due = world.portal.store.outbox.take_due(world.clock.now)
    return [letter for letter in due if letter.occasion == occasion]


def asked(world: World, manager: Browser, address: str = NEW) -> tuple[str, WrittenLetter]:
    """Enter a new address; the path of the link, and the letter that brings it."""
    assert edit(manager, email=address).location == "/my-profile"
    [letter] = letters(world, "email_change_asked")
    written = write_letter(world.portal, letter)
    found = re.search(r"http://localhost:8000(/new-e-mail/\S+)", written.text)
    assert found
    return found.group(1), written


def email(world: World) -> str:
    return str(world.rows(managers)[0]["email"])


def test_the_digest_of_registrations_not_started_is_chosen(world: World, manager: Browser) -> None:
    assert edit(manager, not_started="weekly", deadline_days="7").location == "/my-profile"
    [row] = world.rows(managers)
    assert (row["notify_not_started"], row["deadline_days"], row["notify_renewals"]) == ("weekly", 7, True)
    page = manager.get("/my-profile").text
    assert "Weekly, 7 days after the registration" in page
    assert 'value="weekly" selected' in manager.get("/my-profile/edit").text


def test_a_tick_that_is_not_sent_is_a_no(world: World, manager: Browser) -> None:
    sent = {"email": "claire@example.com", "language": "en", "not_started": "never", "deadline_days": "14"}
    manager.submit("/my-profile/edit", **sent)
    assert world.rows(managers)[0]["notify_renewals"] is False


def test_everything_that_is_wrong_is_told_at_once(manager: Browser) -> None:
    page = edit(manager, email="claire", deadline_days="0").text
    assert "not an e-mail address" in page
    assert "Give a number of days from 1 to 365." in page


def test_a_new_address_is_not_said_to_be_changed_before_its_link_is_followed(manager: Browser) -> None:
    edit(manager, email="new@example.com")
    page = manager.get("/my-profile").text
    assert "The portal writes to new@example.com as soon as you follow the link" in page
    assert "Your profile is changed." not in page
    edit(manager, deadline_days="30", email="claire@example.com")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("deadline_days", "0", "Give a number of days from 1 to 365."),
        ("deadline_days", "soon", "Give a number of days from 1 to 365."),
        ("not_started", "hourly", "Choose how often."),
        ("email", "claire", "not an e-mail address"),
        ("email", "", "Fill this in."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_changed(
    world: World, manager: Browser, field: str, value: str, words: str
) -> None:
    before = world.names_of_events()
    answer = edit(manager, **{"language": "fr", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{value}"' in answer.text or field == "not_started"
    assert world.names_of_events() == before


def test_an_address_counts_once_the_link_sent_there_is_confirmed_and_the_old_one_is_told(
    world: World, manager: Browser
) -> None:
    link, letter = asked(world, manager)
    assert letter.to.email == NEW
    assert email(world) == "claire@example.com"
    page = manager.get("/my-profile").text
    assert f"Waiting for confirmation of {NEW}." in page
    assert link.rpartition("/")[2] not in page
    assert manager.get(link).status_code == 200
    assert email(world) == "claire@example.com"
    done = manager.submit(link)
    assert done.status_code == 200
    assert email(world) == NEW
    assert "Waiting for confirmation" not in manager.get("/my-profile").text
    [told] = letters(world, "email_changed")
    written = write_letter(world.portal, told)
    assert written.to.email == "claire@example.com"
    assert NEW not in written.text + written.html
    assert manager.get(link).status_code == manager.post(link).status_code == 404


def appoint(world: World, company: Company, email: str) -> str:
    appointed = world.application.appoint_manager(world.as_manager(company), "Marc", "Petit", email, "en")
    return appointed.person


def test_a_colleagues_address_is_refused_where_it_was_typed(
    world: World, company: Company, manager: Browser
) -> None:
    appoint(world, company, "marc@example.com")
    answer = edit(manager, email="Marc@Example.com")
    assert answer.status_code == 422
    assert "Another manager of your company has this e-mail address already." in answer.text
    assert letters(world, "email_change_asked") == []
    assert edit(manager, email="Claire@example.com").location == "/my-profile"


def test_an_address_that_a_colleague_has_meanwhile_does_not_count(
    world: World, company: Company, manager: Browser
) -> None:
    link, _ = asked(world, manager)
    appoint(world, company, NEW)
    answer = manager.submit(link)
    assert answer.status_code == 422
    assert "Another manager of your company has this e-mail address already." in answer.text
    assert "claire@example.com" in {row["email"] for row in world.rows(managers)}


def test_the_address_that_was_left_is_free_for_a_colleague(
    world: World, company: Company, manager: Browser
) -> None:
    link, _ = asked(world, manager)
    manager.submit(link)
    with pytest.raises(EmailIsTaken):
        appoint(world, company, NEW)
    assert appoint(world, company, "claire@example.com")


def test_the_link_works_for_whoever_is_not_signed_in(world: World, manager: Browser) -> None:
    link, _ = asked(world, manager)
    stranger = Browser(manager.app)
    assert NEW in stranger.get(link).text
    assert stranger.submit(link).status_code == 200
    assert email(world) == NEW
    assert stranger.get("/my-profile").status_code == 303


def test_a_link_works_for_a_day(world: World, manager: Browser) -> None:
    link, _ = asked(world, manager)
    world.clock.moves(days=1, seconds=-1)
    stranger = Browser(manager.app)
    assert stranger.get(link).status_code == 200
    world.clock.moves(seconds=1)
    assert stranger.get(link).status_code == stranger.post(link).status_code == 404
    assert email(world) == "claire@example.com"


def test_another_address_takes_the_place_of_the_one_that_waits(world: World, manager: Browser) -> None:
    first, _ = asked(world, manager)
    second, _ = asked(world, manager, "c.morel@fret.example")
    assert manager.post(first).status_code == 404
    assert len(world.rows(email_changes)) == 1
    assert manager.submit(second).status_code == 200
    assert email(world) == "c.morel@fret.example"


def test_the_same_address_again_sends_no_second_letter(world: World, manager: Browser) -> None:
    asked(world, manager)
    edit(manager, email=NEW)
    assert letters(world, "email_change_asked") == []


def test_a_change_is_cancelled(world: World, manager: Browser) -> None:
    link, _ = asked(world, manager)
    assert manager.post("/my-profile/e-mail/cancel").location == "/my-profile"
    assert "Waiting for confirmation" not in manager.get("/my-profile").text
    assert manager.post(link).status_code == 404
    assert email(world) == "claire@example.com"


def test_a_letter_that_was_overtaken_is_not_sent(world: World, manager: Browser) -> None:
    edit(manager, email=NEW)
    [letter] = letters(world, "email_change_asked")
    manager.post("/my-profile/e-mail/cancel")
    with pytest.raises(CannotBeWritten):
        write_letter(world.portal, letter)


def test_the_waiting_address_and_its_token_stand_nowhere_in_clear(world: World, manager: Browser) -> None:
    link, _ = asked(world, manager)
    token = link.rpartition("/")[2]
    for table in (email_changes, events, managers):
        kept = repr(world.rows(table))
        assert NEW not in kept
        assert token not in kept


def test_a_deactivated_managers_link_is_dead(world: World, manager: Browser, company: Company) -> None:
    world.application.appoint_manager(world.as_manager(company), "Marc", "Petit", "m@example.com", "en")
    link, _ = asked(world, manager)
    world.application.deactivate_manager(world.as_manager(company), company.manager.person)
    assert Browser(manager.app).get(link).status_code == 404


@pytest.mark.parametrize("how", ["changed", "sent again", "by a link"])
def test_an_address_that_a_thief_entered_dies_with_the_password(
    how: str, world: World, manager: Browser, company: Company
) -> None:
    link, _ = asked(world, manager, "thief@example.net")
    person, another = company.manager.person, "zwölf Boxkämpfer jagen 19"
    if how == "changed":
        typed = {"present": OWN_PASSWORD, "password": another, "repeated": another}
        assert manager.post("/password-and-sessions/password", typed).status_code == 303
    elif how == "sent again":
        world.application.resend_login(world.as_manager(company), person)
    else:
        world.application.send_password_link(world.portal.context(person, company.id), person)
        [letter] = letters(world, "password_link")
        context = world.portal.context(person, company.id)
        world.application.set_password_by_link(context, letter.secret, another, another)
    assert Browser(manager.app).post(link).status_code == 404
    assert email(world) == "claire@example.com"


def test_a_password_link_dies_when_the_password_is_changed(
    world: World, manager: Browser, company: Company
) -> None:
    context = world.portal.context(company.manager.person, company.id)
    world.application.send_password_link(context, company.manager.person)
    [letter] = letters(world, "password_link")
    another = "zwölf Boxkämpfer jagen 19"
    typed = {"present": OWN_PASSWORD, "password": another, "repeated": another}
    manager.post("/password-and-sessions/password", typed)
    with world.portal.reading() as tx:
        assert link_of(tx, letter.secret, world.clock.now) is None


def test_a_password_link_in_the_old_mailbox_dies_with_the_change(
    world: World, manager: Browser, company: Company
) -> None:
    context = world.portal.context(company.manager.person, command_id="forgotten")
    world.application.send_password_link(context, company.manager.person)
    [letter] = letters(world, "password_link")
    link, _ = asked(world, manager)
    with world.portal.reading() as tx:
        assert link_of(tx, letter.secret, world.clock.now)
    manager.submit(link)
    with world.portal.reading() as tx:
        assert link_of(tx, letter.secret, world.clock.now) is None


def test_an_account_writes_to_no_more_than_a_few_new_addresses_a_day(world: World, manager: Browser) -> None:
    for number in range(5):
        assert edit(manager, email=f"new{number}@example.com").location == "/my-profile"
    refused = edit(manager, email="new6@example.com")
    assert refused.status_code == 422
    assert "as many such messages as it sends in a day" in refused.text
    world.clock.moves(days=1, seconds=1)
    manager.log_in("manager", "c.morel", OWN_PASSWORD)
    assert edit(manager, email="new6@example.com").location == "/my-profile"
