from pathlib import Path

import pytest

from dsl import TERMS, Company, World
from training_portal.aggregates.trainee import NothingIsCorrected, Trainee, TraineeIsGone
from training_portal.application.names import EmailIsWrong, LastNameIsWrong
from training_portal.application.orders import WantedLine
from training_portal.errors import Conflict, NotFound
from training_portal.identity.handover import shown
from training_portal.identity.tables import credentials
from training_portal.projections.certified_trainees import certificates
from training_portal.projections.trainees import trainees
from training_portal.values import Person


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def course(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def karim(world: World, company: Company, course: str) -> Person:
    return world.enrolments(world.order(company, course, ["Karim Benali"]))[0].trainee


def test_name_and_address_of_a_trainee_are_corrected_and_the_identifier_stays(
    world: World, company: Company, karim: Person
) -> None:
    world.application.correct_details(
        world.as_manager(company), karim.id, ("Karîm", "Ben Ali", "karim@example.com")
    )
    [row] = world.rows(trainees)
    assert (row["first_name"], row["last_name"]) == ("Karîm", "Ben Ali")
    assert (row["email"], row["identifier"]) == ("karim@example.com", "k.benali")
    assert row["sort_name"] == "ben ali karim"
    assert "ben ali" in row["search"]


def test_certificates_keep_the_name_they_print_and_the_next_one_has_the_new_name(
    world: World, company: Company, course: str
) -> None:
    first = world.enrolments(world.order(company, course, ["Karim Benali"]))[0]
    world.passes(first)
    world.application.correct_details(world.as_manager(company), first.trainee.id, ("Karim", "Ben Ali", ""))
    second = world.enrolments(world.order(company, course, known=[first.trainee.id]))[0]
    world.passes(second)
    printed = {row["number"]: row["last_name"] for row in world.rows(certificates)}
    assert printed == {"C-2026-000001": "Benali", "C-2026-000002": "Ben Ali"}


def test_a_correction_that_changes_nothing_or_is_wrong_is_refused(
    world: World, company: Company, karim: Person
) -> None:
    before = len(world.names_of_events())
    for details, refusal in (
        (("Karim", "Benali", ""), NothingIsCorrected),
        (("Karim", "", ""), LastNameIsWrong),
        (("Karim", "Benali", "nowhere"), EmailIsWrong),
    ):
        with pytest.raises(refusal):
            world.application.correct_details(world.as_manager(company), karim.id, details)
    assert len(world.names_of_events()) == before


def test_a_correction_of_a_record_that_has_changed_meanwhile_is_refused(
    world: World, company: Company, karim: Person
) -> None:
    seen = world.portal.store.get(Trainee, karim.id).person
    world.application.correct_details(world.as_manager(company), karim.id, ("Karim", "Ben Ali", ""), seen)
    with pytest.raises(Conflict):
        world.application.correct_details(world.as_manager(company), karim.id, ("Karima", "Benali", ""), seen)


def test_another_companys_trainee_is_not_corrected(world: World, karim: Person) -> None:
    other = world.company("Autre Fret SA")
    with pytest.raises(NotFound):
        world.application.correct_details(world.as_manager(other), karim.id, ("A", "B", ""))


def test_whoever_left_is_not_chosen_for_a_training(
    world: World, company: Company, karim: Person, course: str
) -> None:
    world.application.mark_left(world.as_manager(company), karim.id)
    with pytest.raises(TraineeIsGone):
        world.cart(company, course, known=[karim.id])
    wanted = [WantedLine(course, "en", 24, (karim.id,))]
    with pytest.raises(TraineeIsGone):
        world.application.order_at_once(world.as_manager(company), TERMS, wanted)


def test_whoever_left_after_being_chosen_is_not_ordered_for(
    world: World, company: Company, karim: Person, course: str
) -> None:
    world.cart(company, course, known=[karim.id])
    world.application.mark_left(world.as_manager(company), karim.id)
    version = world.cart_version(company)
    with pytest.raises(TraineeIsGone):
        world.application.place_order(world.as_manager(company), TERMS, version)
    world.application.mark_returned(world.as_manager(company), karim.id)
    world.application.place_order(world.as_manager(company), TERMS, version)
    assert world.names_of_events().count("order.placed") == 2


def test_a_known_trainee_without_a_log_in_gets_one_with_the_first_order(
    world: World, company: Company, karim: Person, course: str
) -> None:
    with world.portal.store.engine.begin() as tx:
        tx.execute(credentials.delete().where(credentials.c.person_id == karim.id))
        tx.exec_driver_sql("DELETE FROM handovers")
    order = world.order(company, course, known=[karim.id])
    with world.portal.reading() as tx:
        key = world.portal.settings.master_key
        handed = shown(tx, key, order.id, company.manager.person, world.clock.now)
    assert list(handed) == [karim.id]
    assert karim.id in {row["person_id"] for row in world.rows(credentials)}
