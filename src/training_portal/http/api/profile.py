"""``/api/v1/profile``: the manager whose token it is, and what the portal tells them."""

from collections.abc import Mapping
from typing import Any

from flask.views import MethodView

from ...aggregates.manager import Notifications, ReminderFrequency
from ...application.profiles import ProfileEdits
from ...errors import NotFound
from ...identity.email_changes import change_of
from ...identity.rights import Right
from ...projections.managers import manager
from ..access import API_TOKEN, may_enter
from ..current import command_context, now, portal, visitor
from ..schemas.api_managers import ProfileAnswer, ProfileChanges
from .bodies import ApiBlueprint

blueprint = ApiBlueprint("api_profile", __name__, url_prefix="/profile", description="The own profile")


@blueprint.route("")
@may_enter(API_TOKEN, suspended=True, needs=Right.PROFILE)
class Profile(MethodView):
    """The manager whose token it is."""

    @blueprint.etag
    @blueprint.response(200, ProfileAnswer)
    def get(self) -> dict[str, Any]:
        """Show the own profile."""
        return _shown()

    @blueprint.etag
    @blueprint.arguments(ProfileChanges)
    @blueprint.response(200, ProfileAnswer)
    @blueprint.alt_response(412, success=False, description="It has changed since it was looked at.")
    def patch(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Change language and notifications. The e-mail address changes on the pages, after a log-in."""
        before = _shown()
        blueprint.check_etag(before, ProfileAnswer)
        told = {name: sent.get(name, before[name]) for name in ("not_started", "deadline_days", "renewals")}
        edits = ProfileEdits(language=sent.get("language"), notifications=Notifications(**told))
        portal().application.edit_profile(command_context(), edits)
        return _shown()


def _shown() -> dict[str, Any]:
    who = visitor()
    with portal().reading() as tx:
        me = manager(tx, who.company, who.person_id)
        waiting = change_of(tx, portal().settings.master_key, who.person_id, now())
    if me is None:
        raise NotFound
    return {
        **me,
        "not_started": ReminderFrequency(me["notify_not_started"]),
        "renewals": me["notify_renewals"],
        "new_email": waiting.address if waiting else "",
    }
