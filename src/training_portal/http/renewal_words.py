"""How urgent a renewal is, in words: the colour of a row is never the only sign."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.clock import end_of_day
from training_portal.event_store.lists import Found
from training_portal.http.current import portal, today
from training_portal.http.validity import Validity
from training_portal.projections.training_to_renew import AsOf
from training_portal.values import RenewalColour, renewal_colour

_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 1, 1)


def day_asked(text: str) -> date:
    """The day that an address asks for (``2027-03-31``); today when it says none that can be shown."""
    try:
        asked = date.fromisoformat(text) if len(text) == 10 else today()
    except ValueError:
        return today()
    return asked if _EARLIEST <= asked <= _LATEST else today()


def as_of(day: date) -> AsOf:
    """What is asked of a day: a past one as it was known when it ended, others from what is known now."""
    return AsOf(day, end_of_day(day, portal().settings.time_zone) if day < today() else None)


def urgency(renewal_on: date, day: date) -> Validity:
    """How urgent a renewal is on a day, in words, with the kind of sign beside them."""
    colour = renewal_colour(renewal_on, day)
    if renewal_on < day:
        return Validity("bad", gettext("Exceeded"))
    if renewal_on == day:
        return Validity("bad", gettext("Due today"))
    if colour is RenewalColour.YELLOW:
        return Validity("warm", gettext("Due within 3 months"))
    if colour is RenewalColour.WHITE:
        return Validity("plain", gettext("Due in 3 to 6 months"))
    return Validity("good", gettext("Valid"))


def told(found: Found, day: date) -> Found:
    """What was found with `told`, how urgent each row is on a day, for a file: it has no colours."""
    rows: list[Any] = [{**row, "told": urgency(row["renewal_on"], day).words} for row in found.rows]
    return replace(found, rows=rows)


def coloured(rows: Sequence[sa.RowMapping], day: date) -> list[dict[str, Any]]:
    """Rows of the list with their colour on a day ("" when it is farther off) and the whole name."""
    return [
        {
            **row,
            "colour": (renewal_colour(row["renewal_on"], day) or "") if row["renewal_on"] else "",
            "name": f"{row['first_name']} {row['last_name']}",
        }
        for row in rows
    ]
