"""A company's letters with the names of those they went to, and of what they are about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from training_portal.event_store.lists import Among, Found, Wanted
from training_portal.event_store.mail_log import letters_of
from training_portal.event_store.searching import among
from training_portal.projections import certified_trainees, conventions, invoices, managers, orders, trainees

Names = Callable[[sa.Connection, str, Sequence[str]], Mapping[str, str]]

_MATTERS: Mapping[str, tuple[Names, str]] = {
    **dict.fromkeys(
        ("certificate_issued", "certificate_amended", "amendment_declined", "certificate_revoked"),
        (certified_trainees.numbers_of, "certified_trainees.one"),
    ),
    **dict.fromkeys(("order_placed", "registrations_cancelled"), (orders.numbers_of, "orders.one")),
    **dict.fromkeys(("registration_replaced", "start_reminder"), (orders.titles_of_registrations, "")),
    "convention_accepted": (conventions.numbers_of, "conventions.one"),
    **dict.fromkeys(("invoice_issued", "credit_note_issued"), (invoices.numbers_of, "invoices.show")),
}
"""By the occasion of a letter: the question for the name of what it is about, and the page that shows it."""


def named_letters(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """Letters of a company, each with its recipient's name ("" when nobody knows it any more).

    `matter` is the number, or the title, of what a letter is about, "" when it is about nothing that has one;
    `place` the endpoint and the arguments of the page that shows it, or None.
    """
    found = letters_of(
        tx, company, wanted, _recipients(tx, company, wanted.search) if wanted.search else None
    )
    ids = sorted({row["recipient"] for row in found.rows})
    names = {**trainees.names_of(tx, company, ids), **managers.names_in(tx, company, ids)}
    matters = _matters(tx, company, found.rows)
    rows: Sequence[Any] = [
        {**row, "name": names.get(row["recipient"], ""), "matter": matter, "place": _place(row, matter)}
        for row, matter in ((row, matters.get((row["occasion"], row["about"]), "")) for row in found.rows)
    ]
    return replace(found, rows=rows)


def _recipients(tx: sa.Connection, company: str, search: str) -> Among:
    """Whether somebody is among the managers and trainees of a company whom a search finds."""
    named, few = managers.found_by(tx, company, search), trainees.few_found_by(tx, company, search)
    if few is not None:
        return lambda id: among(id, [*named, *few])
    is_trainee = trainees.found_by(company, search)
    return lambda id: sa.or_(among(id, named), is_trainee(id))


def _matters(tx: sa.Connection, company: str, letters: Sequence[sa.RowMapping]) -> dict[tuple[str, str], str]:
    """The names of what letters are about, by occasion and id."""
    found: dict[tuple[str, str], str] = {}
    for occasion, (names, _) in _MATTERS.items():
        ids = sorted({row["about"] for row in letters if row["occasion"] == occasion})
        if ids:
            found |= {(occasion, id): name for id, name in names(tx, company, ids).items()}
    return found


def _place(row: sa.RowMapping, matter: str) -> tuple[str, dict[str, str]] | None:
    endpoint = _MATTERS[row["occasion"]][1] if matter else ""
    if not endpoint:
        return None
    return (endpoint, {"q": matter} if endpoint.endswith(".show") else {"id": row["about"]})
