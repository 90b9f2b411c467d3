"""Unsent mail: what waits to be sent, and what was refused for good, with why."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.event_store.lists import Wanted
from training_portal.event_store.outbox import unsent, unsent_counts, unsent_total
from training_portal.http.access import STAFF, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import MOST_ROWS, rows_file
from training_portal.http.list_question import wanted_by
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.http.mail_words import letter_state_words, occasion_words
from training_portal.language import marked
from training_portal.projections import companies, managers

blueprint = Blueprint("staff_mail", __name__)
_SHAPE = ListShape(
    filters={"state": ("waiting", "refused")},
    days="queued_at",
    columns=(
        Column(marked("Message"), lambda row: occasion_words(row["occasion"])),
        Column(marked("Number"), "id"),
        Column(marked("To"), "name"),
        Column(marked("Company"), "company_name"),
        Column(marked("Written"), "queued_at"),
        Column(marked("State"), lambda row: letter_state_words({**row, "sent_at": None})),
        Column(marked("Why"), "fault"),
    ),
)
_log = structlog.get_logger(__name__)


@blueprint.get("/staff/mail")
@may_enter(STAFF, roles=("administrator", "support"))
def show() -> ResponseReturnValue:
    """The mail that has not left, oldest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    wanted, refused = wanted_by(state), _refused(state)
    with portal().reading() as tx:
        limit, offset = (MOST_ROWS, 0) if state.format else (wanted.limit, wanted.offset)
        letters = _named(tx, Wanted(days=wanted.days, limit=limit, offset=offset), refused)
        total = unsent_total(tx, refused, wanted.days)
        waiting, refusals = unsent_counts(tx)
    _log.info("staff looked at unsent mail", person=visitor().person_id, shown=len(letters))
    if state.format:
        return rows_file(state, "unsent-mail", letters, total)
    counts = {"": waiting + refusals, "waiting": waiting, "refused": refusals}
    return render_template(
        "staff/mail.html",
        state=state,
        page=Page(letters, total),
        counts=counts,
        occasion_words=occasion_words,
    )


def _refused(state: ListState) -> bool | None:
    chosen = state.filters.get("state", "")
    return chosen == "refused" if chosen else None


def _named(tx: sa.Connection, wanted: Wanted, refused: bool | None) -> list[Mapping[str, Any]]:
    """Unsent letters with the names of who shall read them, "" for whom the managers' view does not know."""
    letters = unsent(tx, limit=wanted.limit, offset=wanted.offset, refused=refused, days=wanted.days)
    names = companies.names_of(tx, list({row["company"] for row in letters}))
    people = managers.names_of(tx, list({row["recipient"] for row in letters}))
    return [
        {**row, "name": people.get(row["recipient"], ""), "company_name": names.get(row["company"], "")}
        for row in letters
    ]
