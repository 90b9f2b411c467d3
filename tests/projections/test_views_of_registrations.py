"""What the screens answer after a registration was cancelled, and after another one went to somebody else."""

from pathlib import Path

import pytest

from dsl import World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.event_store.lists import Wanted
from training_portal.projections import dashboard, my_trainings, orders, trainees


class Changed:
    """An order for Ann, Karim and Zoé: Ann's is cancelled, Karim's is Zoé's now."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.course, self.company = world, world.course(folder), world.company()
        self.order = world.order(self.company, self.course, ["Ann Zed", "Karim Benali", "Zoé Perrin"])
        self.ann, self.karim, self.zoe = world.enrolments(self.order)
        manager = world.as_manager(self.company)
        world.application.cancel_registrations(manager, self.order.id, [self.ann.id])
        manager = world.as_manager(self.company)
        world.application.replace_trainee(manager, self.karim.id, self.zoe.trainee.id)

    def of(self, enrolment: Enrolment) -> list[str]:
        """The trainings that somebody sees on My trainings, by enrolment id."""
        with self.world.portal.reading() as tx:
            return [row["id"] for row in my_trainings.trainings_of(tx, enrolment.trainee.id)]


@pytest.fixture
def changed(world: World, mini: Path) -> Changed:
    return Changed(world, mini)


def test_the_order_counts_what_was_cancelled_and_names_who_takes_the_training(changed: Changed) -> None:
    with changed.world.portal.reading() as tx:
        row = orders.order(tx, changed.company.id, changed.order.id)
        people = orders.registrations_of(tx, changed.company.id, changed.order.id, Wanted()).rows
        found = orders.registrations_of(tx, changed.company.id, changed.order.id, Wanted(search="benali"))
        open_ = orders.registrations_open_to_change(tx, changed.company.id, changed.order.id)
    assert row
    assert (row["registrations"], row["not_started"], row["cancelled"]) == (3, 2, 1)
    states = [(one["last_name"], one["state"]) for one in people]
    assert states == [("Perrin", "not_started"), ("Perrin", "not_started"), ("Zed", "cancelled")]
    assert found.total == 0
    assert [one["last_name"] for one in open_] == ["Perrin", "Perrin"]


def test_trainees_see_what_is_theirs_to_take_and_nothing_else(changed: Changed) -> None:
    assert changed.of(changed.ann) == []
    assert changed.of(changed.karim) == []
    assert set(changed.of(changed.zoe)) == {changed.karim.id, changed.zoe.id}


def test_the_manager_still_sees_on_a_trainees_page_what_was_cancelled(changed: Changed) -> None:
    with changed.world.portal.reading() as tx:
        rows = my_trainings.trainings_of_company_trainee(tx, changed.company.id, changed.ann.trainee.id)
    assert [row["state"] for row in rows] == ["cancelled"]


def test_dashboard_and_trainees_count_registrations_that_stand(changed: Changed) -> None:
    with changed.world.portal.reading() as tx:
        assert dashboard.numbers(tx, changed.company.id, 2026)["not_started"] == 2
        found = trainees.page(tx, changed.company.id, Wanted(sort="sort_name"))
    counts = [(row["last_name"], row["registrations"]) for row in found.rows]
    assert counts == [("Benali", 0), ("Perrin", 2), ("Zed", 0)]


def test_a_cancelled_training_is_no_reason_to_warn_in_the_cart(changed: Changed) -> None:
    people = [changed.ann.trainee.id, changed.zoe.trainee.id]
    with changed.world.portal.reading() as tx:
        rows = my_trainings.standing(tx, changed.company.id, changed.course, people)
    assert {row["trainee"] for row in rows} == {changed.zoe.trainee.id}
