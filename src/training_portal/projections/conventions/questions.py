"""What the pages, the API and the documents ask of Conventions."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from ...aggregates.convention import convention_id
from ...event_store.lists import Among, Found, Wanted, counts_by, page_of, words_by_id
from .tables import as_drawn_up, conventions, named, versions

STATES = ("to_accept", "accepted", "signed", "cancelled")
SORTS = ("drawn_up_at", "number", "order_number", "registrations", "state")


def page(tx: sa.Connection, company: str, wanted: Wanted, orders: Among | None = None) -> Found:
    """One page of a company's conventions; `orders` keeps those of some orders only."""
    narrowed = orders(conventions.c.order) if orders else None
    return page_of(tx, conventions, conventions.c.company == company, wanted, SORTS, narrowed=narrowed)


def counts_by_state(tx: sa.Connection, company: str, search: str = "") -> dict[str, int]:
    """How many of a company's conventions are in each state."""
    return counts_by(tx, conventions, conventions.c.company == company, "state", search)


def convention(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One convention of a company."""
    mine = sa.and_(conventions.c.company == company, conventions.c.id == id)
    return tx.execute(sa.select(conventions).where(mine)).mappings().first()


def convention_of(tx: sa.Connection, company: str, order: str) -> sa.RowMapping | None:
    """The convention of a company's order."""
    return convention(tx, company, convention_id(order))


def versions_of(tx: sa.Connection, convention: Mapping[Any, Any] | sa.RowMapping) -> list[Mapping[Any, Any]]:
    """The versions of a convention that was found for its company, the newest first."""
    question = sa.select(versions).where(versions.c.convention == convention["id"])
    found: list[Mapping[Any, Any]] = []
    found += tx.execute(question.order_by(versions.c.version.desc())).mappings()
    if not found or found[-1]["version"] != 1:
        found.append(as_drawn_up(convention["id"], 1, convention["drawn_up_at"], convention["manager"]))
    return found


def numbers_of(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of some conventions of a company, by id."""
    return words_by_id(tx, conventions, conventions.c.company == company, ids, "number")


def names_of(tx: sa.Connection, convention: str) -> Sequence[sa.RowMapping]:
    """Whom any version of a convention names, with `since` and `until`, in the order of the order."""
    question = sa.select(named).where(named.c.convention == convention)
    return tx.execute(question.order_by(named.c.line, named.c.place, named.c.id)).mappings().all()
