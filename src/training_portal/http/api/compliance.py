"""``/api/v1/compliance``: who is trained in what until when, as of a day."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ..access import API_TOKEN, may_enter
from ..compliance_report import Person, report_on
from ..current import portal, today, visitor
from ..schemas.compliance import CompliancePerson, ComplianceQuestion
from .asked import wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_compliance", __name__, url_prefix="/compliance", description="The compliance report"
)


@blueprint.route("")
@may_enter(API_TOKEN)
class ComplianceList(MethodView):
    """The trainees of the company with what they are trained in."""

    @blueprint.etag
    @blueprint.arguments(ComplianceQuestion, location="query")
    @blueprint.response(200, CompliancePerson(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List the trainees with their trainings as of a day: a past one as it was known then."""
        question = wanted(asked, pagination_parameters)
        with portal().reading() as tx:
            report = report_on(tx, visitor().company, asked["on"] or today(), question)
        pagination_parameters.item_count = report.total
        return [_told(person) for person in report.people]


def _told(person: Person) -> dict[str, Any]:
    return {
        **{name: getattr(person, name) for name in ("id", "first_name", "last_name", "identifier")},
        "trainings": [
            {
                "training": id,
                "title": one.title,
                "completed_on": one.completed_on,
                "renewal_on": one.renewal_on,
                "number": one.number,
                "colour": one.colour,
            }
            for id, one in sorted(person.standings.items(), key=lambda found: found[1].title)
        ],
    }
