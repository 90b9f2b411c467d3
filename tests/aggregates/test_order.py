import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import offer
from training_portal.aggregates.order import CurrenciesDiffer, OrderLine, totals
from training_portal.values import Money, Offer, Vat


def line(cents: int, people: int, rate: int = 2000) -> OrderLine:
    return OrderLine("line", "course", "Title", offer(cents=cents, rate=rate), tuple("e" * people))


def test_totals_are_sums_of_rounded_lines() -> None:
    net, total = totals((line(4900, 3), line(3333, 1, 550)))
    assert (net, total) == (Money(18033, "EUR"), Money(18033 + 2940 + 183, "EUR"))


def test_lines_in_two_currencies_are_refused() -> None:
    francs = OrderLine("line", "course", "Title", Offer("en", 24, Money(1, "CHF"), Vat(0)), ("e",))
    with pytest.raises(CurrenciesDiffer):
        totals((line(100, 1), francs))


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(1, 500), st.integers(0, 10_000)), min_size=1))
def test_tax_of_each_line_is_within_half_a_cent_of_exact(lines: list[tuple[int, int, int]]) -> None:
    for cents, people, rate in lines:
        one = line(cents, people, rate)
        assert abs(one.tax.minor * 10_000 - cents * people * rate) <= 5_000
