"""Each edge day of each renewal rule, told by a second calendar (dateutil's) and by hand."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from training_portal.values import RenewalColour, RenewalRule, add_months, renewal_colour, renewal_date

SALMON, YELLOW, WHITE = RenewalColour.SALMON, RenewalColour.YELLOW, RenewalColour.WHITE
FROM_COMPLETION, END_OF_MONTH = RenewalRule.FROM_COMPLETION, RenewalRule.END_OF_MONTH
ONE = timedelta(days=1)
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))

COMPLETED = [
    (FROM_COMPLETION, date(2021, 11, 23), 60),
    (FROM_COMPLETION, date(2024, 2, 29), 60),  # 29 February to a year without
    (FROM_COMPLETION, date(2024, 2, 29), 48),  # and to one with
    (FROM_COMPLETION, date(2025, 8, 31), 12),
    (FROM_COMPLETION, date(2025, 1, 31), 36),
    (FROM_COMPLETION, date(2025, 11, 30), 24),
    (END_OF_MONTH, date(2026, 2, 1), 24),  # ends on 29 February 2028
    (END_OF_MONTH, date(2025, 2, 28), 24),
    (END_OF_MONTH, date(2024, 2, 29), 24),
    (END_OF_MONTH, date(2025, 11, 30), 24),
    (END_OF_MONTH, date(2025, 8, 1), 24),
    (END_OF_MONTH, date(2025, 12, 31), 12),
]
"""Completions by rule, with the frequency in months."""


def second_opinion(renewal_on: date, today: date) -> RenewalColour | None:
    """The colours' table, written once more over another calendar."""
    if renewal_on <= today:
        return SALMON
    if renewal_on <= today + relativedelta(months=3):
        return YELLOW
    return WHITE if renewal_on <= today + relativedelta(months=6) else None


def renewed_on(rule: RenewalRule, completed: date, months: int) -> date:
    """The renewal date of a completion, which has one."""
    renewal_on = renewal_date(rule, completed, months)
    assert renewal_on is not None
    return renewal_on


@pytest.mark.parametrize(("rule", "completed", "months"), COMPLETED)
def test_on_every_day_around_a_renewal_date_the_colour_is_the_tables(
    rule: RenewalRule, completed: date, months: int
) -> None:
    renewal_on = renewed_on(rule, completed, months)
    around = [renewal_on + timedelta(days=distance) for distance in range(-200, 40)]
    assert [renewal_colour(renewal_on, day) for day in around] == [
        second_opinion(renewal_on, day) for day in around
    ]


@pytest.mark.parametrize(("rule", "completed", "months"), COMPLETED)
def test_each_edge_of_each_rule_by_its_name(rule: RenewalRule, completed: date, months: int) -> None:
    renewal_on = renewed_on(rule, completed, months)
    yesterday, tomorrow = renewal_on - ONE, renewal_on + ONE
    assert [renewal_colour(renewal_on, day) for day in (tomorrow, renewal_on, yesterday)] == [
        SALMON,
        SALMON,
        YELLOW,
    ]
    for before, colour, farther in ((3, YELLOW, WHITE), (6, WHITE, None)):
        first = first_day_within(renewal_on, before)
        assert add_months(first, before) >= renewal_on > add_months(first - ONE, before)
        assert renewal_colour(renewal_on, first) is colour
        assert renewal_colour(renewal_on, first - ONE) is farther


def first_day_within(renewal_on: date, months: int) -> date:
    """The first day on which a renewal date is at most so many months ahead."""
    day = renewal_on
    while day - ONE + relativedelta(months=months) >= renewal_on:
        day -= ONE
    return day


@pytest.mark.parametrize(
    ("renewal_on", "yellow_from", "white_from"),
    [
        (date(2026, 11, 23), date(2026, 8, 23), date(2026, 5, 23)),
        (date(2026, 11, 30), date(2026, 8, 30), date(2026, 5, 30)),
        (date(2027, 2, 28), date(2026, 11, 28), date(2026, 8, 28)),
        (date(2028, 2, 29), date(2027, 11, 29), date(2027, 8, 29)),
        (date(2027, 8, 31), date(2027, 5, 31), date(2027, 3, 1)),  # 28 February + 6 months: 28 August
        (date(2027, 5, 31), date(2027, 3, 1), date(2026, 12, 1)),  # 28 February + 3 months: 28 May
        (date(2028, 5, 31), date(2028, 3, 1), date(2027, 12, 1)),  # 29 February + 3 months: 29 May
        (date(2028, 8, 31), date(2028, 5, 31), date(2028, 3, 1)),
        (date(2027, 12, 31), date(2027, 10, 1), date(2027, 7, 1)),  # 30 September, 30 June: too short
    ],
)
def test_a_renewal_date_is_yellow_and_white_from_these_days_on(
    renewal_on: date, yellow_from: date, white_from: date
) -> None:
    assert (first_day_within(renewal_on, 3), first_day_within(renewal_on, 6)) == (yellow_from, white_from)
    assert renewal_colour(renewal_on, yellow_from) is YELLOW
    assert renewal_colour(renewal_on, yellow_from - ONE) is WHITE
    assert renewal_colour(renewal_on, white_from) is WHITE
    assert renewal_colour(renewal_on, white_from - ONE) is None


@given(days, st.integers(-400, 400))
def test_two_calendars_agree_on_every_colour(today: date, distance: int) -> None:
    renewal_on = today + timedelta(days=distance)
    assert renewal_colour(renewal_on, today) is second_opinion(renewal_on, today)


@given(days, st.sampled_from([12, 24, 36, 48, 60]))
def test_two_calendars_agree_on_every_renewal_date(completed: date, months: int) -> None:
    later = completed + relativedelta(months=months)
    assert renewal_date(FROM_COMPLETION, completed, months) == later
    assert renewal_date(END_OF_MONTH, completed, months) == later + relativedelta(day=31)


@given(days, st.sampled_from([12, 24, 36, 60]), st.integers(-800, 200))
def test_the_anniversary_is_kept_in_the_final_three_months_and_then_only(
    old: date, months: int, distance: int
) -> None:
    completed = old + timedelta(days=distance)
    kept = old + relativedelta(months=-3) <= completed <= old
    counted_from = old if kept else completed
    expected = counted_from + relativedelta(months=months) + relativedelta(day=31)
    assert renewal_date(END_OF_MONTH, completed, months, old) == expected
    assert renewal_date(FROM_COMPLETION, completed, months, old) == completed + relativedelta(months=months)
    assert renewal_date(RenewalRule.ONCE, completed, months, old) is None
