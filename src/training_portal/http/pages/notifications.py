"""Notifications: what was sent to whom and when, what waits, what bounced, and what is not sent, and why."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.event_store.mail_log import STATES, last_written, letter_counts
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.columns import Column
from training_portal.http.current import portal, visitor
from training_portal.http.list_files import list_file
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.mail_words import (
    OCCASIONS,
    fault_words,
    letter_state,
    letter_state_words,
    occasion_words,
)
from training_portal.http.named_letters import named_letters
from training_portal.identity.rights import Right, has_right
from training_portal.language import marked
from training_portal.projections import managers, trainees

blueprint = Blueprint("notifications", __name__)
_SHAPE = ListShape(
    sorts=("-queued_at", "-sent_at"),
    filters={"state": STATES, "occasion": tuple(OCCASIONS)},
    days="queued_at",
    columns=(
        Column(marked("Message"), lambda row: occasion_words(row["occasion"])),
        Column(marked("About"), "matter"),
        Column(marked("To"), "name"),
        Column(marked("Written"), "queued_at"),
        Column(marked("State"), letter_state_words),
        Column(marked("Sent on"), "sent_at"),
        Column(marked("Why"), lambda row: fault_words(row["fault"])),
    ),
)


@blueprint.get("/notifications")
@may_enter(MANAGER)
def show() -> ResponseReturnValue:
    """The company's letters, the newest first, and who is told what."""
    state, company = ListState.read(request.args, request.path, _SHAPE), visitor().company
    with portal().reading() as tx:
        if state.format:
            return list_file(state, "notifications", lambda wanted: named_letters(tx, company, wanted))
        found = named_letters(tx, company, wanted_by(state))
        counts = letter_counts(tx, company)
        told = managers.managers_of(tx, company)
        last = last_written(tx, company, "not_started", [row["id"] for row in told])
        unreachable = trainees.without_email(tx, company)
    return render_template(
        "notifications/show.html",
        state=state,
        page=page_with(found),
        counts=counts,
        told=told,
        follows={row["id"] for row in told if has_right(row["role"], Right.READ)},
        last=last,
        unreachable=unreachable,
        occasions=[(name, occasion_words(name)) for name in OCCASIONS],
        occasion_words=occasion_words,
        letter_state=letter_state,
        fault_words=fault_words,
    )
