"""The present request: its portal, its visitor, its instant, and the context of the command it gives."""

from datetime import date, datetime
from typing import cast
from uuid import uuid4

from flask import current_app, g, request

from training_portal.clock import day_of
from training_portal.event_store.context import Context
from training_portal.http.visitor import NOBODY, Visitor
from training_portal.identity.front_door import FrontDoor
from training_portal.portal import Portal

COMMAND_FIELD = "command_id"
_LONGEST_COMMAND_ID = 100


def portal() -> Portal:
    """The portal that this application shows."""
    return cast(Portal, current_app.extensions["portal"])


def front_door() -> FrontDoor:
    """Where people sign in and out."""
    return cast(FrontDoor, current_app.extensions["front_door"])


def visitor() -> Visitor:
    """Who sends the request."""
    return cast(Visitor, g.get("visitor", NOBODY))


def now() -> datetime:
    """The instant of the request: one and the same from its beginning to its end."""
    if "now" not in g:
        g.now = portal().clock()
    return cast(datetime, g.now)


def today() -> date:
    """The provider's day of the request."""
    return day_of(now(), portal().settings.time_zone)


def is_sent_again() -> bool:
    """Whether the form that came was sent before and its command carried out: nothing is asked anew."""
    return portal().store.is_known(command_context())


def command_context(command_id: str = "") -> Context:
    """The context of the command that the visitor gives, for their company.

    Its id is the one given (an Idempotency-Key), else the form's hidden field `command_id`, else a new one.
    It is bound to the visitor, so that nobody can ask for the answer to somebody else's command, and to the
    route and what its address names, so that no command is answered with another's result. An id that cannot
    be kept counts as none.
    """
    sent = command_id or request.form.get(COMMAND_FIELD, "")
    named = (str(value)[:_LONGEST_COMMAND_ID] for value in (request.view_args or {}).values())
    bound = "/".join((visitor().person_id, request.endpoint or "", *named, sent[:_LONGEST_COMMAND_ID]))
    own = bound if sent and sent.isprintable() else ""
    return portal().context(visitor().person_id, visitor().company, own)


def new_command_id() -> str:
    """The id that a form sends with its command: a new one, or when it is shown again the one sent before."""
    return request.form.get(COMMAND_FIELD) or uuid4().hex
