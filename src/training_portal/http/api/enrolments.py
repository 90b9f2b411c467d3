"""``/api/v1/enrolments``: who is registered for what, and how far they have come."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...errors import NotFound
from ...projections import orders
from ..access import API_TOKEN, may_enter
from ..current import portal, visitor
from ..schemas.api import EnrolmentAnswer, EnrolmentQuestion
from .asked import answered, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_enrolments", __name__, url_prefix="/enrolments", description="Registrations and progress"
)


@blueprint.route("")
@may_enter(API_TOKEN)
class EnrolmentList(MethodView):
    """The registrations of the company."""

    @blueprint.etag
    @blueprint.arguments(EnrolmentQuestion, location="query")
    @blueprint.response(200, EnrolmentAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the registrations."""
        question = wanted(asked, pagination_parameters, "order", "state", "training", days="registered_at")
        with portal().reading() as tx:
            found = orders.registrations_of_company(tx, visitor().company, question)
        return answered(found, pagination_parameters)


@blueprint.route("/<string:enrolment_id>")
@may_enter(API_TOKEN)
class EnrolmentOne(MethodView):
    """One registration of the company."""

    @blueprint.etag
    @blueprint.response(200, EnrolmentAnswer)
    @blueprint.alt_response(404, success=False, description="Not a registration of the company.")
    def get(self, enrolment_id: str) -> dict[str, Any]:
        """Show one registration."""
        with portal().reading() as tx:
            row = orders.registration(tx, visitor().company, enrolment_id)
        if row is None:
            raise NotFound
        return dict(row)
