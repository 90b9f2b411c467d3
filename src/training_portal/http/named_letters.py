"""A company's letters with the names of those they went to."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.lists import Found, Wanted
from training_portal.event_store.mail_log import letters_of
from training_portal.projections import managers, trainees


def named_letters(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """Letters of a company, each with its recipient's name ("" when nobody knows it any more)."""
    people = None
    if wanted.search:
        people = [managers.found_by(company, wanted.search), trainees.found_by(company, wanted.search)]
    found = letters_of(tx, company, wanted, people)
    ids = sorted({row["recipient"] for row in found.rows})
    names = {**trainees.names_of(tx, company, ids), **managers.names_in(tx, company, ids)}
    rows: Sequence[Any] = [{**row, "name": names.get(row["recipient"], "")} for row in found.rows]
    return replace(found, rows=rows)
