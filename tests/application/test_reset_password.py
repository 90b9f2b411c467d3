from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import Company, World
from training_portal.errors import NotFound
from training_portal.event_store.schema import command_results, events
from training_portal.identity.credentials import credential_named, credential_of, proves
from training_portal.identity.handover import RESET, shown
from training_portal.identity.tables import credentials, handovers, sessions
from training_portal.values import Person


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def karim(world: World, company: Company, mini: Path) -> Person:
    return world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))[0].trainee


def seen(world: World, company: Company) -> dict[str, str]:
    """What the manager sees of passwords that were reset, by person id."""
    with world.portal.reading() as tx:
        key = world.portal.settings.master_key
        return shown(tx, key, RESET, company.manager.person, world.clock.now)


def lets_in(world: World, trainee: Person, password: str) -> bool:
    with world.portal.reading() as tx:
        found = credential_named(tx, world.portal.settings.master_key, trainee.identifier)
    return proves(world.portal.settings.master_key, found, password, world.clock.now)


def old_password(world: World, person: Person) -> str:
    with world.portal.reading() as tx:
        row = tx.execute(sa.select(handovers).where(handovers.c.person_id == person.id)).one()
        key = world.portal.settings.master_key
        return shown(tx, key, row.order_id, row.manager_id, world.clock.now)[person.id]


def test_a_reset_gives_a_new_temporary_password_and_kills_the_old_one(
    world: World, company: Company, karim: Person
) -> None:
    old = old_password(world, karim)
    world.application.reset_password(world.as_manager(company), karim.id)
    new = seen(world, company)[karim.id]
    assert lets_in(world, karim, new)
    assert not lets_in(world, karim, old)
    assert world.names_of_events()[-1] == "trainee.password_reset"


def test_a_reset_ends_every_session_of_the_trainee_and_nobody_elses(
    world: World, company: Company, karim: Person
) -> None:
    with world.portal.store.engine.begin() as tx:
        for person in (karim.id, "somebody else"):
            tx.execute(
                sessions.insert().values(
                    token_digest=person,
                    person_id=person,
                    kind="trainee",
                    company=company.id,
                    stage="open",
                    language="",
                    created_at=world.clock.now,
                    last_seen_at=world.clock.now,
                )
            )
    world.application.reset_password(world.as_manager(company), karim.id)
    ended = {row["person_id"]: row["ended_at"] for row in world.rows(sessions)}
    assert ended == {karim.id: world.clock.now, "somebody else": None}


def test_the_new_password_is_shown_for_an_hour_and_to_the_manager_who_reset_it(
    world: World, company: Company, karim: Person
) -> None:
    world.application.reset_password(world.as_manager(company), karim.id)
    with world.portal.reading() as tx:
        assert shown(tx, world.portal.settings.master_key, RESET, "a colleague", world.clock.now) == {}
    world.clock.moves(minutes=59)
    assert list(seen(world, company)) == [karim.id]
    world.clock.moves(minutes=1)
    assert seen(world, company) == {}


def test_the_new_password_is_dead_after_fourteen_days(world: World, company: Company, karim: Person) -> None:
    world.application.reset_password(world.as_manager(company), karim.id)
    new = seen(world, company)[karim.id]
    world.clock.now += timedelta(days=14)
    assert not lets_in(world, karim, new)


def test_the_same_command_resets_once(world: World, company: Company, karim: Person) -> None:
    for _ in range(2):
        world.application.reset_password(world.as_manager(company, "once"), karim.id)
    assert world.names_of_events().count("trainee.password_reset") == 1
    assert lets_in(world, karim, seen(world, company)[karim.id])


def test_somebody_without_a_log_in_gets_one(world: World, company: Company, karim: Person) -> None:
    with world.portal.store.engine.begin() as tx:
        for table in (credentials, handovers):
            tx.execute(table.delete().where(table.c.person_id == karim.id))
    world.application.reset_password(world.as_manager(company), karim.id)
    with world.portal.reading() as tx:
        found = credential_of(tx, karim.id)
    assert found is not None
    assert (found.kind, found.company, found.is_temporary) == ("trainee", company.id, True)
    assert lets_in(world, karim, seen(world, company)[karim.id])


def test_another_companys_trainee_is_not_reset(world: World, company: Company, karim: Person) -> None:
    old, other = old_password(world, karim), world.company("Autre Fret SA")
    for id in (karim.id, "nobody"):
        with pytest.raises(NotFound):
            world.application.reset_password(world.as_manager(other), id)
    assert lets_in(world, karim, old)


def test_the_password_stands_in_no_event_no_result_and_not_in_clear(
    world: World, company: Company, karim: Person
) -> None:
    world.application.reset_password(world.as_manager(company), karim.id)
    new = seen(world, company)[karim.id]
    kept = [*world.rows(events), *world.rows(command_results), *world.rows(handovers)]
    assert all(new not in str(row) and new.replace("-", "") not in str(row) for row in kept)
