"""``/api/v1/renewals``: what must be renewed by when, in colours."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...projections import training_to_renew
from ...values import RenewalColour
from ..access import API_TOKEN, may_enter
from ..current import portal, today, visitor
from ..renewal_words import as_of, coloured
from ..schemas.api_renewals import RenewalAnswer, RenewalQuestion
from .asked import wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_renewals", __name__, url_prefix="/renewals", description="Trainings to renew")


@blueprint.route("")
@may_enter(API_TOKEN)
class RenewalList(MethodView):
    """The trainings to renew of the company."""

    @blueprint.etag
    @blueprint.arguments(RenewalQuestion, location="query")
    @blueprint.response(200, RenewalAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List what must be renewed within six months of a day: a past one as it was known then."""
        question = wanted(asked, pagination_parameters, "training", days="renewal_on")
        colour = RenewalColour(asked["colour"]) if asked["colour"] else None
        day = asked["on"] or today()
        with portal().reading() as tx:
            found = training_to_renew.rows_due(tx, visitor().company, as_of(day), question, colour)
        pagination_parameters.item_count = found.total
        return coloured(found.rows, day)
