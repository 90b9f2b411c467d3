"""A worker that was away for ten days, or works twice a day, leaves the log of one that works daily."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import Company, World, settings_for
from training_portal.event_store.schema import events, outbox
from training_portal.worker import run_worker

FIRST, LAST = date(2026, 12, 20), date(2027, 3, 10)
AWAY = (date(2027, 1, 1), date(2027, 2, 18))
"""The first days of ten without a worker: the second reminders fall into one, suspensions into the other."""

Log = dict[str, tuple[list[str], list[tuple[str, int | None]]]]
"""By company: the events of its account, and the letters about money with the number of the reminder."""


@pytest.fixture
def worlds(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[str], World]]:
    """Makes a portal of its own for each way to work."""
    made = []

    def make(name: str) -> World:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "portal.db").write_bytes(sqlite_template.read_bytes())
        made.append(World(settings_for(f"sqlite:///{folder / 'portal.db'}", folder)))
        return made[-1]

    yield make
    for world in made:
        world.close()


def daily(day: date) -> Sequence[int]:
    return (6,)


def four_times_a_day(day: date) -> Sequence[int]:
    return (0, 6, 6, 22)


def away(day: date) -> Sequence[int]:
    is_away = any(first <= day < first + timedelta(days=10) for first in AWAY)
    return () if is_away else (6,)


def test_the_log_is_the_same_however_often_the_worker_comes(
    worlds: Callable[[str], World], mini: Path
) -> None:
    expected = log_of(worlds("daily"), mini, daily)
    reminders = [("payment_reminder", level) for level in (1, 2, 3)]
    receipt = ("payment_received", None)
    assert expected == {
        "A SAS": (["account.suspended"], [*reminders, ("account_suspended", None)]),
        "B SAS": (
            ["account.suspended", "account.reinstated"],
            [*reminders, ("account_suspended", None), ("account_reinstated", None), receipt],
        ),
        "C SAS": ([], [*reminders[:1], receipt]),
    }
    for way in (four_times_a_day, away):
        assert log_of(worlds(way.__name__), mini, way) == expected


def log_of(world: World, mini: Path, hours: Callable[[date], Sequence[int]]) -> Log:
    """Three companies owe: one for ever, one until it is suspended, one until its first reminder."""
    course = world.course(mini)
    companies = {name: world.company(name) for name in ("A SAS", "B SAS", "C SAS")}
    for company in companies.values():
        world.order(company, course, ["Ann Zed"])
    day = FIRST
    while day <= LAST:
        for hour in hours(day):
            world.clock.now = datetime.combine(day, time(hour, 30), UTC)
            run_worker(world.portal, once=True)
        world.clock.now = datetime.combine(day, time(20), UTC)
        if day == date(2026, 12, 31):
            world.pays(companies["C SAS"])
        if day == date(2027, 3, 5):
            world.pays(companies["B SAS"])
        day += timedelta(days=1)
    return {name: _recorded(world, company) for name, company in companies.items()}


def _recorded(world: World, company: Company) -> tuple[list[str], list[tuple[str, int | None]]]:
    """What happened to an account, and the letters about money, each without its instant."""
    changes = sa.and_(
        events.c.company == company.id, events.c.name.in_(("account.suspended", "account.reinstated"))
    )
    with world.portal.reading() as tx:
        names = tx.scalars(sa.select(events.c.name).where(changes).order_by(events.c.position)).all()
    letters = [
        (row["occasion"], json.loads(row["facts"]).get("level"))
        for row in world.rows(outbox)
        if row["company"] == company.id and row["occasion"].startswith(("account_", "payment_"))
    ]
    return list(names), letters
