"""What staff and the rail ask: every company, and the mail that has not left."""

from dsl import World
from training_portal.event_store.lists import Wanted
from training_portal.event_store.outbox import unsent, unsent_counts
from training_portal.projections import companies, managers
from training_portal.projections.dashboard import trainees_by_company, trainees_registered


def test_companies_are_found_by_name_and_state_and_counted(world: World) -> None:
    first, second = world.company("Élan Fret"), world.company("Nordluft Handling GmbH")
    world.application.suspend_company(world.portal.context("cli", second.id), "unpaid")
    with world.portal.reading() as tx:
        assert [row["name"] for row in companies.page(tx, Wanted()).rows] == [
            "Élan Fret",
            "Nordluft Handling GmbH",
        ]
        assert [row["id"] for row in companies.page(tx, Wanted(search="elan")).rows] == [first.id]
        suspended = companies.page(tx, Wanted(filters={"state": "suspended"}))
        assert [row["id"] for row in suspended.rows] == [second.id]
        assert companies.counts_by_state(tx, "") == {"open": 1, "suspended": 1}
        assert companies.counts_by_state(tx, "nord") == {"suspended": 1}
        assert companies.names_of(tx, [first.id, "absent"]) == {first.id: "Élan Fret"}


def test_managers_are_named_and_trainees_counted_by_company(world: World) -> None:
    company = world.company()
    with world.portal.reading() as tx:
        assert managers.names_of(tx, [company.manager.person]) == {company.manager.person: "Claire Morel"}
        assert trainees_by_company(tx, [company.id, "absent"]) == {company.id: 0}
        assert (trainees_registered(tx, company.id), trainees_registered(tx, "absent")) == (0, 0)


def test_unsent_mail_is_what_waits_and_what_was_refused(world: World) -> None:
    for name in ("A SAS", "B SAS", "C SAS"):
        world.company(name)
    outbox = world.portal.store.outbox
    sent, refused, waits = outbox.take_due(world.clock.now)
    outbox.mark_sent(sent.id, world.clock.now)
    outbox.mark_refused(refused.id, world.clock.now, "550 unknown")
    with world.portal.reading() as tx:
        assert unsent_counts(tx) == (1, 1)
        assert [row["id"] for row in unsent(tx)] == [refused.id, waits.id]
        assert [row["id"] for row in unsent(tx, refused=True)] == [refused.id]
        assert [row["id"] for row in unsent(tx, refused=False)] == [waits.id]
        assert [row["id"] for row in unsent(tx, limit=1, offset=1)] == [waits.id]
