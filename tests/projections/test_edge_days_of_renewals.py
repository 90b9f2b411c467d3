"""The list itself has the colours of the table on each edge day, on both databases."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from dateutil.relativedelta import relativedelta

from dsl import World
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.lists import Wanted
from training_portal.projections.training_to_renew import AsOf, counts_by_colour, rows_due
from training_portal.values import RenewalColour

TODAYS = [
    date(2026, 11, 23),
    date(2026, 11, 30),
    date(2027, 8, 31),
    date(2027, 11, 29),
    date(2027, 11, 30),
    date(2028, 2, 29),
    date(2027, 2, 28),
    date(2026, 12, 31),
]


def edges(today: date) -> dict[date, RenewalColour | None]:
    """Each edge day as seen on a day, with its colour."""
    one, in_3, in_6 = timedelta(days=1), today + relativedelta(months=3), today + relativedelta(months=6)
    return {
        today - one: RenewalColour.SALMON,
        today: RenewalColour.SALMON,
        today + one: RenewalColour.YELLOW,
        in_3: RenewalColour.YELLOW,
        in_3 + one: RenewalColour.WHITE,
        in_6: RenewalColour.WHITE,
        in_6 + one: None,
    }


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_every_edge_day_is_listed_and_counted_in_its_colour(world: World, mini: Path, today: date) -> None:
    company, course = world.company(), world.course(mini)
    [enrolment] = world.enrolments(world.order(company, course, ["Karim Benali"]))
    expected = edges(today)

    def record(work):
        trainee = work.get(Trainee, enrolment.trainee.id)
        for place, day in enumerate(expected):
            about = (f"course-{place}", f"Training {place}", "en", 24, date(2020, 1, 1), day, "")
            trainee.record_past_training(*about, world.clock.now)
        return {}

    world.portal.store.perform(world.as_manager(company), record)
    with world.portal.reading() as tx:
        for as_of in (AsOf(today), AsOf(today, world.clock.now + timedelta(seconds=1))):
            listed = {
                colour: {row["renewal_on"] for row in rows_due(tx, company.id, as_of, Wanted(), colour).rows}
                for colour in RenewalColour
            }
            assert listed == {
                colour: {day for day, its in expected.items() if its is colour} for colour in RenewalColour
            }
            assert list(counts_by_colour(tx, company.id, as_of).values()) == [2, 2, 2]
            assert rows_due(tx, company.id, as_of, Wanted()).total == 6
