"""Two records of one trainee become one."""

from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import Company, World
from training_portal.aggregates.trainee import CannotMergeWithSelf, Trainee, TraineeIsGone
from training_portal.erasure import forget_person, known_person
from training_portal.errors import NotFound
from training_portal.event_store.rebuild import verify
from training_portal.event_store.tables import metadata
from training_portal.identity.tables import credentials, sessions
from training_portal.portal import PROJECTIONS
from training_portal.projections.certified_trainees import certificates
from training_portal.projections.dashboard import trainees_registered
from training_portal.projections.trainees import trainees


@dataclass(frozen=True)
class Twice:
    """Zoé, registered twice by ids: the record that stays, and the double, which holds a certificate."""

    company: Company
    course: str
    kept: str
    double: str


@pytest.fixture
def twice(world: World, mini: Path) -> Twice:
    company, course = world.company(), world.course(mini)
    first, second = world.enrolments(world.order(company, course, ["Zoé Perrin", "Zoe Perrin"]))
    world.passes(second)
    world.passes(first)
    world.order(company, course, known=[second.trainee.id])
    return Twice(company, course, first.trainee.id, second.trainee.id)


def merge(world: World, twice: Twice) -> None:
    world.application.merge_trainees(
        world.portal.context("staff", twice.company.id), twice.kept, twice.double
    )


def test_all_that_the_double_did_stands_under_the_record_that_stays(world: World, twice: Twice) -> None:
    merge(world, twice)
    [row] = world.rows(trainees)
    assert (row["id"], row["registrations"], row["passed"]) == (twice.kept, 3, 2)
    assert {one["trainee"] for one in world.rows(certificates)} == {twice.kept}
    with world.portal.reading() as tx:
        assert trainees_registered(tx, twice.company.id) == 1


def test_no_view_names_the_double_any_more(world: World, twice: Twice) -> None:
    merge(world, twice)
    remembers = "view_training_to_renew"  # it answers for days before the merge, too
    views = [metadata.tables[name] for name in metadata.tables if name.startswith("view_")]
    views = [table for table in views if not table.name.startswith(remembers)]
    looked_at = 0
    with world.portal.reading() as tx:
        for column in (table.c.trainee for table in views if "trainee" in table.c):
            looked_at += 1
            left = tx.scalar(sa.select(sa.func.count()).where(column == twice.double))
            assert left == 0, column.table.name
    assert looked_at > 8
    assert [one.name for one in PROJECTIONS if verify(world.portal.store, one)] == []


def test_the_older_of_both_certificates_is_superseded(world: World, twice: Twice) -> None:
    merge(world, twice)
    older, newer = sorted(world.rows(certificates), key=lambda row: row["number"])
    assert (older["superseded_by"], newer["superseded_by"]) == (newer["id"], "")


def test_the_double_signs_in_no_more(world: World, twice: Twice) -> None:
    merge(world, twice)
    assert twice.double not in {row["person_id"] for row in world.rows(credentials)}
    assert twice.kept in {row["person_id"] for row in world.rows(credentials)}
    assert [row for row in world.rows(sessions) if row["person_id"] == twice.double] == []


def test_nothing_is_ordered_for_a_double_any_more(world: World, twice: Twice) -> None:
    merge(world, twice)
    with pytest.raises(TraineeIsGone):
        world.order(twice.company, twice.course, known=[twice.double])


def test_a_double_that_is_forgotten_with_its_survivor_is_counted_off_once(world: World, twice: Twice) -> None:
    def counted() -> int:
        with world.portal.reading() as tx:
            return trainees_registered(tx, twice.company.id)

    assert counted() == 2
    merge(world, twice)
    assert counted() == 1
    known = known_person(world.portal, twice.kept)
    assert known
    assert set(known.ids) == {twice.kept, twice.double}
    forget_person(world.portal, world.portal.context("cli", known.company), known)
    assert counted() == 0


def test_a_record_is_not_merged_with_itself_nor_twice(world: World, twice: Twice) -> None:
    context = world.portal.context("staff", twice.company.id)
    with pytest.raises(CannotMergeWithSelf):
        world.application.merge_trainees(context, twice.kept, twice.kept)
    merge(world, twice)
    with pytest.raises(NotFound):
        merge(world, twice)


def test_people_of_two_companies_stay_two(world: World, twice: Twice) -> None:
    other = world.company("Nordluft Handling GmbH")
    stranger = world.enrolments(world.order(other, twice.course, ["Zoé Perrin"]))[0].trainee.id
    with pytest.raises(NotFound):
        world.application.merge_trainees(
            world.portal.context("staff", twice.company.id), twice.kept, stranger
        )
    assert world.portal.store.get(Trainee, stranger).merged_into == ""
