"""Forgetting a person, and telling them first what is known."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import World
from training_portal.aggregates.certificate import Certificate, HolderIsForgotten
from training_portal.aggregates.manager import Manager, ManagerIsActive
from training_portal.aggregates.trainee import Trainee
from training_portal.application.certificates import Amendment
from training_portal.certificate_papers import certificate_pdf
from training_portal.documents.disclosure import Disclosure, disclosure_pdf
from training_portal.documents.kept import kept_documents
from training_portal.erasure import (
    KnownPerson,
    finish_erasures,
    forget_person,
    known_person,
    personal_data,
    records_to_keep,
)
from training_portal.event_store.chain import Head
from training_portal.event_store.history import verify_chain
from training_portal.event_store.lists import Wanted
from training_portal.event_store.rebuild import verify
from training_portal.event_store.tables import metadata
from training_portal.identity.tables import credentials
from training_portal.portal import PROJECTIONS
from training_portal.projections import trainees
from training_portal.projections.certified_trainees import certificates
from training_portal.values import ERASED, erased_person

MARKS = ("Xanthippos", "Quillfeather", "x.quillfeather")


def somebody(world: World, mini: Path) -> KnownPerson:
    """A trainee who passed one training and has another one open, a neighbour's in the same order."""
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Xanthippos Quillfeather", "Ann Neighbour"])
    passed = world.enrolments(order)[0]
    world.passes(passed)
    world.order(company, course, known=[passed.trainee.id])
    world.cart(company, course, known=[passed.trainee.id])
    return found(world, passed.trainee.id)


def found(world: World, wanted: str) -> KnownPerson:
    known = known_person(world.portal, wanted)
    assert known is not None
    return known


def forget(world: World, known: KnownPerson) -> None:
    forget_person(world.portal, world.portal.context("cli", known.company), known)
    finish_erasures(world.portal)


def everything_kept(world: World) -> str:
    """All rows of all tables as text."""
    with world.portal.reading() as tx:
        return "\n".join(
            str(tuple(row)) for table in metadata.sorted_tables for row in tx.execute(table.select())
        )


