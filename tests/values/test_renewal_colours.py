from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_portal.values import (
    RenewalColour,
    RenewalRule,
    add_months,
    end_of_month,
    renewal_colour,
    renewal_date,
    renewal_span,
)

SALMON, YELLOW, WHITE = RenewalColour.SALMON, RenewalColour.YELLOW, RenewalColour.WHITE
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("renewal_on", "colour"),
    [
        (date(2020, 1, 1), SALMON),
        (date(2026, 11, 22), SALMON),  # yesterday
        (date(2026, 11, 23), SALMON),  # due today
        (date(2026, 11, 24), YELLOW),  # tomorrow
        (date(2027, 2, 22), YELLOW),
        (date(2027, 2, 23), YELLOW),  # in 3 months
        (date(2027, 2, 24), WHITE),  # in 3 months and a day
        (date(2027, 5, 22), WHITE),
        (date(2027, 5, 23), WHITE),  # in 6 months
        (date(2027, 5, 24), None),  # in 6 months and a day
        (date(2030, 1, 1), None),
    ],
)
def test_each_edge_day_has_its_colour(renewal_on: date, colour: RenewalColour | None) -> None:
    assert renewal_colour(renewal_on, date(2026, 11, 23)) is colour


@pytest.mark.parametrize(
    ("today", "last_yellow", "last_white"),
    [
        (date(2026, 11, 30), date(2027, 2, 28), date(2027, 5, 30)),  # 30 November + 3 months: February ends
        (date(2027, 11, 29), date(2028, 2, 29), date(2028, 5, 29)),  # into a leap year's 29 February
        (date(2027, 11, 30), date(2028, 2, 29), date(2028, 5, 30)),
        (date(2028, 2, 29), date(2028, 5, 29), date(2028, 8, 29)),  # from 29 February
        (date(2027, 8, 31), date(2027, 11, 30), date(2028, 2, 29)),  # both clamped
        (date(2026, 8, 31), date(2026, 11, 30), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 3, 31), date(2027, 6, 30)),
        (date(2027, 2, 28), date(2027, 5, 28), date(2027, 8, 28)),
        (date(2026, 1, 31), date(2026, 4, 30), date(2026, 7, 31)),
    ],
)
def test_at_the_ends_of_months_the_colours_change_on_the_clamped_day(
    today: date, last_yellow: date, last_white: date
) -> None:
    one = timedelta(days=1)
    assert [renewal_colour(day, today) for day in (today - one, today, today + one)] == [
        SALMON,
        SALMON,
        YELLOW,
    ]
    assert renewal_colour(last_yellow, today) is YELLOW
    assert renewal_colour(last_yellow + one, today) is WHITE
    assert renewal_colour(last_white, today) is WHITE
    assert renewal_colour(last_white + one, today) is None


@pytest.mark.parametrize(
    ("rule", "completed", "months", "renewal_on"),
    [
        (RenewalRule.FROM_COMPLETION, date(2024, 2, 29), 60, date(2029, 2, 28)),
        (RenewalRule.FROM_COMPLETION, date(2026, 11, 30), 60, date(2031, 11, 30)),
        (RenewalRule.END_OF_MONTH, date(2026, 2, 3), 24, date(2028, 2, 29)),
        (RenewalRule.END_OF_MONTH, date(2025, 2, 28), 24, date(2027, 2, 28)),
    ],
)
def test_by_each_rule_the_row_turns_colour_on_its_days(
    rule: RenewalRule, completed: date, months: int, renewal_on: date
) -> None:
    assert renewal_date(rule, completed, months) == renewal_on
    turns = {renewal_colour(renewal_on, renewal_on - timedelta(days=before)) for before in (0, -1, -400)}
    assert turns == {SALMON}
    assert renewal_colour(renewal_on, renewal_on - timedelta(days=1)) is YELLOW
    assert renewal_colour(renewal_on, renewal_on - timedelta(days=93)) is WHITE
    assert renewal_colour(renewal_on, renewal_on - timedelta(days=185)) is None


def test_what_is_bought_once_has_no_date_and_so_no_colour() -> None:
    assert renewal_date(RenewalRule.ONCE, date(2026, 11, 23), 0) is None


@given(days, days)
def test_a_colour_is_the_one_whose_span_holds_the_date(renewal_on: date, today: date) -> None:
    holding = [
        c for c in RenewalColour if renewal_span(c, today)[0] < renewal_on <= renewal_span(c, today)[1]
    ]
    colour = renewal_colour(renewal_on, today)
    assert holding == ([] if colour is None else [colour])
    assert (colour is None) == (renewal_on > add_months(today, 6))
    assert (colour is SALMON) == (renewal_on <= today)


@given(days, days, days)
def test_waiting_only_makes_a_renewal_more_urgent(renewal_on: date, one: date, other: date) -> None:
    urgency = [SALMON, YELLOW, WHITE, None]
    earlier, later = sorted((one, other))
    assert urgency.index(renewal_colour(renewal_on, later)) <= urgency.index(
        renewal_colour(renewal_on, earlier)
    )


@given(days)
def test_the_spans_follow_each_other_without_gap_from_the_beginning_to_six_months(today: date) -> None:
    spans = [renewal_span(colour, today) for colour in RenewalColour]
    assert [end for _, end in spans[:-1]] == [start for start, _ in spans[1:]]
    assert (spans[0][0], spans[-1][1]) == (date.min, add_months(today, 6))
    assert all(start < end for start, end in spans)


@given(days, st.sampled_from([12, 24, 36, 60]), st.sampled_from(RenewalRule))
def test_whoever_has_just_completed_has_nothing_to_renew(
    completed: date, months: int, rule: RenewalRule
) -> None:
    renewal_on = renewal_date(rule, completed, months)
    assert renewal_on is None or renewal_colour(renewal_on, completed) is None


@given(days, st.sampled_from([12, 24, 36, 60]), days)
def test_by_end_of_month_the_renewal_date_is_always_the_last_of_its_month(
    completed: date, months: int, old: date
) -> None:
    renewal_on = renewal_date(RenewalRule.END_OF_MONTH, completed, months, old)
    assert renewal_on is not None
    assert renewal_on == end_of_month(renewal_on) >= add_months(completed, months)
