"""``/api/v1/past-certificates``: taking over what was completed before the portal."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask.views import MethodView
from flask_babel import gettext

from ...application.list_preview import NEW_PERSON
from ...application.past_certificates import PastEntry
from ...application.past_trainings import Imported, PastAddition, PastJudged, PastVerdict, past_addition
from ...certificate_import import judged_list
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..refusals import FormHasFaults
from ..schemas.api_past import PastListAnswer, PastListSent
from ..speech import words_of
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_past_certificates",
    __name__,
    url_prefix="/past-certificates",
    description="Certificates that the company brings along",
)


@blueprint.route("")
@may_enter(API_TOKEN)
class PastCertificates(MethodView):
    """A list of past certificates of the company."""

    @blueprint.arguments(PastListSent)
    @blueprint.response(200, PastListAnswer)
    @blueprint.alt_response(409, success=False, description="Somebody else was faster; send it again.")
    def post(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Take over past certificates, all rows or none; what is recorded already changes nothing."""
        entries = [PastEntry(place, **row) for place, row in enumerate(sent["rows"])]
        judged = judged_list(portal(), visitor().company, entries)
        added = past_addition(judged, _choices(judged, sent["namesakes"]))
        done = Imported(0, 0)
        if not sent["dry_run"]:
            _check(added)
            done = portal().application.import_past_trainings(command_context(), added.rows)
        told = {"trainings": done.trainings, "people": done.people}
        return {"rows": [_told(row) for row in judged], **told}


def _choices(judged: Sequence[PastJudged], namesakes: str) -> dict[int, str]:
    """What is decided about namesakes; without an answer, each waits."""
    waiting = [row for row in judged if row.verdict is PastVerdict.DECISION]
    first = {row.decided_at: row for row in reversed(waiting)}
    if namesakes == "new":
        return dict.fromkeys(first, NEW_PERSON)
    return {place: row.usual_choice if namesakes == "link" else "" for place, row in first.items()}


def _check(added: PastAddition) -> None:
    """Refuse a list that cannot be taken over whole. Errors: FormHasFaults."""
    if added.waiting:
        raise FormHasFaults({f"rows/{row.entry.line}": _fault(row) for row in added.waiting})


def _fault(row: PastJudged) -> str:
    if row.refusal is not None:
        return words_of(row.refusal)
    same = ", ".join(sorted(one.identifier for one in row.candidates))
    return str(gettext("%(identifiers)s has this name: send the identifier.", identifiers=same))


def _told(row: PastJudged) -> dict[str, Any]:
    waits = row.verdict in (PastVerdict.FAULT, PastVerdict.DECISION)
    return {
        "verdict": row.verdict.value,
        "identifier": row.person.identifier if row.person else "",
        "renewal_on": row.renewal_on,
        "detail": _fault(row) if waits else "",
    }
