"""``/api/v1/certificates``: the certificates of completion, found, shown and downloaded."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...application.certificates import Amendment
from ...certificate_papers import certificate_pdf, merged, verification_address, zipped
from ...errors import NotFound
from ...projections import certified_trainees
from ...projections.certificate_amendments import amendments_among
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, today, visitor
from ..downloads import pdf_download, zip_download
from ..schemas.api import CertificateAnswer, CertificateQuestion
from ..schemas.certificates import AmendmentSent
from .asked import wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_certificates", __name__, url_prefix="/certificates", description="Certificates of completion"
)
_FILTERS = ("trainee", "training", "status")
_BYTES = {"type": "string", "format": "binary"}


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
        question = wanted(asked, pagination_parameters, *_FILTERS, days="completed_on")
        with portal().reading() as tx:
            found = certified_trainees.page(tx, visitor().company, question, today())
            waiting = amendments_among(tx, [row["id"] for row in found.rows])
        pagination_parameters.item_count = found.total
        return [_shown(row, row["id"] in waiting) for row in found.rows]


class CertificatesTogether(MethodView):
    """The certificates of a page of the list, together."""

    @staticmethod
    def rows(asked: Mapping[str, Any], page: PaginationParameters) -> list[sa.RowMapping]:
        """The certificates of the page, revoked ones too. Errors: NotFound when there is none."""
        question = wanted(asked, page, *_FILTERS, days="completed_on")
        with portal().reading() as tx:
            found = certified_trainees.page(tx, visitor().company, question, today())
        page.item_count = found.total
        if not found.rows:
            raise NotFound
        return list(found.rows)


@blueprint.route("/zip")
@may_enter(API_TOKEN)
class CertificateArchive(CertificatesTogether):
    """The PDFs of a page of the list in a ZIP file."""

    @blueprint.arguments(CertificateQuestion, location="query")
    @blueprint.response(200, _BYTES, content_type="application/zip", description="A PDF for each.")
    @blueprint.alt_response(404, success=False, description="No certificate is found.")
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters) -> Response:
        """Download the certificates that the list would name, in a ZIP file."""
        return zip_download(zipped(portal(), self.rows(asked, pagination_parameters)), "certificates")


@blueprint.route("/merged-pdf")
@may_enter(API_TOKEN)
class CertificatePile(CertificatesTogether):
    """A page of the list as one PDF."""

    @blueprint.arguments(CertificateQuestion, location="query")
    @blueprint.response(200, _BYTES, content_type="application/pdf", description="A page for each.")
    @blueprint.alt_response(404, success=False, description="No certificate is found.")
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters) -> Response:
        """Download the certificates that the list would name, as one PDF to print."""
        return pdf_download(merged(portal(), self.rows(asked, pagination_parameters)), "certificates")


@blueprint.route("/<string:certificate_id>")
@may_enter(API_TOKEN)
class CertificateOne(MethodView):
    """One certificate of the company."""

    @blueprint.etag
    @blueprint.response(200, CertificateAnswer)
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    def get(self, certificate_id: str) -> dict[str, Any]:
        """Show one certificate."""
        return _found(certificate_id)

    @blueprint.etag
    @blueprint.arguments(AmendmentSent)
    @blueprint.response(200, CertificateAnswer)
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    @blueprint.alt_response(409, success=False, description="Somebody else amended it at the same moment.")
    @blueprint.alt_response(412, success=False, description="It has changed since it was looked at.")
    def patch(self, sent: Mapping[str, Any], certificate_id: str) -> dict[str, Any]:
        """Amend what it prints; the answer says whether the provider checks it first."""
        now = _found(certificate_id)
        blueprint.check_etag(now, CertificateAnswer)
        printed = {name: now[name] for name in ("first_name", "last_name", "company_name")}
        wanted = Amendment(**{**printed, **sent})
        portal().application.amend_certificate(command_context(), certificate_id, wanted, now["version"])
        return _found(certificate_id)


@blueprint.route("/<string:certificate_id>/amendment")
@may_enter(API_TOKEN)
class CertificateAmendment(MethodView):
    """The amendment of one certificate of the company that waits for the provider."""

    @blueprint.response(204)
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    @blueprint.alt_response(422, success=False, description="No amendment is waiting.")
    def delete(self, certificate_id: str) -> None:
        """Withdraw the amendment; the certificate stays as it is."""
        portal().application.withdraw_amendment(command_context(), certificate_id)


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


def _found(id: str) -> dict[str, Any]:
    row = _row(id)
    with portal().reading() as tx:
        return _shown(row, bool(amendments_among(tx, [id])))


def _shown(row: sa.RowMapping, waiting: bool) -> dict[str, Any]:
    status = certified_trainees.status_on(row, today())
    address = verification_address(portal(), row["code"])
    return {**row, "verification": address, "status": status, "waiting": waiting}
