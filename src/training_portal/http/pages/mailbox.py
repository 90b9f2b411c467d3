"""The Mailbox of the demo: every message that the portal sent. Served only where the settings say so."""

import re

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from training_portal.errors import NotFound
from training_portal.http.access import ANYONE, may_enter
from training_portal.http.current import portal
from training_portal.http.kept_mail import (
    attachments_of,
    body_of,
    envelope_of,
    envelopes,
    message_of,
    numbers_of_messages,
)
from training_portal.http.listing import ListShape, ListState, Page

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")
_SHAPE = ListShape()
_FRAMED = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "
        "sandbox allow-popups allow-popups-to-escape-sandbox"
    ),
    "X-Frame-Options": "SAMEORIGIN",
}
"""The HTML of a message is shown in a frame of its own: no scripts, no forms, nothing fetched.

Its links open in a tab of their own, which the sandbox leaves free.
"""


@blueprint.get("")
@may_enter(ANYONE)
def show() -> ResponseReturnValue:
    """The messages, newest first."""
    state = ListState.read(request.args, request.path, _SHAPE)
    folder = portal().settings.mail_folder
    numbers = numbers_of_messages(folder)
    shown = envelopes(folder, numbers[state.offset : state.offset + state.limit])
    return render_template("mailbox/show.html", state=state, page=Page(shown, len(numbers)))


@blueprint.get("/<int(max=999999999):number>")
@may_enter(ANYONE)
def one(number: int) -> ResponseReturnValue:
    """One message: its text, how its HTML looks, and the files with it."""
    message = message_of(portal().settings.mail_folder, number)
    return render_template(
        "mailbox/one.html",
        envelope=envelope_of(number, message),
        text=_with_links(body_of(message, "plain")),
        has_html=bool(body_of(message, "html")),
        files=[(name, len(content)) for name, content in attachments_of(message)],
    )


@blueprint.get("/<int(max=999999999):number>/html")
@may_enter(ANYONE)
def html(number: int) -> ResponseReturnValue:
    """The HTML of a message, for the frame on its page."""
    content = body_of(message_of(portal().settings.mail_folder, number), "html")
    outward = content.replace("<head>", '<head><base target="_blank">', 1)
    return Response(outward, mimetype="text/html", headers=_FRAMED)


@blueprint.get("/<int(max=999999999):number>/files/<int(max=99):place>")
@may_enter(ANYONE)
def attached(number: int, place: int) -> ResponseReturnValue:
    """A file that came with a message, to be saved and never shown in place."""
    files = attachments_of(message_of(portal().settings.mail_folder, number))
    if place >= len(files):
        raise NotFound
    name, content = files[place]
    response = Response(content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _with_links(text: str) -> Markup:
    """Plain text, escaped, with links where it names addresses of this portal."""
    own = re.escape(portal().settings.base_url)
    pieces = re.split(rf"({own}/[^\s<>\"]*)", text)
    return Markup("").join(
        Markup('<a href="{0}">{0}</a>').format(piece) if place % 2 else escape(piece)
        for place, piece in enumerate(pieces)
    )
