"""Forms: reading what was typed, and showing a page again with its faults and everything that was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

import marshmallow as ma
from flask import Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.errors import NotAllowed, NotFound, Refusal
from training_portal.http.current import new_command_id
from training_portal.http.errors import retry_headers, status_of
from training_portal.http.refusals import FormHasFaults
from training_portal.http.schemas.fields import Secret
from training_portal.http.speech import words_of

_View = TypeVar("_View", bound=Callable[..., ResponseReturnValue])


def offer_forms(app: Flask) -> None:
    """Give the templates `typed`, `fault`, `faults`, `labelled`, `fault_of_field` and `command_id`."""
    app.jinja_env.globals.update(
        typed=typed,
        fault=fault,
        faults=faults,
        labelled=labelled,
        fault_of_field=fault_of_field,
        command_id=new_command_id,
    )


def read_form(schema: type[ma.Schema]) -> dict[str, Any]:
    """What was typed, clean and of the right shapes.

    Text is brought to its one form and checked; passwords are taken as they are and never shown again.
    Errors: FormHasFaults, with words for each field.
    """
    shape = schema(unknown=ma.EXCLUDE)
    sent = {name: _sent(name, field) for name, field in shape.fields.items() if name in request.form}
    g.typed = {name: value for name, value in sent.items() if not isinstance(shape.fields[name], Secret)}
    try:
        return cast(dict[str, Any], shape.load(sent))
    except ma.ValidationError as error:
        raise FormHasFaults(_words_by_field(error.messages)) from error


def shows_again(page: Callable[..., ResponseReturnValue]) -> Callable[[_View], _View]:
    """When a form is refused, show its page again: `page` is the view function that shows the form.

    It is called with the route's own arguments, and the answer has the refusal's status (422, 409, ...).
    What does not exist, or is not theirs, is still answered by the error page.
    """

    def decorate(view: _View) -> _View:
        @wraps(view)
        def shown(**arguments: Any) -> ResponseReturnValue:
            try:
                return view(**arguments)
            except (NotFound, NotAllowed):
                raise
            except Refusal as refusal:
                return _again(page, arguments, refusal)

        return cast(_View, shown)

    return decorate


def typed(name: str, otherwise: Any = "") -> Any:
    """What was typed into a field that is shown again, else what stands there at first."""
    return g.get("typed", {}).get(name, otherwise)


def fault(name: str) -> str:
    """What is wrong with a field, in words, or ""."""
    return str(faults().get(name, ""))


def faults() -> dict[str, str]:
    """Words by field, for the summary above a form; a refusal of the whole form stands under ""."""
    return cast(dict[str, str], g.get("faults", {}))


def labelled(name: str, label: str) -> str:
    """Remember how a field is labelled, for the summary above it. Shows nothing itself."""
    if "labels" not in g:
        g.labels = {}
    g.labels.setdefault(name, label)
    return ""


def fault_of_field(name: str) -> str:
    """What the summary says of a field: with its label, when the words alone would not tell which field."""
    label = g.get("labels", {}).get(name, "")
    if not label or not g.get("faults_of_shape") or fault(name).startswith(label):
        return fault(name)
    return str(gettext("%(field)s: %(words)s", field=label, words=fault(name)))


def _again(page: Callable[..., ResponseReturnValue], arguments: dict[str, Any], refusal: Refusal) -> Response:
    g.faults = refusal.faults if isinstance(refusal, FormHasFaults) else {refusal.field: words_of(refusal)}
    g.faults_of_shape = isinstance(refusal, FormHasFaults)
    response = make_response(page(**arguments))
    response.status_code = status_of(refusal)
    response.headers.update(retry_headers(response.status_code))
    return response


def _sent(name: str, field: ma.fields.Field[Any]) -> Any:
    several = isinstance(field, ma.fields.List | ma.fields.Tuple)
    return request.form.getlist(name) if several else request.form[name]


def _words_by_field(messages: Any) -> dict[str, str]:
    """The first fault of each field; one of the whole form stands under ""."""
    by_field = messages if isinstance(messages, dict) else {"_schema": messages}
    return {"" if name == "_schema" else name: _first(inner) for name, inner in by_field.items()}


def _first(messages: Any) -> str:
    """The first of a field's messages; marshmallow nests those of lists by index."""
    while isinstance(messages, dict | list):
        messages = next(iter(messages.values() if isinstance(messages, dict) else messages))
    return str(gettext(str(messages)))
