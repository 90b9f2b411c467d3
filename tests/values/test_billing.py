"""How old an invoice is, in calendar months, and what its lines come to."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_portal.billing import (
    CreditedLine,
    InvoiceLine,
    credited_totals,
    is_older,
    newest_older,
    suspended_from,
    totals,
)
from training_portal.values import Money, Vat

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


@pytest.mark.parametrize(
    ("basis_points", "net", "tax"),
    [(550, 300, 17), (550, 100, 6), (550, 99, 5), (2000, 4_900, 980), (0, 100, 0)],
)
def test_tax_is_rounded_half_up_to_the_cent(basis_points: int, net: int, tax: int) -> None:
    assert Vat(basis_points).on(Money(net, "EUR")) == Money(tax, "EUR")


def test_totals_are_in_the_currency_of_their_lines() -> None:
    line = InvoiceLine("one", "Air dangerous goods", "en", 24, Money(10_000, "CHF"), 2, Vat(2000))
    assert totals((line,)) == (Money(20_000, "CHF"), Money(24_000, "CHF"))
    credited = CreditedLine(line, Money(10_000, "CHF"), Money(2_000, "CHF"))
    assert credited_totals((credited,)) == (Money(10_000, "CHF"), Money(12_000, "CHF"))
