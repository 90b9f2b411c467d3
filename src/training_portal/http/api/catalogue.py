"""``/api/v1/catalogue``: what can be bought."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from ...projections.catalogue import offers_by_training, trainings_on_sale
from ..access import API_TOKEN, may_enter
from ..current import portal
from ..schemas.api import CatalogueQuestion, TrainingAnswer
from .asked import amount
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_catalogue", __name__, url_prefix="/catalogue", description="What can be bought")


@blueprint.route("")
@may_enter(API_TOKEN)
class CatalogueList(MethodView):
    """The trainings on sale."""

    @blueprint.etag
    @blueprint.arguments(CatalogueQuestion, location="query")
    @blueprint.response(200, TrainingAnswer(many=True))
    def get(self, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """List the trainings on sale, with their offers."""
        with portal().reading() as tx:
            rows = trainings_on_sale(tx, asked["search"], asked["language"])
            offers = offers_by_training(tx, [row["id"] for row in rows])
        shown = {
            id: [
                {
                    "language": offer.language,
                    "months": offer.months,
                    "price": amount(offer.price.minor, offer.price.currency),
                    "vat_basis_points": offer.vat.basis_points,
                    "vat_exemption": offer.vat.exemption,
                }
                for offer in standing
            ]
            for id, standing in offers.items()
        }
        return [{**row, "offers": shown[row["id"]]} for row in rows]
