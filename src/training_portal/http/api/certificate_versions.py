"""``/api/v1/certificates/<id>/versions`` and ``/history``: what a certificate printed when, and why."""

from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView

from ...certificate_papers import certificate_pdf, certificate_version, verification_address
from ...errors import NotFound
from ...projections.certificate_history import history_of, steps
from ...projections.certified_trainees import certificate
from ..access import API_TOKEN, may_enter
from ..certificate_story import story_of
from ..current import portal, visitor
from ..schemas.certificates import CertificateStepAnswer, CertificateVersionAnswer
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_certificate_versions",
    __name__,
    url_prefix="/certificates",
    description="Versions and history of certificates",
)


@blueprint.route("/<string:certificate_id>/versions")
@may_enter(API_TOKEN)
class CertificateVersions(MethodView):
    """The versions of one certificate of the company."""

    @blueprint.etag
    @blueprint.response(200, CertificateVersionAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    def get(self, certificate_id: str) -> list[dict[str, Any]]:
        """List the versions, the newest first."""
        with portal().reading() as tx:
            story = story_of(tx, _own(tx, certificate_id))
        return [
            {
                "version": one.number,
                "name": one.name,
                "company_name": one.company_name,
                "since": one.since,
                "until": one.until,
                "sha256": one.digest,
                "verification": verification_address(portal(), one.code),
            }
            for one in story.versions
        ]


@blueprint.route("/<string:certificate_id>/versions/<int:version>/pdf")
@may_enter(API_TOKEN)
class CertificateVersionDocument(MethodView):
    """The PDF of one version of a certificate of the company."""

    @blueprint.response(
        200,
        {"type": "string", "format": "binary"},
        content_type="application/pdf",
        description="The version as it was handed out.",
    )
    @blueprint.alt_response(404, success=False, description="No such certificate or version.")
    def get(self, certificate_id: str, version: int) -> Response:
        """Download a version, always the same bytes."""
        with portal().reading() as tx:
            row = certificate_version(tx, _own(tx, certificate_id), version)
        name = f"certificate-{row['number']}-v{version}.pdf"
        named = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(certificate_pdf(portal(), row), mimetype="application/pdf", headers=named)


@blueprint.route("/<string:certificate_id>/history")
@may_enter(API_TOKEN)
class CertificateHistory(MethodView):
    """What became of one certificate of the company."""

    @blueprint.etag
    @blueprint.response(200, CertificateStepAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not a certificate of the company.")
    def get(self, certificate_id: str) -> list[dict[str, Any]]:
        """List what happened, the first event first."""
        with portal().reading() as tx:
            _own(tx, certificate_id)
            rows = history_of(tx, visitor().company, certificate_id)
        return [
            {
                "at": step.row["at"],
                "kind": step.row["kind"],
                "version": step.row["version"],
                "reason": step.row["reason"],
                "changes": [{"what": c.what, "old": c.old, "new": c.new} for c in step.changes],
            }
            for step in steps(rows)
        ]


def _own(tx: sa.Connection, id: str) -> sa.RowMapping:
    """A certificate of the company. Errors: NotFound."""
    row = certificate(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row
