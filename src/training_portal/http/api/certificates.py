"""``/api/v1/certificates``: the certificates of completion, found, shown and downloaded."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...certificate_papers import certificate_pdf, verification_address
from ...errors import NotFound
from ...projections import certified_trainees
from ..access import API_TOKEN, may_enter
from ..current import portal, visitor
from ..schemas.api import CertificateAnswer, CertificateQuestion
from .asked import wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_certificates", __name__, url_prefix="/certificates", description="Certificates of completion"
)


@blueprint.route("")
@may_enter(API_TOKEN)
class CertificateList(MethodView):
    """The certificates of the company."""

    @blueprint.etag
    @blueprint.arguments(CertificateQuestion, location="query")
    @blueprint.response(200, CertificateAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the certificates."""
        question = wanted(asked, pagination_parameters, "trainee", "training")
        with portal().reading() as tx:
            found = certified_trainees.page(tx, visitor().company, question)
        pagination_parameters.item_count = found.total
        return [_shown(row) for row in found.rows]


@blueprint.route("/<string:certificate_id>")
@may_enter(API_TOKEN)
class CertificateOne(MethodView):
    """One certificate of the company."""

    @blueprint.etag
    @blueprint.response(200, CertificateAnswer)
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    def get(self, certificate_id: str) -> dict[str, Any]:
        """Show one certificate."""
        return _shown(_row(certificate_id))


@blueprint.route("/<string:certificate_id>/pdf")
@may_enter(API_TOKEN)
class CertificateDocument(MethodView):
    """The PDF of one certificate of the company."""

    @blueprint.response(
        200,
        {"type": "string", "format": "binary"},
        content_type="application/pdf",
        description="The certificate.",
    )
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    def get(self, certificate_id: str) -> Response:
        """Download the certificate, always the same bytes."""
        row = _row(certificate_id)
        named = {"Content-Disposition": f'attachment; filename="certificate-{row["number"]}.pdf"'}
        return Response(certificate_pdf(portal(), row), mimetype="application/pdf", headers=named)


def _row(id: str) -> sa.RowMapping:
    with portal().reading() as tx:
        row = certified_trainees.certificate(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _shown(row: sa.RowMapping) -> dict[str, Any]:
    return {**row, "verification": verification_address(portal(), row["code"])}
