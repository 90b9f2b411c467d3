"""Lists bounded by days, on both kinds of database."""

from datetime import date, datetime
from pathlib import Path

import pytest

from dsl import World
from training_portal.event_store.lists import Days, Wanted
from training_portal.projections import certified_trainees, orders

DAY = date(2026, 11, 25)
BEFORE, AFTER = date(2026, 11, 24), date(2026, 11, 26)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [(DAY, DAY, 2), (None, DAY, 2), (DAY, None, 2), (AFTER, None, 0), (None, BEFORE, 0), (None, None, 2)],
)
def test_instants_and_days_count_for_the_providers_day(
    world: World, mini: Path, first: date | None, last: date | None, found: int
) -> None:
    company, course = world.company(), world.course(mini)
    world.clock.now = datetime.fromisoformat("2026-11-25T00:00:00+01:00")
    [enrolment] = world.enrolments(world.order(company, course, ["Ann Zed"]))
    world.passes(enrolment)
    world.clock.now = datetime.fromisoformat("2026-11-25T23:59:59+01:00")
    world.order(company, course, known=[enrolment.trainee.id])
    with world.portal.reading() as tx:
        placed = Wanted(days=Days("placed_at", first, last, "Europe/Paris"))
        assert orders.page(tx, company.id, placed).total == found
        completed = Wanted(days=Days("completed_on", first, last, "Europe/Paris"))
        assert certified_trainees.page(tx, company.id, completed).total == min(found, 1)