def test_a_person_is_found_by_user_name_and_by_id(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    assert found(world, "X.Quillfeather").ids == known.ids == (known.person.id,)
    assert (known.kind, known.unfinished) == ("trainee", 1)
    assert known_person(world.portal, "nobody") is None
    assert known_person(world.portal, "f" * 32) is None


def test_a_forgotten_person_is_named_nowhere_and_everything_else_stays(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    [row] = world.rows(certificates)
    certificate_pdf(world.portal, row)
    assert all(mark in everything_kept(world) for mark in MARKS)
    forget(world, known)
    kept = everything_kept(world)
    assert [mark for mark in MARKS if mark.casefold() in kept.casefold()] == []
    assert "Neighbour" in kept
    [row] = world.rows(certificates)
    assert (row["first_name"], row["last_name"], row["number"]) == ("", ERASED, "C-2026-000001")
    assert world.rows(kept_documents) == []
    assert world.portal.store.get(Trainee, known.person.id).person == erased_person(known.person.id)


def test_the_chain_verifies_and_every_view_equals_its_replay(world: World, mini: Path) -> None:
    forget(world, somebody(world, mini))
    with world.portal.reading() as tx:
        assert isinstance(verify_chain(tx), Head)
    assert [one for projection in PROJECTIONS for one in verify(world.portal.store, projection)] == []


def test_the_name_is_in_no_file_of_the_embedded_database(sqlite_world: World, mini: Path) -> None:
    known = somebody(sqlite_world, mini)
    folder = Path(sqlite_world.portal.settings.database_url.removeprefix("sqlite:///")).parent
    named = lambda: [p for p in folder.glob("portal.db*") if b"uillfeather" in p.read_bytes()]  # noqa: E731
    assert named() != []
    forget(sqlite_world, known)
    assert named() == []


def test_who_is_forgotten_signs_in_no_more_and_their_letters_do_not_leave(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    assert known.person.id in {row["person_id"] for row in world.rows(credentials)}
    forget(world, known)
    assert known.person.id not in {row["person_id"] for row in world.rows(credentials)}
    again = found(world, known.person.id)
    assert again.person.forgotten


def test_forgetting_twice_changes_nothing_more(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    forget(world, known)
    before = world.names_of_events()
    forget(world, known)
    assert world.names_of_events() == before
    assert before.count("trainee.forgotten") == 1
    assert finish_erasures(world.portal) == 0


def test_a_manager_is_forgotten_only_when_a_manager_no_longer(world: World, mini: Path) -> None:
    company = world.company()
    manager = found(world, company.manager.username)
    with pytest.raises(ManagerIsActive):
        forget(world, manager)
    context = world.portal.context("cli", company.id)
    other = world.application.appoint_manager(context, "Ove", "Lund", "ove@example.com", "en")
    leaver = found(world, other.person)
    context = world.portal.context("cli", company.id)
    world.application.deactivate_manager(context, other.person)
    forget(world, leaver)
    assert world.portal.store.get(Manager, other.person).person.last_name == ERASED


def test_records_that_the_law_keeps_are_named_until_their_last_day(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    [(number, title, until)] = records_to_keep(known, world.portal.today)
    assert (number, title) == ("C-2026-000001", "Safe lifting")
    assert until.isoformat() == "2029-11-23"
    assert records_to_keep(known, until) == []


def test_the_export_tells_everything_about_the_person_and_nothing_about_others(
    world: World, mini: Path
) -> None:
    known = somebody(world, mini)
    told = personal_data(world.portal, known)
    assert told["person"]["last_name"] == "Quillfeather"
    happened = [one["event"] for one in told["history"]]
    assert {"trainee.registered", "enrolment.training_passed", "certificate.issued"} <= set(happened)
    assert "Neighbour" not in str(told)
    facts = Disclosure(known.person, told, world.portal.today, world.portal.settings.provider)
    assert disclosure_pdf(facts).startswith(b"%PDF-")


def test_nobody_waits_for_an_erasure_that_was_not_asked(world: World) -> None:
    assert finish_erasures(world.portal) == 0
    with world.portal.reading() as tx:
        assert tx.scalar(sa.text("SELECT count(*) FROM erasures")) == 0


def test_a_certificate_of_a_forgotten_person_is_given_no_new_name(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    [row] = world.rows(certificates)
    odd = Amendment("Somebody", "Else", row["company_name"])
    context = world.portal.context("cli", known.company)
    world.application.amend_certificate(context, row["id"], odd, row["version"])
    forget(world, known)
    seen = world.portal.store.get(Certificate, row["id"]).version
    with pytest.raises(HolderIsForgotten):
        world.application.approve_amendment(world.portal.context("cli", known.company), row["id"], seen)
    context = world.portal.context("cli", known.company)
    world.application.decline_amendment(context, row["id"], seen, "The person was forgotten.")
    for wanted in (odd, Amendment("Xanthippos", ERASED, row["company_name"])):
        context = world.portal.context("cli", known.company)
        with pytest.raises(HolderIsForgotten):
            world.application.amend_certificate(context, row["id"], wanted, row["version"])
    kept = everything_kept(world)
    assert "Somebody" not in kept
    assert [one for view in PROJECTIONS for one in verify(world.portal.store, view)] == []


def test_a_forgotten_person_is_nobody_to_choose_and_stands_in_no_report(world: World, mini: Path) -> None:
    known = somebody(world, mini)
    forget(world, known)
    with world.portal.reading() as tx:
        there = trainees.page_of_present(tx, known.company, Wanted())
        reported = trainees.page_on(tx, known.company, world.portal.today, None, Wanted())
        counts = trainees.counts_by_state(tx, known.company)
    for found in (there, reported):
        assert ERASED not in [row["last_name"] for row in found.rows]
        assert found.total
    assert counts["forgotten"] == 1
