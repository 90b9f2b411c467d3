from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_portal.values import RenewalRule, add_months, end_of_month, renewal_date

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
months = st.integers(0, 120)


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
    ],
)
def test_months_are_calendar_months_clamped(day: date, count: int, expected: date) -> None:
    assert add_months(day, count) == expected


@given(days, months)
def test_adding_months_moves_exactly_that_many_months(day: date, count: int) -> None:
    moved = add_months(day, count)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == count
    assert moved.day == min(day.day, end_of_month(moved).day)


@given(days, days, months)
def test_adding_months_keeps_the_order_of_days(one: date, other: date, count: int) -> None:
    earlier, later = sorted((one, other))
    assert add_months(earlier, count) <= add_months(later, count)


@given(days, st.sampled_from([12, 24, 36, 60]))
def test_from_completion_counts_from_the_day(day: date, count: int) -> None:
    assert renewal_date(RenewalRule.FROM_COMPLETION, day, count) == add_months(day, count)


@given(days)
def test_once_never_ends(day: date) -> None:
    assert renewal_date(RenewalRule.ONCE, day, 24) is None
    assert renewal_date(RenewalRule.END_OF_MONTH, day, 0) is None


@pytest.mark.parametrize(
    ("completed", "expected"),
    [
        (date(2026, 8, 29), date(2028, 8, 31)),  # a day too early: counted anew
        (date(2026, 8, 30), date(2028, 11, 30)),  # the first day of the final three months
        (date(2026, 11, 30), date(2028, 11, 30)),  # the last day that counts
        (date(2026, 12, 1), date(2028, 12, 31)),  # late: counted anew
    ],
)
def test_the_anniversary_is_kept_in_the_final_three_months(completed: date, expected: date) -> None:
    old = date(2026, 11, 30)
    assert renewal_date(RenewalRule.END_OF_MONTH, completed, 24, old) == expected


@given(days, st.integers(0, 92))
def test_renewing_early_within_three_months_costs_nothing(old: date, before: int) -> None:
    old = end_of_month(old)
    completed = date.fromordinal(old.toordinal() - before)
    renewed = renewal_date(RenewalRule.END_OF_MONTH, completed, 24, old)
    assert renewed is not None
    if completed >= add_months(old, -3):
        assert renewed == end_of_month(add_months(old, 24))
