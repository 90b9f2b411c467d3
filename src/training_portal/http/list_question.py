"""From what a list's address says to the question for its projection, and from the answer to its page."""

from collections.abc import Mapping

from training_portal.event_store.lists import Days, Found, Wanted
from training_portal.http.current import portal
from training_portal.http.listing import ListState, Page


def wanted_by(state: ListState, columns: Mapping[str, str] | None = None) -> Wanted:
    """The part of a list that an address asks for.

    `columns` gives the view's column of a sort whose name in the address is another one.
    """
    return Wanted(
        search=state.search,
        filters=state.filters,
        days=_days(state),
        sort=(columns or {}).get(state.sort, state.sort),
        descending=state.descending,
        offset=state.offset,
        limit=state.limit,
        counts_all=False,
    )


def page_with(found: Found) -> Page:
    """The answer of a projection, as THE list shows it."""
    return Page(found.rows, found.total)


def _days(state: ListState) -> Days | None:
    if not (state.first_day or state.last_day):
        return None
    return Days(state.shape.days, state.first_day, state.last_day, portal().settings.time_zone)
