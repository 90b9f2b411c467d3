"""``/api/v1/conventions``: training agreements, accepted by the digest of what was read, and reports."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...agreements import convention_pdf, signed_copy
from ...errors import NotFound
from ...projections import conventions
from ...projections.orders import with_training
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..reported import reported
from ..schemas.conventions import (
    AcceptanceSent,
    ConventionAnswer,
    ConventionQuestion,
    ConventionTold,
    ReportAnswer,
    ReportQuestion,
    SignedSent,
)
from .asked import answered, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_conventions", __name__, url_prefix="/conventions", description="Training agreements and reports"
)
_PDF = {"type": "string", "format": "binary"}


@blueprint.route("")
@may_enter(API_TOKEN)
class ConventionList(MethodView):
    """The agreements of the company."""

    @blueprint.etag
    @blueprint.arguments(ConventionQuestion, location="query")
    @blueprint.response(200, ConventionAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the agreements."""
        with portal().reading() as tx:
            question = wanted(asked, pagination_parameters, "state", days="drawn_up_at")
            of_training = with_training(asked["training"]) if asked["training"] else None
            found = conventions.page(tx, visitor().company, question, of_training)
        return answered(found, pagination_parameters)


@blueprint.route("/<string:convention_id>")
@may_enter(API_TOKEN)
class ConventionOne(MethodView):
    """One agreement of the company."""

    @blueprint.etag
    @blueprint.response(200, ConventionTold)
    @blueprint.alt_response(404, success=False, description="Not an agreement of the company.")
    def get(self, convention_id: str) -> dict[str, Any]:
        """Show one agreement with its versions."""
        return _told(convention_id)


@blueprint.route("/<string:convention_id>/versions/<int:version>/pdf")
@may_enter(API_TOKEN)
class ConventionDocument(MethodView):
    """The PDF of a version of an agreement of the company."""

    @blueprint.response(200, _PDF, content_type="application/pdf", description="The version.")
    @blueprint.alt_response(404, success=False, description="No such agreement or version.")
    def get(self, convention_id: str, version: int) -> Response:
        """Download a version, always the same bytes."""
        with portal().reading() as tx:
            row = _own(tx, convention_id)
        if not 1 <= version <= row["version"]:
            raise NotFound
        named = f'attachment; filename="{row["number"]}-version-{version}.pdf"'
        content = convention_pdf(portal(), row, version)
        return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})


@blueprint.route("/<string:convention_id>/versions/<int:version>/signed")
@may_enter(API_TOKEN)
class ConventionSigned(MethodView):
    """The copy of a version of an agreement of the company that was signed by hand."""

    @blueprint.response(200, _PDF, content_type="application/pdf", description="The copy, as uploaded.")
    @blueprint.alt_response(404, success=False, description="No such agreement or version, or no copy of it.")
    def get(self, convention_id: str, version: int) -> Response:
        """Download the signed copy of a version."""
        with portal().reading() as tx:
            row = _own(tx, convention_id)
            told = next((one for one in conventions.versions_of(tx, row) if one["version"] == version), None)
        content = signed_copy(portal(), told) if told else None
        if content is None:
            raise NotFound
        named = f'attachment; filename="{row["number"]}-version-{version}-signed.pdf"'
        return Response(content, mimetype="application/pdf", headers={"Content-Disposition": named})

    @blueprint.arguments(SignedSent, location="files")
    @blueprint.response(200, ConventionTold)
    @blueprint.alt_response(404, success=False, description="Not an agreement of the company.")
    @blueprint.alt_response(409, success=False, description="Somebody else was faster; look again.")
    def put(self, sent: Mapping[str, Any], convention_id: str, version: int) -> dict[str, Any]:
        """Keep a copy of the newest version that was signed by hand: a PDF, at most 3 MB."""
        content = sent["file"].read()
        portal().application.keep_signed_copy(command_context(), convention_id, version, content)
        return _told(convention_id)


@blueprint.route("/<string:convention_id>/accept")
@may_enter(API_TOKEN)
class ConventionAcceptance(MethodView):
    """The acceptance of an agreement of the company."""

    @blueprint.arguments(AcceptanceSent)
    @blueprint.response(200, ConventionTold)
    @blueprint.alt_response(404, success=False, description="Not an agreement of the company.")
    @blueprint.alt_response(409, success=False, description="Somebody else was faster; look again.")
    def post(self, sent: Mapping[str, Any], convention_id: str) -> dict[str, Any]:
        """Accept the newest version, in the name of the token's manager, by the digest of its PDF."""
        context = command_context()
        portal().application.accept_convention(context, convention_id, sent["version"], sent["digest"])
        return _told(convention_id)


@blueprint.route("/<string:convention_id>/reports")
@may_enter(API_TOKEN)
class ConventionReports(MethodView):
    """The reports of an agreement of the company."""

    @blueprint.etag
    @blueprint.arguments(ReportQuestion, location="query")
    @blueprint.response(200, ReportAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not an agreement of the company.")
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], convention_id: str, pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List what each trainee has done."""
        with portal().reading() as tx:
            order = _own(tx, convention_id)["order"]
            question = wanted(asked, pagination_parameters, "training", "state")
            found = reported(tx, visitor().company, order, question)
        return answered(found, pagination_parameters)


def _own(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A convention of the company. Errors: NotFound."""
    row = conventions.convention(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _told(id: str) -> dict[str, Any]:
    with portal().reading() as tx:
        row = _own(tx, id)
        return {**row, "versions": conventions.versions_of(tx, row)}
