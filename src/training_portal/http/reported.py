"""What the trainees of an order have done, row by row: for its convention's reports, page and API alike."""

from typing import Any

import sqlalchemy as sa

from training_portal.event_store.lists import Found, Wanted
from training_portal.projections import orders
from training_portal.projections.certified_trainees import numbers_of
from training_portal.projections.my_trainings import trainings_by_id

_DONE = ("started_at", "finished_at", "modules", "modules_done", "seconds", "attempts_used", "percent")


def reported(tx: sa.Connection, company: str, order: str, wanted: Wanted) -> Found:
    """One page of an order's registrations, each with start, end, modules, seconds, result and certificate.

    `number` is the certificate's, "" without one.
    """
    found = orders.registrations_of(tx, company, order, wanted)
    done = trainings_by_id(tx, company, [row["id"] for row in found.rows])
    numbers = numbers_of(tx, company, [row["certificate"] for row in found.rows if row["certificate"]])
    rows: list[Any] = [
        {
            **row,
            **_done(done[row["id"]]),
            "number": numbers.get(row["certificate"], ""),
        }
        for row in found.rows
    ]
    return Found(rows, found.total)


def _done(training: sa.RowMapping) -> dict[str, Any]:
    """What was done for a training; one that was cancelled has not ended, for it never began."""
    done = {name: training[name] for name in _DONE}
    return done if training["started_at"] else {**done, "finished_at": None}
