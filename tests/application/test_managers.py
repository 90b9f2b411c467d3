from collections.abc import Callable
from typing import Any

import pytest

from dsl import Company, World
from training_portal.aggregates.account import Account, LastManager
from training_portal.aggregates.manager import (
    DeadlineIsWrong,
    Manager,
    ManagerRole,
    Notifications,
    ReminderFrequency,
)
from training_portal.application.names import EmailIsTaken, EmailIsWrong, FirstNameIsWrong
from training_portal.application.people import Appointed, PasswordsMade
from training_portal.errors import NotFound
from training_portal.event_store.engine import writing
from training_portal.event_store.schema import outbox
from training_portal.identity.credentials import credential_named, proves
from training_portal.identity.sessions import Stage, begin_session, session_of
from training_portal.identity.tokens import make_token, token_of
from training_portal.projections.managers import managers_of


def appointed(world: World, company: Company, role: ManagerRole = ManagerRole.FULL) -> Appointed:
    return world.application.appoint_manager(
        world.as_manager(company), "Marc", "Petit", "marc@example.com", "fr", role
    )


def opens(world: World, who: Appointed) -> bool:
    """Whether the temporary password that was shown signs the person in."""
    key = world.portal.settings.master_key
    with world.portal.reading() as tx:
        found = credential_named(tx, key, who.username)
    return proves(key, found, who.temporary_password, world.clock.now)


def test_only_managers_with_full_rights_count_as_such(world: World) -> None:
    company = world.company()
    boss, second = company.manager.person, appointed(world, company)
    world.application.appoint_manager(
        world.as_manager(company), "Nora", "Zola", "nora@example.com", "fr", ManagerRole.PURCHASING
    )
    assert world.portal.store.get(Account, company.id).full_managers == {boss, second.person}
    with world.portal.reading() as tx:
        assert [row["role"] for row in managers_of(tx, company.id)] == ["full", "full", "purchasing"]
    assert opens(world, second)


def test_a_manager_needs_a_name_and_an_address(sqlite_world: World) -> None:
    world = sqlite_world
    company = world.company()
    for names, refusal in (
        (("", "Petit", "m@example.com"), FirstNameIsWrong),
        (("M", "P", ""), EmailIsWrong),
    ):
        with pytest.raises(refusal):
            world.application.appoint_manager(world.as_manager(company), *names, "en")
    assert world.names_of_events().count("manager.appointed") == 1


def test_an_address_is_of_one_active_manager_of_a_company_alone(world: World) -> None:
    company, other = world.company(), world.company("Nordluft Handling GmbH")
    marc = appointed(world, company)
    with pytest.raises(EmailIsTaken):
        world.application.appoint_manager(world.as_manager(company), "Max", "Petit", "MARC@example.com", "fr")
    appointed(world, other)
    world.application.deactivate_manager(world.as_manager(company), marc.person)
    assert appointed(world, company).person != marc.person


def test_whoever_appoints_a_manager_is_told_unless_it_was_the_provider(world: World) -> None:
    company = world.company()
    marc = appointed(world, company).person
    told = [
        (row["recipient"], row["about"])
        for row in world.rows(outbox)
        if row["occasion"] == "appointment_confirmed"
    ]
    assert told == [(company.manager.person, marc)]


def test_a_manager_is_modified_and_rights_follow_the_role(world: World) -> None:
    company = world.company()
    second = appointed(world, company).person
    world.application.modify_manager(
        world.as_manager(company), second, "Marc", "Lepetit", ManagerRole.READ_ONLY
    )
    assert world.portal.store.get(Account, company.id).full_managers == {company.manager.person}
    with world.portal.reading() as tx:
        row = managers_of(tx, company.id)[0]
    assert (row["last_name"], row["role"], row["email"]) == ("Lepetit", "read_only", "marc@example.com")
    world.application.modify_manager(world.as_manager(company), second, "Marc", "Lepetit", ManagerRole.FULL)
    assert second in world.portal.store.get(Account, company.id).full_managers


def test_no_change_records_nothing(sqlite_world: World) -> None:
    world = sqlite_world
    company = world.company()
    before = world.names_of_events()
    world.application.modify_manager(
        world.as_manager(company), company.manager.person, " Claire ", "Morel", ManagerRole.FULL
    )
    world.application.choose_notifications(world.as_manager(company), Notifications())
    assert world.names_of_events() == before


def test_the_last_manager_with_full_rights_keeps_them(world: World) -> None:
    company = world.company()
    boss = company.manager.person
    appointed(world, company, ManagerRole.PURCHASING)
    before = world.names_of_events()
    with pytest.raises(LastManager):
        world.application.deactivate_manager(world.as_manager(company), boss)
    with pytest.raises(LastManager):
        world.application.modify_manager(
            world.as_manager(company), boss, "Claire", "Morel", ManagerRole.PURCHASING
        )
    assert world.names_of_events() == before
    assert opens(world, company.manager)


