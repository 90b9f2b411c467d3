"""What the screen, the dashboard, the digest and the compliance report ask of Training to Renew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from ...event_store.lists import Found, Wanted, page_of, within, words_of
from ...event_store.searching import among, holds
from ...values import RenewalColour, add_months, folded, renewal_span
from .tables import FAR, due_days, renewals

SORTS = ("renewal_on", "sort_name", "title", "completed_on")
MILESTONES = (0, 1, 3, 6)
"""Months before a renewal date at which managers are told: on the day itself, then farther ahead."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day whose colours are asked, and the instant before which something must have been known.

    Without an instant everything counts that is known now: so it is for today, and for days to come.
    """

    on: date
    known_before: datetime | None = None


def rows_due(
    tx: sa.Connection, company: str, as_of: AsOf, wanted: Wanted, colour: RenewalColour | None = None
) -> Found:
    """One page of what a company must renew within six months of a day, of one colour or of all."""
    due = sa.and_(_known(company, as_of), renewals.c.renewal_on <= _horizon(as_of))
    coloured = _within(renewals, *renewal_span(colour, as_of.on)) if colour else None
    return page_of(tx, renewals, due, wanted, SORTS, narrowed=coloured)


def counts_by_colour(
    tx: sa.Connection,
    company: str,
    as_of: AsOf,
    wanted: Wanted | None = None,
    matching: Sequence[str] | None = None,
) -> dict[RenewalColour, int]:
    """How many rows of each colour there are on a day, of those that search, training and days leave.

    `matching` is what the page found by the same search; see `Found.matching`.
    """
    asked = wanted or Wanted()
    training = asked.filters.get("training", "")
    if as_of.known_before is None and not asked.search:
        table, conditions = due_days, [due_days.c.company == company]
        each: sa.ColumnElement[int] = due_days.c.rows
    else:
        hit = holds(renewals.c.search, asked.search) if matching is None else among(renewals.c.id, matching)
        table, conditions = renewals, [_known(company, as_of), hit]
        each = sa.literal(1)
    conditions += [table.c.training == training] if training else []
    conditions += [within(table.c.renewal_on, asked.days)] if asked.days else []
    sums = [
        sa.func.sum(sa.case((_within(table, *renewal_span(colour, as_of.on)), each), else_=0))
        for colour in RenewalColour
    ]
    statement = sa.select(*sums).where(*conditions, table.c.renewal_on <= _horizon(as_of))
    found = tx.execute(statement).one()
    return {colour: int(number or 0) for colour, number in zip(RenewalColour, found, strict=True)}


def titles(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings that a company's present trainees have to renew one day, title by id, for the filter."""
    statement = sa.select(due_days.c.training, sa.func.max(due_days.c.title))
    found = tx.execute(statement.where(due_days.c.company == company).group_by(due_days.c.training))
    return {id: title for id, title in found}


def held_by(tx: sa.Connection, company: str, as_of: AsOf, trainees: Sequence[str]) -> list[sa.RowMapping]:
    """The newest of every training that some trainees have completed, however far its renewal is."""
    theirs = sa.select(renewals).where(among(renewals.c.trainee, trainees), _known(company, as_of))
    return list(tx.execute(theirs).mappings())


def trainings_held(tx: sa.Connection, company: str, as_of: AsOf) -> dict[str, str]:
    """The trainings that anybody of a company has completed, by id, in the order of their titles."""
    found = words_of(tx, renewals, _known(company, as_of), "training", "title")
    return dict(sorted(found.items(), key=lambda training: folded(training[1])))


def removed(tx: sa.Connection, company: str, today: date, wanted: Wanted) -> Found:
    """One page of what would be listed today, had its trainees not left the company."""
    left = sa.and_(_now(company, listed=False), renewals.c.left_on.is_not(None))
    due = renewals.c.renewal_on <= add_months(today, 6)
    return page_of(tx, renewals, sa.and_(left, due), wanted, SORTS)


def titles_of_removed(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings of a company's trainees who have left, title by id, for the filter."""
    return words_of(tx, renewals, _now(company, listed=False), "training", "title")


def renewals_named(tx: sa.Connection, company: str, ids: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Rows of now by their ids, of trainees who are there, in the order of the list."""
    statement = sa.select(renewals).where(_now(company), among(renewals.c.id, ids))
    return tx.execute(statement.order_by(renewals.c.renewal_on, renewals.c.id)).mappings().all()


def reached(tx: sa.Connection, company: str, after: date, on: date) -> list[tuple[int, sa.RowMapping]]:
    """The rows that came within 6, 3 or 1 months, or were due, after one day and up to another.

    Each with the nearest milestone in months (0 is the day itself), the most urgent first.
    """
    spans = [(months, add_months(after, months), add_months(on, months)) for months in MILESTONES]
    hits = sa.or_(*(_within(renewals, start, end) for _, start, end in spans))
    statement = sa.select(renewals).where(_now(company), hits)
    rows = tx.execute(statement.order_by(renewals.c.renewal_on, renewals.c.sort_name)).mappings().all()
    return [(next(m for m, start, end in spans if start < row["renewal_on"] <= end), row) for row in rows]


def anything_reached(tx: sa.Connection, company: str, after: date, on: date) -> bool:
    """Whether `reached` has anything to tell, asked of the days alone."""
    hits = sa.or_(*(_within(due_days, add_months(after, m), add_months(on, m)) for m in MILESTONES))
    statement = sa.select(due_days.c.id).where(due_days.c.company == company, hits)
    return tx.execute(statement.limit(1)).first() is not None


def _known(company: str, as_of: AsOf) -> sa.ColumnElement[bool]:
    """The listed rows of a company as they were known."""
    if as_of.known_before is None:
        return _now(company)
    then = sa.and_(renewals.c.known_from < as_of.known_before, renewals.c.known_until >= as_of.known_before)
    return sa.and_(renewals.c.company == company, renewals.c.listed.is_(True), then)


def _now(company: str, listed: bool = True) -> sa.ColumnElement[bool]:
    """What is known now of a company, on the list or taken off it."""
    mine = sa.and_(renewals.c.company == company, renewals.c.listed.is_(listed))
    return sa.and_(mine, renewals.c.known_until == FAR)


def _within(table: sa.Table, after: date, until: date) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.renewal_on > after, table.c.renewal_on <= until)


def _horizon(as_of: AsOf) -> date:
    return renewal_span(RenewalColour.WHITE, as_of.on)[1]
