"""``/api/v1/trainees``: the company's people."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...errors import NotFound
from ...projections import trainees
from ..access import API_TOKEN, may_enter
from ..current import portal, visitor
from ..schemas.api import Question, TraineeAnswer
from .asked import answered, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_trainees", __name__, url_prefix="/trainees", description="The company's people")


@blueprint.route("")
@may_enter(API_TOKEN)
class TraineeList(MethodView):
    """The trainees of the company."""

    @blueprint.etag
    @blueprint.arguments(Question, location="query")
    @blueprint.response(200, TraineeAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the trainees."""
        with portal().reading() as tx:
            found = trainees.page(tx, visitor().company, wanted(asked, pagination_parameters))
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
        with portal().reading() as tx:
            row = trainees.trainee(tx, visitor().company, trainee_id)
        if row is None:
            raise NotFound
        return dict(row)
