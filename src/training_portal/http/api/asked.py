"""What the API's routes share: the question that a list is asked, and amounts in answers."""

from collections.abc import Mapping
from typing import Any

from flask_smorest.pagination import PaginationParameters

from ...event_store.lists import Days, Found, Wanted
from ...projections.invoices import tax_of
from ..current import portal

_FARTHEST = 2**31 - 1
"""No list is longer. A database cannot even be asked for what lies beyond every number it knows."""


def wanted(asked: Mapping[str, Any], page: PaginationParameters, *filters: str, days: str = "") -> Wanted:
    """The part of a list that a request asks for; `days` is the column that ``from`` and ``to`` bound."""
    sort = str(asked.get("sort", ""))
    return Wanted(
        search=asked["search"],
        filters={name: asked[name] for name in filters if asked.get(name)},
        days=_days(asked, days) if days else None,
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        offset=min(page.first_item, _FARTHEST),
        limit=page.page_size,
    )


def _days(asked: Mapping[str, Any], column: str) -> Days | None:
    first, last = asked["first_day"], asked["last_day"]
    return Days(column, first, last, portal().settings.time_zone) if first or last else None


def answered(found: Found, page: PaginationParameters) -> list[dict[str, Any]]:
    """A page of rows, its total told to the pagination header."""
    page.item_count = found.total
    return [dict(row) for row in found.rows]


def amount(minor: int, currency: str) -> dict[str, Any]:
    """An amount of money as the API writes it."""
    return {"minor": minor, "currency": currency}


def billed(row: Mapping[Any, Any], *names: str) -> dict[str, Any]:
    """Amounts of an invoice or credit note (a row of its view): those named, and the VAT as `tax`."""
    amounts = {name: amount(row[f"{name}_minor"], row["currency"]) for name in names}
    return {**amounts, "tax": amount(tax_of(row), row["currency"])}
