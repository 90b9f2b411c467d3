"""Unsent mail: what waits to be sent, and what was refused for good, with why."""

import structlog
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_portal.event_store.outbox import unsent, unsent_counts
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal, visitor
from training_portal.http.listing import ListShape, ListState, Page
from training_portal.projections import companies, managers

blueprint = Blueprint("staff_mail", __name__)
_SHAPE = ListShape(filters={"state": ("waiting", "refused")})
_log = structlog.get_logger(__name__)


@blueprint.get("/staff/mail")
@may_enter(STAFF, roles=("administrator", "support"))
def show() -> ResponseReturnValue:
    """The mail that has not left, oldest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    chosen = state.filters.get("state", "")
    refused = chosen == "refused" if chosen else None
    with portal().reading() as tx:
        letters = unsent(tx, limit=state.limit, offset=state.offset, refused=refused)
        waiting_count, refused_count = unsent_counts(tx)
        names = companies.names_of(tx, [row["company"] for row in letters])
        people = managers.names_of(tx, [row["recipient"] for row in letters])
    counts = {"": waiting_count + refused_count, "waiting": waiting_count, "refused": refused_count}
    _log.info("staff looked at unsent mail", person=visitor().person_id, shown=len(letters))
    page = Page(letters, counts[chosen])
    return render_template(
        "staff/mail.html", state=state, page=page, counts=counts, companies=names, people=people
    )