def test_a_deactivated_manager_loses_log_in_sessions_and_tokens_and_keeps_the_name(world: World) -> None:
    company = world.company()
    second, now = appointed(world, company), world.clock.now
    with writing(world.portal.store.engine) as tx:
        session = begin_session(tx, second.person, "manager", company.id, Stage.OPEN, "", now)
        token = make_token(tx, second.person, company.id, "program", now)
        bosses = make_token(tx, company.manager.person, company.id, "program", now)
    world.application.deactivate_manager(world.as_manager(company), second.person)
    with world.portal.reading() as tx:
        assert session_of(tx, session, now) is None
        assert token_of(tx, token, now) is None
        assert token_of(tx, bosses, now) is not None
        assert [row["id"] for row in managers_of(tx, company.id)] == [company.manager.person]
    assert not opens(world, second)
    assert opens(world, company.manager)
    assert world.portal.visitor_facts("manager", second.person) is None
    assert world.portal.store.get(Manager, second.person).person.last_name == "Petit"


def test_a_former_manager_and_one_of_another_company_are_not_found(world: World) -> None:
    company, other = world.company(), world.company("Nordluft Handling GmbH")
    former = appointed(world, company).person
    world.application.deactivate_manager(world.as_manager(company), former)
    before = world.names_of_events()
    application, context = world.application, world.as_manager(company)
    commands: list[Callable[[str], Any]] = [
        lambda id: application.modify_manager(context, id, "A", "B", ManagerRole.FULL),
        lambda id: application.deactivate_manager(context, id),
        lambda id: application.resend_login(context, id),
    ]
    for command in commands:
        for id in (former, other.manager.person, "f" * 32, company.id):
            with pytest.raises(NotFound):
                command(id)
    assert world.names_of_events() == before
    assert opens(world, other.manager)


def test_a_log_in_sent_again_ends_the_password_and_the_sessions_of_before(world: World) -> None:
    company = world.company()
    second = appointed(world, company)
    with writing(world.portal.store.engine) as tx:
        session = begin_session(tx, second.person, "manager", company.id, Stage.OPEN, "", world.clock.now)
    again = world.application.resend_login(world.as_manager(company), second.person)
    assert again.username == second.username
    assert opens(world, again)
    assert not opens(world, second)
    with world.portal.reading() as tx:
        assert session_of(tx, session, world.clock.now) is None
    world.application.resend_login(world.as_manager(company), second.person)
    occasions = [row["occasion"] for row in world.rows(outbox)]
    assert occasions.count("log_in_sent_again") == 2


def test_the_password_shown_is_the_one_that_opens_however_often_the_form_is_sent(world: World) -> None:
    company = world.company()
    second = appointed(world, company)
    form = world.as_manager(company, "the-form")
    first = world.application.resend_login(form, second.person)
    repeated = world.application.resend_login(form, second.person)
    assert opens(world, first)
    assert repeated.temporary_password == ""


def test_of_several_tries_the_password_of_the_committed_one_is_shown() -> None:
    made = PasswordsMade()
    first, second = made.keep("of the first try"), made.keep("of the second try")
    assert made.of({"login": first}) == "of the first try"
    assert made.of({"login": second}) == "of the second try"
    assert made.of({"login": "somebody else's"}) == ""


def test_a_manager_chooses_what_to_be_told(world: World) -> None:
    company = world.company()
    chosen = Notifications(ReminderFrequency.WEEKLY, 21, renewals=False)
    world.application.choose_notifications(world.as_manager(company), chosen)
    with world.portal.reading() as tx:
        [row] = managers_of(tx, company.id)
    assert (row["notify_not_started"], row["deadline_days"], row["notify_renewals"]) == ("weekly", 21, False)


@pytest.mark.parametrize("days", [-1, 0, 366])
def test_a_deadline_is_a_number_of_days_that_somebody_can_wait(sqlite_world: World, days: int) -> None:
    world = sqlite_world
    company = world.company()
    with pytest.raises(DeadlineIsWrong):
        world.application.choose_notifications(
            world.as_manager(company), Notifications(ReminderFrequency.DAILY, days)
        )


def test_a_temporary_password_sent_again_dies_after_14_days(sqlite_world: World) -> None:
    world = sqlite_world
    company = world.company()
    again = world.application.resend_login(world.as_manager(company), company.manager.person)
    world.clock.moves(days=14, seconds=-1)
    assert opens(world, again)
    world.clock.moves(seconds=1)
    assert not opens(world, again)
