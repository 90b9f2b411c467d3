"""What is overdue, of whom, since when, and what a delay or a dispute changes about it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from builders import offer
from dsl import Company, World
from training_portal.aggregates.course import course_id
from training_portal.aggregates.invoice import PutOffReason
from training_portal.application.payments import Transfer
from training_portal.projections.overdue import ageing, alert, companies_to_suspend, owed_by, suspends
from training_portal.values import Money


@pytest.fixture
def debtors(world: World, mini: Path) -> list[Company]:
    """Two companies: the first ordered on 5 and 20 January 2026, the second on 10 January."""
    course = world.course(mini)
    first, second = world.company(), world.company("Nordluft Handling GmbH")
    for day, company in ((5, first), (10, second), (20, first)):
        world.clock.now = datetime(2026, 1, day, 11, tzinfo=UTC)
        world.order(company, course, [f"Ann Zed{day}"])
    return [first, second]


def numbers(world: World, company: Company) -> list[str]:
    with world.portal.reading() as tx:
        return [row["number"] for row in owed_by(tx, company.id)]


def suspended_on(world: World, company: Company, day: date) -> bool:
    with world.portal.reading() as tx:
        return suspends(tx, company.id, day)


def test_each_company_owes_its_own_the_oldest_first(world: World, debtors: list[Company]) -> None:
    first, second = debtors
    assert numbers(world, first) == ["F-2026-000001", "F-2026-000003"]
    assert numbers(world, second) == ["F-2026-000002"]


def test_what_is_paid_is_owed_no_more(world: World, debtors: list[Company]) -> None:
    world.pays(debtors[0])
    assert numbers(world, debtors[0]) == []
    assert numbers(world, debtors[1]) == ["F-2026-000002"]
    assert not suspended_on(world, debtors[0], date(2026, 12, 1))


def test_the_alert_is_about_a_companys_own_invoices(world: World, debtors: list[Company]) -> None:
    with world.portal.reading() as tx:
        assert alert(tx, debtors[1].id, date(2026, 3, 10)) is None
        told = alert(tx, debtors[0].id, date(2026, 3, 10))
        both = alert(tx, debtors[0].id, date(2026, 3, 21))
    assert told is not None
    assert both is not None
    assert (told.count, told.oldest, told.oldest_on) == (1, "F-2026-000001", date(2026, 1, 5))
    assert told.suspended_from == date(2026, 4, 6)
    assert (both.count, both.oldest) == (2, "F-2026-000001")
    assert both.totals == (told.totals[0] * 2,)


def test_the_alert_says_what_is_owed_in_each_currency(world: World, debtors: list[Company]) -> None:
    francs = replace(offer("en"), price=Money(10_000, "CHF"))
    world.application.make_offer(world.portal.context("cli"), "MINI", francs)
    world.order(debtors[0], course_id("MINI"), ["Bo Lee"])
    with world.portal.reading() as tx:
        told = alert(tx, debtors[0].id, date(2026, 3, 21))
    assert told is not None
    assert told.totals == (Money(2 * 5_880, "EUR"), Money(12_000, "CHF"))
    assert told.count == 3


@pytest.mark.parametrize(
    ("until", "first_day"),
    [
        (date(2026, 3, 1), date(2026, 4, 11)),
        (date(2026, 4, 10), date(2026, 4, 11)),
        (date(2026, 4, 11), date(2026, 4, 12)),
        (date(2026, 5, 31), date(2026, 6, 1)),
    ],
)
def test_what_is_put_off_suspends_from_the_day_after_its_end(
    world: World, debtors: list[Company], until: date, first_day: date
) -> None:
    company = debtors[1]
    [owed] = numbers(world, company)
    with world.portal.reading() as tx:
        [row] = owed_by(tx, company.id)
    assert owed == row["number"]
    context = world.portal.context("staff", company.id)
    world.application.put_off_suspension(context, row["id"], PutOffReason.DELAY, until, "promised")
    day_before = date.fromordinal(first_day.toordinal() - 1)
    assert not suspended_on(world, company, day_before)
    assert suspended_on(world, company, first_day)
    with world.portal.reading() as tx:
        told = alert(tx, company.id, date(2026, 3, 20))
        assert told is not None
        assert told.suspended_from == first_day
        assert company.id not in companies_to_suspend(tx, day_before)
        assert companies_to_suspend(tx, date(2026, 12, 1)) == sorted(one.id for one in debtors)


def test_the_debt_of_one_suspends_no_other(world: World, debtors: list[Company]) -> None:
    world.pays(debtors[0])
    day = date(2026, 4, 20)
    assert [suspended_on(world, one, day) for one in debtors] == [False, True]


def test_a_cent_is_still_owed_and_the_oldest_comes_first_whatever_its_number(
    world: World, debtors: list[Company], mini: Path
) -> None:
    company = debtors[0]
    with world.portal.reading() as tx:
        [oldest, _] = owed_by(tx, company.id)
    all_but_a_cent = Transfer(
        Money(oldest["open_minor"] - 1, "EUR"), world.portal.today, "VIR 1", (oldest["id"],)
    )
    world.application.record_transfer(world.portal.context("staff", company.id), all_but_a_cent)
    with world.portal.reading() as tx:
        assert next(row["open_minor"] for row in owed_by(tx, company.id)) == 1
        assert suspends(tx, company.id, date(2026, 4, 6))
    world.clock.now = datetime(2025, 12, 1, 11, tzinfo=UTC)
    world.order(company, course_id("MINI"), ["Bo Lee"])
    assert numbers(world, company)[0] == "F-2025-000001"
    world.order(company, course_id("MINI"), ["Cy Ray"])
    assert numbers(world, company)[:2] == ["F-2025-000001", "F-2025-000002"]
    with world.portal.reading() as tx:
        told = alert(tx, company.id, date(2026, 3, 21))
    assert told is not None
    assert (told.oldest, told.count) == ("F-2025-000001", 4)
    assert told.suspending == (Money(2 * 5_880, "EUR"),)


def test_ageing_keeps_companies_and_currencies_apart_the_greatest_debt_first(
    world: World, debtors: list[Company]
) -> None:
    first, second = debtors
    francs = replace(offer("en"), price=Money(10_000, "CHF"))
    world.application.make_offer(world.portal.context("cli"), "MINI", francs)
    world.order(first, course_id("MINI"), ["Bo Lee"])
    with world.portal.reading() as tx:
        rows = ageing(tx, date(2026, 3, 10))
    told = [(row["company"], row["currency"], int(row["total"])) for row in rows]
    euros = sorted([(first.id, "EUR", 11_760), (second.id, "EUR", 5_880)], key=lambda row: -row[2])
    assert told == sorted([*euros, (first.id, "CHF", 12_000)], key=lambda row: -row[2])
    ages = {(row["company"], row["currency"]): [int(row[f"age{n}"]) for n in range(5)] for row in rows}
    assert ages == {
        (first.id, "CHF"): [0, 12_000, 0, 0, 0],
        (first.id, "EUR"): [0, 5_880, 5_880, 0, 0],
        (second.id, "EUR"): [0, 5_880, 0, 0, 0],
    }
