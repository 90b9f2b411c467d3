"""A manager who leaves, or who may see invoices only: others are told, the name stays."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from browsing import Browser
from dsl import Company, World
from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.manager import Manager, ManagerRole, Notifications, ReminderFrequency
from training_portal.aggregates.order import Order
from training_portal.application.certificates import Amendment
from training_portal.application.people import Appointed
from training_portal.digests import queue_digests
from training_portal.erasure import finish_erasures, forget_person, known_person
from training_portal.event_store.schema import outbox
from training_portal.letters import write_letter
from training_portal.mail.message import CannotBeWritten
from training_portal.projections.certified_trainees import certificates


@pytest.fixture
def marc(world: World, company: Company) -> Appointed:
    """A second manager with full rights."""
    return world.application.appoint_manager(
        world.as_manager(company), "Marc", "Petit", "marc@example.com", "en"
    )


@pytest.fixture
def enrolment(world: World, company: Company, marc: Appointed, mini: Path) -> Enrolment:
    """A training that Claire, the first manager, ordered for Ann Lee."""
    return world.enrolments(world.order(company, world.course(mini), ["Ann Lee"]))[0]


def leaves(world: World, company: Company, marc: Appointed) -> None:
    """Claire leaves: Marc deletes her."""
    context = world.portal.context(marc.person, company.id)
    world.application.deactivate_manager(context, company.manager.person)


def sees_invoices_only(world: World, company: Company, marc: Appointed) -> None:
    context = world.portal.context(marc.person, company.id)
    world.application.modify_manager(context, company.manager.person, "Claire", "Morel", ManagerRole.INVOICES)


def told(world: World, occasion: str) -> list[str]:
    """To whom letters of an occasion were written, by id."""
    return [row["recipient"] for row in world.rows(outbox) if row["occasion"] == occasion]


def test_who_ordered_receives_the_certificate_alone(
    world: World, company: Company, enrolment: Enrolment
) -> None:
    world.passes(enrolment)
    assert told(world, "certificate_issued") == [company.manager.person]


@pytest.mark.parametrize("goes", [leaves, sees_invoices_only])
def test_the_certificate_goes_to_who_follows_the_trainees_now(
    world: World, company: Company, marc: Appointed, enrolment: Enrolment, goes: object
) -> None:
    goes(world, company, marc)  # type: ignore[operator]
    world.passes(enrolment)
    assert told(world, "certificate_issued") == [marc.person]


def test_what_becomes_of_it_later_is_told_to_them_too(
    world: World, company: Company, marc: Appointed, enrolment: Enrolment
) -> None:
    world.passes(enrolment)
    [certificate] = [row["id"] for row in world.rows(certificates)]
    world.application.amend_certificate(
        world.as_manager(company), certificate, Amendment("Bo", "Wu", "Fret Atlantique SAS"), 1
    )
    assert world.portal.store.get(Certificate, certificate).version == 2
    leaves(world, company, marc)
    application, staff = world.application, lambda: world.portal.context("staff", company.id)
    application.decline_amendment(staff(), certificate, 2, "That is somebody else.")
    application.revoke_certificate(staff(), certificate, "A mistake.")
    assert told(world, "amendment_declined") == told(world, "certificate_revoked") == [marc.person]


def test_a_credit_note_goes_to_who_sees_invoices(
    world: World, company: Company, marc: Appointed, enrolment: Enrolment
) -> None:
    leaves(world, company, marc)
    context = world.portal.context(marc.person, company.id)
    world.application.cancel_registrations(context, enrolment.order, [enrolment.id])
    assert told(world, "credit_note_issued") == [marc.person]


def test_a_letter_that_waits_is_not_sent_to_who_has_left(
    world: World, company: Company, marc: Appointed, enrolment: Enrolment
) -> None:
    leaves(world, company, marc)
    letters = world.portal.store.outbox.take_due(world.clock.now)
    [placed] = [letter for letter in letters if letter.occasion == "order_placed"]
    with pytest.raises(CannotBeWritten):
        write_letter(world.portal, placed)


def test_trainees_are_not_named_to_who_sees_invoices_only(
    world: World, app: Flask, company: Company, marc: Appointed, enrolment: Enrolment
) -> None:
    everything = Notifications(ReminderFrequency.DAILY, 1, renewals=True)
    for manager in (company.manager.person, marc.person):
        world.portal.store.perform(
            world.portal.context(manager, company.id),
            lambda work, manager=manager: (
                work.get(Manager, manager).choose_notifications(everything, world.clock.now) or {}
            ),
        )
    sees_invoices_only(world, company, marc)
    claire = Browser(app).sign_in("manager", company.manager.username, company.manager.temporary_password)
    for page in ("/my-profile", "/my-profile/edit"):
        assert "Training to Renew" not in claire.get(page).text
    assert claire.submit("/my-profile/edit", email="claire@example.com", language="fr").status_code == 303
    kept = world.portal.store.get(Manager, company.manager.person).notifications
    assert kept == everything
    world.clock.moves(days=3)
    queue_digests(world.portal)
    assert told(world, "not_started") == [marc.person]
    world.passes(enrolment)
    world.clock.moves(days=730)
    queue_digests(world.portal)
    assert told(world, "renewals_due") == [marc.person]


def test_the_name_of_who_left_stays_with_what_they_did(
    world: World, app: Flask, company: Company, marc: Appointed, enrolment: Enrolment
) -> None:
    world.passes(enrolment)
    [certificate] = [row["id"] for row in world.rows(certificates)]
    world.application.amend_certificate(
        world.as_manager(company), certificate, Amendment("Anne", "Lee", "Fret Atlantique SAS"), 1
    )
    leaves(world, company, marc)
    order: Order = world.portal.store.get(Order, enrolment.order)
    browser = Browser(app).sign_in("manager", marc.username, marc.temporary_password)
    with world.portal.reading() as tx:
        [convention] = tx.scalars(sa.text("SELECT id FROM view_conventions")).all()
    for page in ("/orders", f"/orders/{order.id}", f"/conventions/{convention}"):
        assert "Claire Morel" in browser.get(page).text, page
    story = browser.get(f"/certified-trainees/{certificate}").text
    assert "Claire Morel" in story
    known = known_person(world.portal, company.manager.person)
    assert known
    forget_person(world.portal, world.portal.context("cli", company.id), known)
    finish_erasures(world.portal)
    assert re.search(r'data-label="[^"]*By[^"]*"><div>–', browser.get("/orders").text)
