"""The one table from what went wrong to the status and words of the answer, for pages, htmx and the API."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, g, json, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from training_portal.errors import Conflict, NotAllowed, NotFound, Refusal, TryAgainLater
from training_portal.http.access import wants_fragment
from training_portal.http.refusals import FormHasFaults
from training_portal.http.speech import words_of
from training_portal.http.visitor import NOBODY
from training_portal.identity.refusals import TooManyAttempts
from training_portal.language import marked

STATUSES: dict[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    TooManyAttempts: 429,
    TryAgainLater: 503,
    Refusal: 422,
}
"""The status of each refusal; one that is not named here has the status of what it derives from."""

WORDS = {
    400: (marked("This request could not be read"), marked("Go back, load the page again, and repeat.")),
    401: (marked("Who are you?"), marked("Send a valid token: Authorization: Bearer ...")),
    403: (marked("This is not open to you"), marked("Another role or another log-in may open it.")),
    404: (marked("There is no such page"), marked("Check the address, or start again from the first page.")),
    405: (marked("This is not done here"), marked("The page exists, but not for this kind of request.")),
    409: (marked("Somebody else was faster"), marked("Look at it again, then decide.")),
    412: (marked("This has changed meanwhile"), marked("Load it again, then repeat your change.")),
    413: (marked("This is too large"), marked("Send a smaller file or a shorter list.")),
    415: (marked("This kind of content is not accepted"), marked("Send another format.")),
    422: (marked("This was not done"), marked("Correct what is said below, then send it again.")),
    429: (marked("Too many attempts"), marked("Wait a little, then try again.")),
    500: (marked("Something went wrong on our side"), marked("It was written down. Nothing was half done.")),
    503: (marked("The portal is busy"), marked("Try again in a moment.")),
}
"""Title and advice by status."""

_RETRY_SECONDS = {429: "900", 503: "5"}
"""How long to wait, by the statuses that pass by themselves."""

_API = "/api/"


def answer_errors(app: Flask) -> None:
    """Give the application its answers to refusals, to HTTP errors and to a database out of reach."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, _forged_or_stale)
    app.register_error_handler(SecurityError, _forged_host)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(sa.exc.OperationalError, _out_of_reach)


def status_of(refusal: Refusal) -> int:
    """The status that a refusal is answered with."""
    return next(STATUSES[cls] for cls in type(refusal).__mro__ if cls in STATUSES)


def refused(refusal: Refusal) -> Response:
    """The answer to a refused command or question that no form shows again."""
    faults = refusal.faults if isinstance(refusal, FormHasFaults) else {}
    pointers = [{"pointer": f"#/{field}", "detail": words} for field, words in faults.items()]
    if refusal.field:
        place = f"{refusal.within}/{refusal.field}".lstrip("/")
        pointers = [{"pointer": f"#/{place}", "detail": words_of(refusal)}]
    return answer(status_of(refusal), words_of(refusal), pointers)


def failed(error: HTTPException) -> AnyResponse:
    """The answer to an HTTP error, with the headers it brings along (Allow, Location, WWW-Authenticate)."""
    if error.response is not None or error.code is None or error.code < 400:
        return error.get_response()
    data: dict[str, Any] = getattr(error, "data", None) or {}
    faults = data.get("errors") or data.get("messages") or {}
    words = data.get("message") or gettext(_words(error.code)[1])
    response = answer(error.code, str(words), list(_pointers(faults)))
    own = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    for name, value in (*own, *dict(data.get("headers") or {}).items()):
        response.headers[name] = value
    return response


def retry_headers(status: int) -> dict[str, str]:
    """When to try again, for the statuses that pass by themselves."""
    return {"Retry-After": _RETRY_SECONDS[status]} if status in _RETRY_SECONDS else {}


def answer(status: int, words: str, pointers: list[dict[str, str]]) -> Response:
    """An error as its reader wants it: problem+json (RFC 9457), a part for htmx, or a page with a way on.

    A fault on our side is told without the reader's rail, whose counts would need the same database. Words
    that only repeat the title give way to advice.
    """
    if status >= 500:
        g.visitor = NOBODY
    title, advice = (gettext(text) for text in _words(status))
    if words.rstrip(".") == title:
        words = advice
    if request.path.startswith(_API):
        response = problem(status, title, words, pointers)
    else:
        template = "errors/fragment.html" if wants_fragment() else "errors/page.html"
        facts = {"status": status, "title": title, "words": words, "pointers": pointers}
        response = Response(render_template(template, **facts), status)
    response.headers.update(retry_headers(status))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def problem(status: int, title: str, words: str, pointers: list[dict[str, str]]) -> Response:
    """An RFC 9457 answer; `pointers` say which members of the body are at fault."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": words,
        "instance": request.path,
    }
    if pointers:
        body["errors"] = pointers
    return Response(json.dumps(body), status, mimetype="application/problem+json")


def _words(status: int) -> tuple[str, str]:
    return WORDS.get(status, WORDS[500 if status >= 500 else 400])


def _forged_or_stale(_: CSRFError) -> Response:
    return answer(
        400, gettext("The form has grown old. Go back, load the page again, and send it again."), []
    )


def _forged_host(_: SecurityError) -> Response:
    """No page can be made for a host that is not ours: its links would lead there."""
    return Response("This is not the portal's address.\n", 400, mimetype="text/plain")


def _out_of_reach(error: sa.exc.OperationalError) -> Response:
    """A locked, full or unreachable database outside of a command."""
    return refused(TryAgainLater())


def _pointers(faults: Any, path: str = "") -> Iterator[dict[str, str]]:
    """The faults that marshmallow nests, one by one; the place in the request is not part of the pointer."""
    if isinstance(faults, dict):
        for key, inner in faults.items():
            yield from _pointers(inner, path if key in ("json", "query", "form") else f"{path}/{key}")
    elif isinstance(faults, list):
        for words in faults:
            yield {"pointer": "#" + path, "detail": str(words)}
    elif faults:
        yield {"pointer": "#" + path, "detail": str(faults)}  # words that are translated late, not in a list
