"""A list's state stands in its address, whatever the address says."""

import string
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_portal.http.columns import Column
from training_portal.http.listing import LONGEST_TEXT, ListShape, ListState, Page

SHAPE = ListShape(
    sorts=("renewal", "name", "-placed"),
    filters={"colour": ("salmon", "yellow", "white"), "training": None},
)


def read(address: str) -> ListState:
    parts = urlsplit(address)
    return ListState.read(dict(parse_qsl(parts.query, keep_blank_values=True)), parts.path, SHAPE)


def test_an_address_without_a_question_is_the_usual_state():
    state = read("/renew")
    assert (state.sort, state.descending, state.page, state.per_page) == ("renewal", False, 1, 25)
    assert (state.limit, state.offset, state.narrowed, state.url) == (25, 0, False, "/renew")


def test_unknown_columns_filters_and_values_are_not_heard():
    state = read("/renew?sort=password&dir=sideways&colour=pink&evil=1&training=")
    assert state == read("/renew")


@pytest.mark.parametrize(
    ("asked", "page", "per"),
    [("page=3&per=50", 3, 50), ("page=0&per=0", 1, 1), ("page=-2&per=x", 1, 25), ("page=²&per=", 1, 25)],
)
def test_page_and_length_keep_to_their_bounds(asked, page, per):
    state = read(f"/renew?{asked}")
    assert (state.page, state.per_page) == (page, per)


def test_nobody_asks_for_more_than_a_hundred_rows_or_an_endless_page():
    state = read("/renew?page=999999999999999999&per=99999")
    assert (state.page, state.per_page) == (1, 100)
    assert read("/renew?page=999999999").page == 100_000


def test_a_search_is_bounded_and_freed_of_control_characters():
    state = ListState.read({"q": "  Łucja\x00\n  " + "x" * 500}, "/renew", SHAPE)
    assert state.search.startswith("Łucja x")
    assert len(state.search) == LONGEST_TEXT


def test_a_click_on_a_head_orders_by_it_and_a_second_turns_it_round():
    once = read(read("/renew").sorted_by("name"))
    assert (once.sort, once.descending, once.aria_sort("name"), once.aria_sort("renewal")) == (
        "name",
        False,
        "ascending",
        "none",
    )
    twice = read(once.sorted_by("name"))
    assert (twice.descending, twice.aria_sort("name")) == (True, "descending")


def test_a_column_of_days_shows_the_newest_first():
    placed = read(read("/renew").sorted_by("placed"))
    assert placed.descending
    assert not read(placed.sorted_by("placed")).descending


def test_a_new_filter_begins_at_the_first_page_and_keeps_the_search():
    state = read(read("/renew?q=morel&page=4&colour=salmon").filtered("colour", "yellow"))
    assert (state.search, state.page, state.filters) == ("morel", 1, {"colour": "yellow"})
    assert read(state.filtered("colour", "")).filters == {}


def test_clearing_keeps_the_order():
    assert read("/renew?q=a&colour=white&sort=name&dir=desc").cleared() == "/renew?sort=name&dir=desc"


def test_the_search_form_carries_what_is_not_typed_in_it():
    state = read("/renew?q=a&colour=white&training=t1&sort=name&dir=desc&page=2&per=50")
    assert dict(state.carried("training")) == {"sort": "name", "dir": "desc", "per": "50", "colour": "white"}


def test_an_export_answers_for_all_rows_of_the_same_question():
    state = read("/renew?q=a&colour=white&page=3&per=50")
    assert state.exported("/renew.csv", on="2026-11-23") == "/renew.csv?q=a&colour=white&on=2026-11-23"


@given(
    st.dictionaries(
        st.sampled_from(["q", "sort", "dir", "page", "per", "colour", "training"]),
        st.text("aŁé\u0301 \x00\u2028\ud800²%&=+#'0", max_size=120)
        | st.sampled_from(["name", "desc", "3", "white"]),
    )
)
def test_reading_the_address_of_any_state_gives_that_state_again(asked):
    state = ListState.read(asked, "/renew", SHAPE)
    assert read(state.url) == state


@given(st.integers(0, 500), st.integers(1, 40))
def test_the_pages_with_links_go_from_the_first_to_the_last_and_hold_this_one(total, page):
    state = ListState("/x", SHAPE, page=page)
    shown = Page([], total).near(state)
    pages = Page([], total).pages(state)
    assert shown[0] == 1
    assert (page if page <= pages else pages) in shown
    assert pages in shown
    assert [n for n in shown if n] == sorted({n for n in shown if n})


def test_places_are_counted_from_one():
    state = ListState("/x", SHAPE, page=3)
    page = Page(list(string.ascii_letters[:9]), 59)
    assert (page.first(state), page.last(state), page.pages(state)) == (51, 59, 3)
    assert (Page([], 0).first(state), Page([], 0).last(state), Page([], 0).pages(state)) == (0, 0, 1)


DATED = ListShape(
    sorts=("name",), filters={"training": None}, days="placed_at", columns=(Column("Name", "name"),)
)


def test_days_stand_in_the_address_and_go_with_every_step():
    state = ListState.read({"from": "2026-11-01", "to": "2026-11-30", "q": "ann"}, "/orders", DATED)
    assert (state.first_day, state.last_day, state.narrowed) == (date(2026, 11, 1), date(2026, 11, 30), True)
    assert state.url == "/orders?q=ann&from=2026-11-01&to=2026-11-30"
    assert "from=2026-11-01" in state.at_page(2)
    assert "to=2026-11-30" in state.filtered("training", "x")
    assert state.cleared() == "/orders"


@pytest.mark.parametrize(("last", "turned"), [("2026-11-01", True), ("2026-11-30", False), ("", False)])
def test_a_period_that_ends_before_it_begins_is_noticed(last, turned):
    state = ListState.read({"from": "2026-11-30", "to": last}, "/orders", DATED)
    assert state.is_turned_round is turned


@pytest.mark.parametrize("day", ["2026-02-30", "20261101", "0001-01-01", "9999-12-31", "x", "२०२६-११-०१"])
def test_what_is_no_day_of_a_calendar_is_not_heard(day):
    assert not ListState.read({"from": day, "to": day}, "/orders", DATED).narrowed


def test_a_list_without_a_day_column_hears_no_days():
    assert read("/renew?from=2026-11-01&format=csv") == read("/renew")


def test_the_files_of_a_list_are_of_all_its_rows():
    state = ListState.read({"q": "ann", "page": "3", "per": "50", "from": "2026-11-01"}, "/orders", DATED)
    assert state.files() == [
        ("CSV", "/orders?q=ann&from=2026-11-01&format=csv"),
        ("XLSX", "/orders?q=ann&from=2026-11-01&format=xlsx"),
    ]
    assert ListState.read({}, "/renew", SHAPE).files() == []
