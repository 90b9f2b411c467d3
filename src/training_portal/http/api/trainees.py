"""``/api/v1/trainees``: the company's people."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...errors import NotFound
from ...projections import trainees
from ...projections.trainee_history import history_of
from ...values import Person
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..schemas.api import TraineeAnswer
from ..schemas.api_people import DetailsSent, HappenedAnswer, PasswordResetAnswer, TraineeQuestion
from .asked import answered, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_trainees", __name__, url_prefix="/trainees", description="The company's people")


@blueprint.route("")
@may_enter(API_TOKEN)
class TraineeList(MethodView):
    """The trainees of the company."""

    @blueprint.etag
    @blueprint.arguments(TraineeQuestion, location="query")
    @blueprint.response(200, TraineeAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the trainees."""
        question = wanted(asked, pagination_parameters, "state", "training", days="registered_at")
        with portal().reading() as tx:
            found = trainees.page(tx, visitor().company, question)
        return answered(found, pagination_parameters)


@blueprint.route("/<string:trainee_id>")
@may_enter(API_TOKEN)
class TraineeOne(MethodView):
    """One trainee of the company."""

    @blueprint.etag
    @blueprint.response(200, TraineeAnswer)
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    def get(self, trainee_id: str) -> dict[str, Any]:
        """Show one trainee."""
        return dict(_row(trainee_id))

    @blueprint.etag
    @blueprint.arguments(DetailsSent)
    @blueprint.response(200, TraineeAnswer)
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    @blueprint.alt_response(409, success=False, description="Somebody else corrected it at the same moment.")
    @blueprint.alt_response(412, success=False, description="It has changed since it was looked at.")
    def patch(self, sent: Mapping[str, Any], trainee_id: str) -> dict[str, Any]:
        """Correct name or e-mail address; certificates keep what they print."""
        now = dict(_row(trainee_id))
        blueprint.check_etag(now, TraineeAnswer)
        seen = Person(now["id"], now["first_name"], now["last_name"], now["identifier"], now["email"])
        details = [sent.get(name, now[name]) for name in ("first_name", "last_name", "email")]
        first_name, last_name, email = details
        context = command_context()
        portal().application.correct_details(context, trainee_id, (first_name, last_name, email), seen)
        return dict(_row(trainee_id))


@blueprint.route("/<string:trainee_id>/leave")
@may_enter(API_TOKEN)
class TraineeLeaves(MethodView):
    """Leaving the company."""

    @blueprint.response(200, TraineeAnswer)
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    def post(self, trainee_id: str) -> dict[str, Any]:
        """Note that somebody left: no renewals are asked for, documents stay. Again changes nothing."""
        portal().application.mark_left(command_context(), trainee_id)
        return dict(_row(trainee_id))


@blueprint.route("/<string:trainee_id>/return")
@may_enter(API_TOKEN)
class TraineeReturns(MethodView):
    """Coming back to the company."""

    @blueprint.response(200, TraineeAnswer)
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    def post(self, trainee_id: str) -> dict[str, Any]:
        """Count somebody who had left among the trainees again. Again changes nothing."""
        portal().application.mark_returned(command_context(), trainee_id)
        return dict(_row(trainee_id))


@blueprint.route("/<string:trainee_id>/reset-password")
@may_enter(API_TOKEN)
class TraineePassword(MethodView):
    """A new temporary password."""

    @blueprint.response(200, PasswordResetAnswer)
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    def post(self, trainee_id: str) -> dict[str, Any]:
        """Give a trainee a new temporary password: the old one is dead, sessions end."""
        portal().application.reset_password(command_context(), trainee_id)
        address = portal().settings.base_url
        return {"page": f"{address}/trainees/{trainee_id}/temporary-password"}


@blueprint.route("/<string:trainee_id>/history")
@may_enter(API_TOKEN)
class TraineeHistory(MethodView):
    """What happened to one trainee of the company."""

    @blueprint.etag
    @blueprint.response(200, HappenedAnswer(many=True))
    @blueprint.alt_response(404, success=False, description="Not a trainee of the company.")
    def get(self, trainee_id: str) -> list[dict[str, Any]]:
        """List what happened, the newest first, 200 events at most."""
        _row(trainee_id)
        with portal().reading() as tx:
            return [dict(row) for row in history_of(tx, visitor().company, trainee_id)]


def _row(id: str) -> sa.RowMapping:
    """A trainee of the company. Errors: NotFound."""
    with portal().reading() as tx:
        row = trainees.trainee(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row
