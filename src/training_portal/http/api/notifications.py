"""``/api/v1/notifications``: what the portal wrote to whom of the company, and what became of it."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ..access import API_TOKEN, may_enter
from ..current import portal, visitor
from ..mail_words import fault_words, letter_state
from ..named_letters import named_letters
from ..schemas.api_managers import LetterAnswer, LetterQuestion
from .asked import wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_notifications", __name__, url_prefix="/notifications", description="What was sent to whom"
)


@blueprint.route("")
@may_enter(API_TOKEN)
class NotificationList(MethodView):
    """The letters of the company."""

    @blueprint.etag
    @blueprint.arguments(LetterQuestion, location="query")
    @blueprint.response(200, LetterAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List the letters, the newest first, by state and occasion; a search is for the recipient's name."""
        question = wanted(asked, pagination_parameters, "state", "occasion", days="queued_at")
        with portal().reading() as tx:
            found = named_letters(tx, visitor().company, question)
        pagination_parameters.item_count = found.total
        rows = [dict(row) for row in found.rows]
        return [{**row, "state": letter_state(row), "why": fault_words(row["fault"])} for row in rows]
