"""Who must renew what: the newest certificate counts, and what was known on a day stays known of that day."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from dsl import Company, World
from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.aggregates.root import Root
from training_portal.aggregates.trainee import Trainee
from training_portal.clock import end_of_day
from training_portal.event_store.lists import Wanted
from training_portal.event_store.rebuild import rebuild, verify
from training_portal.projections.training_to_renew import (
    AsOf,
    TrainingToRenew,
    counts_by_colour,
    removed,
    renewals,
    rows_due,
    titles,
)


class Fleet:
    """A company with trainees who passed the small course at the same time, and its list."""

    def __init__(self, world: World, course: str, names: list[str]) -> None:
        self.world, self.course = world, course
        self.company: Company = world.company()
        self.order = world.order(self.company, course, names)
        self.enrolments = world.enrolments(self.order)
        for enrolment in self.enrolments:
            world.passes(enrolment)

    @property
    def trainees(self) -> list[str]:
        """Their ids."""
        return [enrolment.trainee.id for enrolment in self.enrolments]

    def records(
        self, trainee: str, completed: date, renewal: date | None, course: str = "other", number: str = ""
    ) -> None:
        """Take over a past training."""
        self.tell(
            Trainee,
            trainee,
            lambda found: found.record_past_training(
                course, "Lithium", "en", 24, completed, renewal, number, self.world.clock.now
            ),
        )

    def tell(self, cls: type[Root], id: str, what: Callable[..., None]) -> None:
        """Tell one aggregate something, as a command of its own."""
        self.world.portal.store.perform(
            self.world.as_manager(self.company), lambda work: what(work.get(cls, id)) or {}
        )

    def listed(self, on: date | None = None, known: date | None = None, **wanted: str) -> list[tuple]:
        """Last names with the renewal date, and whether it is ordered, on a day, as known on a day."""
        return [
            (row["last_name"], row["renewal_on"], bool(row["order"]))
            for row in self.found(on, known, Wanted(**wanted)).rows
        ]

    def found(self, on: date | None = None, known: date | None = None, wanted: Wanted = Wanted()):  # noqa: B008
        """What is due."""
        with self.world.portal.reading() as tx:
            return rows_due(tx, self.company.id, self.as_of(on, known), wanted)

    def counts(self, on: date | None = None, known: date | None = None, **wanted: str) -> list[int]:
        """How many are salmon, yellow, white."""
        with self.world.portal.reading() as tx:
            as_of = self.as_of(on, known)
            counted = counts_by_colour(tx, self.company.id, as_of, Wanted(**wanted))
        return list(counted.values())

    def as_of(self, on: date | None, known: date | None) -> AsOf:
        """A day, with what was known at its end."""
        return AsOf(on or self.world.portal.today, end_of_day(known, "Europe/Paris") if known else None)


@pytest.fixture
def fleet(world: World, mini: Path) -> Fleet:
    return Fleet(world, world.course(mini), ["Karim Benali", "Zoé Lefèvre"])


DUE = date(2028, 11, 30)
"""The renewal date of who passed on 23 November 2026: 24 months, then the end of the month."""


def test_a_certificate_is_listed_six_months_before_its_renewal_date(fleet: Fleet) -> None:
    assert fleet.listed(date(2028, 5, 29)) == []
    assert sorted(fleet.listed(date(2028, 5, 30))) == [("Benali", DUE, False), ("Lefèvre", DUE, False)]
    days = [date(2028, 5, 30), date(2028, 8, 30), date(2028, 11, 29), DUE, date(2029, 1, 1)]
    assert [fleet.counts(day) for day in days] == [[0, 0, 2], [0, 2, 0], [0, 2, 0], [2, 0, 0], [2, 0, 0]]


def test_only_the_newest_certificate_of_a_training_counts(fleet: Fleet) -> None:
    karim = fleet.trainees[0]
    fleet.records(karim, date(2020, 1, 1), date(2022, 1, 31), fleet.course)
    assert fleet.counts(DUE) == [2, 0, 0]
    fleet.records(karim, date(2026, 12, 1), date(2031, 1, 31), fleet.course)
    assert fleet.listed(DUE) == [("Lefèvre", DUE, False)]
    fleet.records(karim, date(2027, 2, 1), None, fleet.course)
    assert fleet.counts(date(2040, 1, 1)) == [1, 0, 0]


def test_a_past_training_is_listed_like_a_certificate(fleet: Fleet) -> None:
    fleet.records(fleet.trainees[1], date(2024, 12, 10), date(2026, 12, 31), number="DG-77")
    assert fleet.listed() == [("Lefèvre", date(2026, 12, 31), False)]
    assert fleet.listed(search="lefevre dg-77") == fleet.listed()
    assert fleet.listed(search="benali") == []
    assert (fleet.counts(search="lef"), fleet.counts(search="ben")) == ([0, 1, 0], [0, 0, 0])


def test_the_list_shows_what_was_known_on_a_past_day(fleet: Fleet, world: World) -> None:
    first = world.portal.today
    world.clock.moves(days=3)
    fleet.records(fleet.trainees[1], date(2024, 12, 10), date(2026, 12, 31))
    world.clock.moves(days=2)
    fleet.records(fleet.trainees[1], date(2025, 1, 10), date(2027, 1, 31))
    days = [first, first + timedelta(days=3), first + timedelta(days=5)]
    assert [fleet.listed(day, day) for day in days] == [
        [],
        [("Lefèvre", date(2026, 12, 31), False)],
        [("Lefèvre", date(2027, 1, 31), False)],
    ]
    assert [fleet.counts(day, day) for day in days] == [[0, 0, 0], [0, 1, 0], [0, 1, 0]]
    assert fleet.listed(days[0]) == fleet.listed(days[2])


def test_the_day_ends_at_the_providers_midnight(fleet: Fleet, world: World) -> None:
    world.clock.now = datetime(2026, 11, 25, 22, 59, tzinfo=UTC)
    fleet.records(fleet.trainees[0], date(2024, 12, 10), date(2026, 12, 31))
    world.clock.now = datetime(2026, 11, 25, 23, 0, tzinfo=UTC)
    fleet.records(fleet.trainees[1], date(2024, 12, 10), date(2026, 12, 31))
    assert len(fleet.listed(known=date(2026, 11, 24))) == 0
    assert len(fleet.listed(known=date(2026, 11, 25))) == 1
    assert len(fleet.listed(known=date(2026, 11, 26))) == 2


def test_whoever_left_is_off_the_list_and_comes_back(fleet: Fleet, world: World) -> None:
    karim, left_on = fleet.trainees[0], world.portal.today
    world.application.mark_left(world.as_manager(fleet.company), karim)
    assert (fleet.listed(DUE), fleet.counts(DUE)) == ([("Lefèvre", DUE, False)], [1, 0, 0])
    with world.portal.reading() as tx:
        gone = removed(tx, fleet.company.id, DUE, Wanted())
        assert [(row["last_name"], row["left_on"]) for row in gone.rows] == [("Benali", left_on)]
        assert removed(tx, fleet.company.id, date(2027, 1, 1), Wanted()).total == 0
    world.clock.moves(days=5)
    world.application.mark_returned(world.as_manager(fleet.company), karim)
    assert fleet.counts(DUE) == [2, 0, 0]
    assert len(fleet.listed(DUE, left_on)) == 1


def test_a_row_says_that_its_renewal_is_ordered_until_that_is_over(fleet: Fleet, world: World) -> None:
    world.clock.moves(days=600)
    karim, zoe = fleet.trainees
    order = world.order(fleet.company, fleet.course, known=[karim, zoe])
    assert sorted(fleet.listed(DUE)) == [("Benali", DUE, True), ("Lefèvre", DUE, True)]
    assert {row["order"] for row in fleet.found(DUE).rows} == {order.id}
    first, second = world.enrolments(order)
    world.study(first)
    for _ in range(2):
        world.take_test(first, rightly=False)
    world.passes(second)
    assert fleet.listed(DUE) == [("Benali", DUE, False)]


def test_a_cancelled_or_replaced_registration_orders_nothing_any_more(fleet: Fleet, world: World) -> None:
    karim, zoe = fleet.trainees
    first = world.enrolments(world.order(fleet.company, fleet.course, known=[karim]))[0]
    person = world.portal.store.get(Trainee, zoe).person
    fleet.tell(Enrolment, first.id, lambda found: found.replace_trainee(person, world.clock.now))
    assert sorted(fleet.listed(DUE)) == [("Benali", DUE, False), ("Lefèvre", DUE, True)]
    assert {row["order"] for row in fleet.found(DUE).rows} == {"", first.order}
    fleet.tell(Enrolment, first.id, lambda found: found.cancel(world.clock.now))
    assert {ordered for _, _, ordered in fleet.listed(DUE)} == {False}


def test_of_two_orders_for_one_renewal_one_is_left_when_the_other_is_cancelled(
    fleet: Fleet, world: World
) -> None:
    karim = fleet.trainees[0]
    first = world.order(fleet.company, fleet.course, known=[karim])
    second = world.order(fleet.company, fleet.course, known=[karim])
    fleet.tell(Enrolment, first.enrolments[0], lambda found: found.cancel(world.clock.now))
    assert {row["order"] for row in fleet.found(DUE).rows} == {"", second.id}


def test_a_revoked_certificate_gives_way_to_the_one_before(fleet: Fleet, world: World) -> None:
    karim = fleet.trainees[0]
    fleet.records(karim, date(2025, 1, 10), date(2027, 1, 31), fleet.course)
    [certificate] = [row["certificate"] for row in world.rows(renewals) if row["trainee"] == karim]
    fleet.tell(Certificate, certificate, lambda found: found.revoke("error", world.clock.now))
    assert fleet.listed(date(2027, 1, 1)) == [("Benali", date(2027, 1, 31), False)]


def test_without_any_certificate_left_there_is_no_row(fleet: Fleet, world: World) -> None:
    [certificate] = [
        row["certificate"] for row in world.rows(renewals) if row["trainee"] == fleet.trainees[0]
    ]
    fleet.tell(Certificate, certificate, lambda found: found.revoke("error", world.clock.now))
    assert (fleet.listed(DUE), fleet.counts(DUE)) == ([("Lefèvre", DUE, False)], [1, 0, 0])


def test_what_a_double_had_is_the_survivors(fleet: Fleet, world: World) -> None:
    karim, zoe = fleet.trainees
    fleet.records(zoe, date(2024, 12, 10), date(2026, 12, 31))
    order = world.order(fleet.company, fleet.course, known=[zoe])
    had = [row for row in fleet.found(DUE).rows if row["trainee"] == zoe and row["certificate"]]

    def merge(work):
        survivor, double = work.get(Trainee, karim), work.get(Trainee, zoe)
        survivor.absorb(double, world.clock.now)
        enrolment = work.get(Enrolment, order.enrolments[0])
        enrolment.merge_trainee(survivor.person, world.clock.now)
        return {}

    world.portal.store.perform(world.as_manager(fleet.company), merge)
    assert sorted(fleet.listed(DUE)) == [("Benali", date(2026, 12, 31), False), ("Benali", DUE, True)]
    fleet.tell(Certificate, had[0]["certificate"], lambda found: found.merge_holder(karim, world.clock.now))
    assert verify(world.portal.store, TrainingToRenew()) == []


def test_a_corrected_name_is_the_one_shown_and_found(fleet: Fleet, world: World) -> None:
    person = world.portal.store.get(Trainee, fleet.trainees[0]).person
    corrected = type(person)(person.id, "Karima", "Ben Ali", person.identifier, person.email)
    fleet.tell(Trainee, person.id, lambda found: found.correct(corrected, world.clock.now))
    assert ("Ben Ali", DUE, False) in fleet.listed(DUE)
    assert len(fleet.listed(DUE, search="karima")) == 1


def test_a_forgotten_person_is_on_no_list_and_their_name_in_no_row(fleet: Fleet, world: World) -> None:
    fleet.tell(Trainee, fleet.trainees[0], lambda found: found.forget(world.clock.now))
    assert fleet.listed(DUE) == [("Lefèvre", DUE, False)]
    kept = [row for table in TrainingToRenew.tables for row in world.rows(table)]
    assert not [row for row in kept if "benali" in str(row).casefold()]


def test_the_trainings_to_filter_by_are_those_that_fall_due(fleet: Fleet, world: World) -> None:
    fleet.records(fleet.trainees[1], date(2024, 12, 10), date(2026, 12, 31))
    with world.portal.reading() as tx:
        assert set(titles(tx, fleet.company.id).values()) == {"Lithium", "Safe lifting"}
    assert fleet.listed(DUE, filters={"training": "other"}) == [("Lefèvre", date(2026, 12, 31), False)]
    assert fleet.counts(DUE, filters={"training": "other"}) == [1, 0, 0]


def test_another_companys_list_stays_with_it(fleet: Fleet, world: World) -> None:
    other = world.company("Nordluft Handling GmbH")
    with world.portal.reading() as tx:
        assert rows_due(tx, other.id, AsOf(DUE), Wanted()).total == 0
        assert set(counts_by_colour(tx, other.id, AsOf(DUE)).values()) == {0}


def test_the_list_is_the_same_made_anew(fleet: Fleet, world: World) -> None:
    karim, zoe = fleet.trainees
    fleet.records(zoe, date(2024, 12, 10), date(2026, 12, 31))
    world.clock.moves(days=1)
    world.application.mark_left(world.as_manager(fleet.company), karim)
    world.clock.moves(days=1)
    world.application.mark_returned(world.as_manager(fleet.company), karim)
    order: Order = world.order(fleet.company, fleet.course, known=[karim, zoe])
    world.clock.moves(days=1)
    world.passes(world.enrolments(order)[0])
    assert verify(world.portal.store, TrainingToRenew()) == []
    assert rebuild(world.portal.store, TrainingToRenew()).same
