"""Agreements come with orders, are amended with their registrations, and name who was registered when."""

from pathlib import Path

import pytest

from agreeing import accepts, cancels, replaces, uploads_signed_copy
from dsl import Company, World
from training_portal.aggregates.convention import Convention, convention_id
from training_portal.aggregates.manager import Manager
from training_portal.event_store.lists import Wanted
from training_portal.event_store.rebuild import verify
from training_portal.event_store.work import Work
from training_portal.portal import PROJECTIONS
from training_portal.projections import conventions


class Told:
    """Two companies with an order each, ours for Karim, Zoé and Ann."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.course = world.course(folder)
        self.ours, self.theirs = world.company(), world.company("Nordluft Handling GmbH")
        self.their_order = world.order(self.theirs, self.course, ["Anke Bauer"])
        self.order = world.order(self.ours, self.course, ["Karim Benali", "Zoé Lefèvre", "Ann O’Neill"])
        self.id = convention_id(self.order.id)

    def cancels(self, *enrolments: str) -> None:
        """Cancel registrations of our order, all by one command."""

        cancels(self.world, self.ours, self.order, *enrolments)

    def replaces(self, enrolment: str, successor: str) -> None:
        """Let somebody of their own registering take a training."""
        replaces(self.world, self.ours, enrolment, successor)

    def row(self, company: Company | None = None) -> dict[str, object]:
        """Our convention as a company's list shows it."""
        with self.world.portal.reading() as tx:
            found = conventions.convention(tx, (company or self.ours).id, self.id)
        return dict(found) if found else {}

    def named(self, version: int) -> list[str]:
        """The last names in a version."""
        with self.world.portal.reading() as tx:
            rows = conventions.names_of(tx, self.id)
        return [
            row["last_name"]
            for row in rows
            if row["since"] <= version and (row["until"] == 0 or row["until"] > version)
        ]


@pytest.fixture
def told(world: World, mini: Path) -> Told:
    return Told(world, mini)


def test_an_order_draws_up_its_numbered_convention_in_the_same_transaction(told: Told) -> None:
    row = told.row()
    assert (row["number"], row["order_number"]) == ("V-2026-000002", "O-2026-000002")
    assert (row["state"], row["version"], row["registrations"]) == ("to_accept", 1, 3)
    assert row["titles"] == "Safe lifting"
    assert told.named(1) == ["Benali", "Lefèvre", "O’Neill"]


def test_a_convention_is_shown_to_the_own_company_only(told: Told) -> None:
    assert told.row(told.theirs) == {}
    with told.world.portal.reading() as tx:
        assert conventions.page(tx, told.theirs.id, Wanted()).total == 1
        assert conventions.page(tx, told.ours.id, Wanted(search="v-2026-000001")).total == 0
        assert conventions.page(tx, told.ours.id, Wanted(search="safe 000002")).total == 1
        assert conventions.counts_by_state(tx, told.ours.id) == {"to_accept": 1}


def test_one_command_makes_one_version_however_many_it_cancels(told: Told) -> None:
    karim, _, ann = told.order.enrolments
    told.cancels(karim, ann)
    row = told.row()
    assert (row["version"], row["registrations"], row["state"]) == (2, 1, "to_accept")
    assert told.named(1) == ["Benali", "Lefèvre", "O’Neill"]
    assert told.named(2) == ["Lefèvre"]


def test_a_replacement_names_the_successor_from_its_version_on(told: Told) -> None:
    karim, zoe, ann = told.order.enrolments
    told.replaces(karim, ann)
    told.cancels(zoe)
    assert [told.named(version) for version in (1, 2, 3)] == [
        ["Benali", "Lefèvre", "O’Neill"],
        ["O’Neill", "Lefèvre", "O’Neill"],
        ["O’Neill", "O’Neill"],
    ]
    with told.world.portal.reading() as tx:
        versions = conventions.versions_of(tx, told.row())
    assert [(v["version"], v["cancelled"], v["replaced"]) for v in versions] == [
        (3, 1, 0),
        (2, 0, 1),
        (1, 0, 0),
    ]


def test_an_order_cancelled_as_a_whole_ends_its_convention(told: Told) -> None:
    told.cancels(*told.order.enrolments)
    assert (told.row()["state"], told.named(2)) == ("cancelled", [])


def test_an_accepted_version_says_who_accepted_which_document_and_a_signed_copy_comes_on_top(
    told: Told,
) -> None:
    accepts(told.world, told.ours, told.order)
    assert told.row()["state"] == "accepted"
    uploads_signed_copy(told.world, told.ours, told.order)
    with told.world.portal.reading() as tx:
        [version] = conventions.versions_of(tx, told.row())
    assert (version["accepted_name"], version["accepted_at"]) == ("Claire Morel", told.world.clock.now)
    assert (len(version["digest"]), len(version["signed_digest"])) == (64, 64)
    assert told.row()["state"] == "signed"


def test_a_forgotten_managers_name_is_in_no_version(told: Told) -> None:
    accepts(told.world, told.ours, told.order)
    manager, now = told.ours.manager.person, told.world.clock.now

    def forget(work: Work) -> dict[str, str]:
        work.get(Manager, manager).deactivate(now)
        work.get(Manager, manager).forget(now)
        return {}

    told.world.portal.store.perform(told.world.as_manager(told.ours), forget)
    with told.world.portal.reading() as tx:
        [version] = conventions.versions_of(tx, told.row())
    assert (version["accepted_by"], version["accepted_name"]) == (manager, "")


def test_an_amendment_is_to_be_accepted_anew(told: Told) -> None:
    accepts(told.world, told.ours, told.order)
    told.cancels(told.order.enrolments[0])
    assert (told.row()["state"], told.row()["version"]) == ("to_accept", 2)


def test_the_view_equals_its_replay_after_every_kind_of_change(told: Told) -> None:
    karim, zoe, ann = told.order.enrolments
    accepts(told.world, told.ours, told.order)
    told.replaces(karim, ann)
    told.cancels(zoe)
    uploads_signed_copy(told.world, told.ours, told.order)
    [projection] = [one for one in PROJECTIONS if one.name == "conventions"]
    assert verify(told.world.portal.store, projection) == []
    assert told.world.portal.store.get(Convention, told.id).convention_version == 3
