"""The API of managers' own programs: ``/api/v1``, by bearer token, telling the pages' own commands."""

import http
from typing import Any

from flask import Flask, Response, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from flask_smorest.pagination import PaginationMetadataSchema

from ..access import ANYONE, may_enter
from ..schemas.api import Problem
from . import (
    catalogue,
    certificate_versions,
    certificates,
    checkouts,
    compliance,
    conventions,
    credits,
    enrolments,
    invoices,
    managers,
    notifications,
    orders,
    past_certificates,
    profile,
    registrations,
    renewals,
    trainees,
)

BLUEPRINTS = (
    catalogue.blueprint,
    trainees.blueprint,
    orders.blueprint,
    enrolments.blueprint,
    registrations.blueprint,
    managers.blueprint,
    profile.blueprint,
    notifications.blueprint,
    renewals.blueprint,
    past_certificates.blueprint,
    certificates.blueprint,
    invoices.blueprint,
    checkouts.blueprint,
    credits.blueprint,
    certificate_versions.blueprint,
    conventions.blueprint,
    compliance.blueprint,
)


class ProblemApi(Api):
    """flask-smorest, answering errors as RFC 9457 problems through the portal's one table of errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """The portal answers errors itself, for pages and API alike."""

    def _register_pagination_header(self) -> None:
        """The header is JSON text, which the library describes as an object."""
        described = {"application/json": {"schema": PaginationMetadataSchema}}
        header = {"description": "How many there are, and on which page this is", "content": described}
        self.spec.components.header("PAGINATION", header, lazy=True)

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if 400 <= status < 600:
                response["content"] = {"application/problem+json": {"schema": self.ERROR_SCHEMA}}
            self.spec.components.response(status.name, response, lazy=True)
        problem = {"application/problem+json": {"schema": self.ERROR_SCHEMA}}
        answer = {"description": "The request was refused", "content": problem}
        self.spec.components.response("DEFAULT_ERROR", answer, lazy=True)


def offer_api(app: Flask) -> None:
    """Give the application its API, the API's description, and a page to try it on."""
    app.config.update(
        API_TITLE="Training Portal",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {"description": "What managers do on the pages, for their companies' own programs."},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    )
    api = ProblemApi(app)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint, url_prefix=f"/api/v1{blueprint.url_prefix}")
    _open_description(app)
    app.add_url_rule("/api/v1/docs", "api_docs", _documentation)


@may_enter(ANYONE)
def _documentation() -> ResponseReturnValue:
    """The API's description in Swagger UI, served by us."""
    return render_template("api/docs.html")


def _open_description(app: Flask) -> None:
    """Let anybody read the description: it says nothing of anybody."""
    described = app.view_functions["api-docs.openapi_json"]

    @may_enter(ANYONE)
    def description() -> Response:
        return make_response(described())

    app.view_functions["api-docs.openapi_json"] = description
