"""``/api/v1/enrolments/<id>/...``: cancelling a registration, giving it to another, reminding, attendance."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask import Response
from flask.views import MethodView

from ...attestations import NothingWasDone, attendance_certificate, attendance_facts, file_name
from ...documents.attendance_facts import AttendanceFacts
from ...errors import NotFound
from ...projections import orders
from ..access import API_TOKEN, may_enter
from ..current import command_context, now, portal, visitor
from ..schemas.api import EnrolmentAnswer, IdempotencyHeader
from ..schemas.api_registrations import (
    AttendanceAnswer,
    AttendanceQuestion,
    NewSuccessorSent,
    SuccessorSent,
)
from ..speech import spoken_language
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_registrations", __name__, url_prefix="/enrolments", description="Changing registrations; attendance"
)
_NOT_OURS = "Not a registration of the company."


@blueprint.route("/<string:enrolment_id>/cancel")
@may_enter(API_TOKEN)
class EnrolmentCancellation(MethodView):
    """The cancellation of one registration of the company."""

    @blueprint.response(200, EnrolmentAnswer)
    @blueprint.alt_response(404, success=False, description=_NOT_OURS)
    @blueprint.alt_response(422, success=False, description="It is started, or cancelled already.")
    def post(self, enrolment_id: str) -> dict[str, Any]:
        """Cancel the registration, which nobody has started."""
        order = str(_row(enrolment_id)["order"])
        portal().application.cancel_registrations(command_context(), order, [enrolment_id])
        return dict(_row(enrolment_id))


@blueprint.route("/<string:enrolment_id>/replace")
@may_enter(API_TOKEN)
class EnrolmentSuccession(MethodView):
    """Another trainee of the company for one registration."""

    @blueprint.arguments(SuccessorSent)
    @blueprint.response(200, EnrolmentAnswer)
    @blueprint.alt_response(404, success=False, description="Not a registration or trainee of the company.")
    def post(self, sent: Mapping[str, Any], enrolment_id: str) -> dict[str, Any]:
        """Let another trainee take the training, which nobody has started."""
        portal().application.replace_trainee(command_context(), enrolment_id, sent["trainee"])
        return dict(_row(enrolment_id))


@blueprint.route("/<string:enrolment_id>/replace-by-newcomer")
@may_enter(API_TOKEN)
class EnrolmentNewcomer(MethodView):
    """Somebody new for one registration."""

    @blueprint.arguments(NewSuccessorSent)
    @blueprint.arguments(IdempotencyHeader, location="headers")
    @blueprint.response(200, EnrolmentAnswer)
    @blueprint.alt_response(404, success=False, description=_NOT_OURS)
    def post(self, sent: Mapping[str, Any], header: Mapping[str, Any], enrolment_id: str) -> dict[str, Any]:
        """Let somebody new take the training; the log-in is shown on the order's page for an hour."""
        newcomer = (sent["first_name"], sent["last_name"], sent["email"])
        context = command_context(header["key"])
        portal().application.replace_by_newcomer(context, enrolment_id, newcomer)
        return dict(_row(enrolment_id))


@blueprint.route("/<string:enrolment_id>/reminder")
@may_enter(API_TOKEN)
class EnrolmentReminder(MethodView):
    """A reminder of one registration."""

    @blueprint.response(202, EnrolmentAnswer)
    @blueprint.alt_response(404, success=False, description=_NOT_OURS)
    @blueprint.alt_response(422, success=False, description="It is started, or there is no e-mail address.")
    def post(self, enrolment_id: str) -> dict[str, Any]:
        """Mail the trainee a reminder to start; once a day, however often it is asked."""
        portal().application.remind_trainee(command_context(), enrolment_id)
        return dict(_row(enrolment_id))


@blueprint.route("/<string:enrolment_id>/attendance")
@may_enter(API_TOKEN)
class EnrolmentAttendance(MethodView):
    """What was done at one registration of the company."""

    @blueprint.etag
    @blueprint.arguments(AttendanceQuestion, location="query")
    @blueprint.response(200, AttendanceAnswer)
    @blueprint.alt_response(404, success=False, description=_NOT_OURS)
    def get(self, asked: Mapping[str, Any], enrolment_id: str) -> AttendanceFacts:
        """Tell what was done, so far or in full: days, connections, modules, tests."""
        return _facts(enrolment_id, asked["language"])


@blueprint.route("/<string:enrolment_id>/attendance/pdf")
@may_enter(API_TOKEN)
class EnrolmentAttendanceDocument(MethodView):
    """The certificate of attendance of one registration."""

    @blueprint.arguments(AttendanceQuestion, location="query")
    @blueprint.response(
        200,
        {"type": "string", "format": "binary"},
        content_type="application/pdf",
        description="The certificate of attendance.",
    )
    @blueprint.alt_response(404, success=False, description=_NOT_OURS)
    def get(self, asked: Mapping[str, Any], enrolment_id: str) -> Response:
        """Download the certificate of attendance."""
        facts = _facts(enrolment_id, asked["language"])
        named = {"Content-Disposition": f'attachment; filename="{file_name(facts)}.pdf"'}
        return Response(attendance_certificate(facts), mimetype="application/pdf", headers=named)


def _row(id: str) -> sa.RowMapping:
    """A registration of the company. Errors: NotFound."""
    with portal().reading() as tx:
        row = orders.registration(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row


def _facts(id: str, language: str) -> AttendanceFacts:
    """What was done at a registration of the company. Errors: NotFound, NothingWasDone."""
    _row(id)
    with portal().reading() as tx:
        spoken = language or spoken_language()
        found = attendance_facts(portal(), tx, visitor().company, [id], spoken, now()).get(id)
    if found is None:
        raise NothingWasDone
    return found
