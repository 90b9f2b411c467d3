"""The bodies that programs send, read as JSON without trusting them."""

from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest


class BodyParser(FlaskParser):
    """Reads a request. What the JSON reader gives up on is the sender's fault and not ours."""

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body as JSON. Errors: 400, also for one that nests without end or has a number of a mile."""
        try:
            return super().load_json(req, schema)
        except (RecursionError, ValueError):
            _refuse()


class ApiBlueprint(Blueprint):
    """Routes of the API, whose bodies and questions are read by `BodyParser`."""

    ARGUMENTS_PARSER = BodyParser()


def _refuse() -> NoReturn:
    raise BadRequest from None
