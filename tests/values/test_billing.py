"""How old an invoice is, in calendar months."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from training_portal.billing import is_older, newest_older, suspended_from

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@given(DAYS, st.sampled_from((2, 3)))
def test_the_newest_day_that_is_older_parts_all_days_in_two(today: date, months: int) -> None:
    newest = newest_older(months, today)
    assert is_older(newest, months, today)
    assert not is_older(newest + timedelta(days=1), months, today)


@given(DAYS)
def test_an_invoice_suspends_from_its_day_on_and_not_a_day_early(issued_on: date) -> None:
    first = suspended_from(issued_on)
    assert is_older(issued_on, 3, first)
    assert not is_older(issued_on, 3, first - timedelta(days=1))
