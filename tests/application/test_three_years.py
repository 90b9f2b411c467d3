"""Three virtual years of orders that nobody pays in time: no account is a day early or late, in any zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

from dsl import Company, World, settings_for
from training_portal.aggregates.account import Account
from training_portal.projections.overdue import alert
from training_portal.worker import suspend_accounts_with_old_invoices

FIRST, LAST = date(2027, 1, 1), date(2029, 12, 31)
"""With 29 February 2028 among them."""
COMPANIES = 4
JUST_AFTER_MIDNIGHT, JUST_BEFORE_MIDNIGHT = time(0, 1), time(23, 59)
ZONES = ("Europe/Paris", "Pacific/Auckland", "America/Los_Angeles")


@dataclass
class Debt:
    """Of one company: the day of its order, and the first days on which it was alerted and suspended."""

    company: Company
    trainee: str
    issued_on: date | None = None
    alerted_on: date | None = None


@pytest.fixture(params=ZONES)
def zone(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def here(zone: str, sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    """A portal whose days are those of a zone."""
    world = World(settings_for(sqlite_url, tmp_path, time_zone=zone))
    world.clock.now = at(FIRST - timedelta(days=1), JUST_BEFORE_MIDNIGHT, zone)
    yield world
    world.close()


def at(day: date, hour: time, zone: str) -> datetime:
    """A time of day in a zone, as the clock has it."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def days() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        yield day
        day += timedelta(days=1)


def test_no_account_is_alerted_or_suspended_a_day_early_or_late(here: World, zone: str, mini: Path) -> None:
    course = here.course(mini)
    debts = [indebted(here, course, number) for number in range(COMPANIES)]
    ended = 0
    for place, day in enumerate(days()):
        for hour in (JUST_AFTER_MIDNIGHT, JUST_BEFORE_MIDNIGHT):
            here.clock.now = at(day, hour, zone)
            suspend_accounts_with_old_invoices(here.portal)
            for number, debt in enumerate(debts):
                if debt.issued_on is None and place >= 13 * number:
                    orders(here, course, debt, day)
                else:
                    ended += settles_when_suspended(here, debt, day)
    assert ended >= COMPANIES * 10


def indebted(world: World, course: str, number: int) -> Debt:
    """A company that has paid for its one trainee."""
    company = world.company(f"Fret {number} SAS")
    trainee = world.enrolments(world.order(company, course, ["Ann Zed"]))[0].trainee.id
    world.pays(company)
    return Debt(company, trainee)


def orders(world: World, course: str, debt: Debt, day: date) -> None:
    world.order(debt.company, course, known=[debt.trainee])
    debt.issued_on, debt.alerted_on = day, None


def settles_when_suspended(world: World, debt: Debt, day: date) -> bool:
    """Look at a company; once it is suspended, on the right day, it pays and may order anew."""
    if debt.issued_on is None:
        return False
    with world.portal.reading() as tx:
        told = alert(tx, debt.company.id, day)
    if told is not None and debt.alerted_on is None:
        debt.alerted_on = day
        assert day == debt.issued_on + relativedelta(months=2) + timedelta(days=1)
        assert told.suspended_from == debt.issued_on + relativedelta(months=3) + timedelta(days=1)
    suspended = world.portal.store.get(Account, debt.company.id).suspended
    right_day = debt.issued_on + relativedelta(months=3) + timedelta(days=1)
    assert suspended == (day == right_day), (debt.issued_on, day)
    if suspended:
        assert debt.alerted_on is not None
        world.pays(debt.company)
        assert not world.portal.store.get(Account, debt.company.id).suspended
        debt.issued_on = None
    return suspended
