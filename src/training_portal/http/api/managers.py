"""``/api/v1/managers``: who else of the company signs in, and what each may do."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from flask.views import MethodView
from flask_smorest.pagination import PaginationParameters

from ...aggregates.manager import ManagerRole
from ...errors import NotFound
from ...identity.rights import Right
from ...projections import managers
from ..access import API_TOKEN, may_enter
from ..current import command_context, portal, visitor
from ..schemas.api import IdempotencyHeader
from ..schemas.api_managers import ManagerAnswer, ManagerChanges, ManagerQuestion, ManagerSent
from .asked import answered, wanted
from .bodies import ApiBlueprint

blueprint = ApiBlueprint(
    "api_managers", __name__, url_prefix="/managers", description="The company's managers"
)
_reads = may_enter(API_TOKEN, needs=Right.READ_MANAGERS)
_commands = may_enter(API_TOKEN, needs=Right.MANAGERS)


@blueprint.route("")
class ManagerList(MethodView):
    """The managers of the company."""

    @_reads
    @blueprint.etag
    @blueprint.arguments(ManagerQuestion, location="query")
    @blueprint.response(200, ManagerAnswer(many=True))
    @blueprint.paginate(page_size=50, max_page_size=200)
    def get(
        self, asked: Mapping[str, Any], pagination_parameters: PaginationParameters
    ) -> list[dict[str, Any]]:
        """List and search the managers, former ones too."""
        question = wanted(asked, pagination_parameters, "state", days="appointed_at")
        with portal().reading() as tx:
            found = managers.page(tx, visitor().company, question)
        return answered(found, pagination_parameters)

    @_commands
    @blueprint.arguments(ManagerSent)
    @blueprint.arguments(IdempotencyHeader, location="headers")
    @blueprint.response(201, ManagerAnswer)
    def post(self, sent: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Any]:
        """Make somebody a manager; username and temporary password go out by mail."""
        names = (sent["first_name"], sent["last_name"], sent["email"], sent["language"])
        context = command_context(header["key"])
        appointed = portal().application.appoint_manager(context, *names, sent["role"])
        return dict(_row(appointed.person))


@blueprint.route("/<string:manager_id>")
class ManagerOne(MethodView):
    """One manager of the company."""

    @_reads
    @blueprint.etag
    @blueprint.response(200, ManagerAnswer)
    @blueprint.alt_response(404, success=False, description="Not a manager of the company.")
    def get(self, manager_id: str) -> dict[str, Any]:
        """Show one manager."""
        return dict(_row(manager_id))

    @_commands
    @blueprint.etag
    @blueprint.arguments(ManagerChanges)
    @blueprint.response(200, ManagerAnswer)
    @blueprint.alt_response(404, success=False, description="Not a manager of the company any more.")
    @blueprint.alt_response(412, success=False, description="It has changed since it was looked at.")
    def patch(self, sent: Mapping[str, Any], manager_id: str) -> dict[str, Any]:
        """Change name or role; rights follow at once."""
        now = dict(_row(manager_id))
        blueprint.check_etag(now, ManagerAnswer)
        names = [sent.get(name, now[name]) for name in ("first_name", "last_name")]
        role = sent.get("role", ManagerRole(now["role"]))
        portal().application.modify_manager(command_context(), manager_id, names[0], names[1], role)
        return dict(_row(manager_id))

    @_commands
    @blueprint.response(204)
    @blueprint.alt_response(404, success=False, description="Not a manager of the company any more.")
    def delete(self, manager_id: str) -> None:
        """Deactivate a manager: log-in, sessions and tokens stop at once; the history keeps the name."""
        portal().application.deactivate_manager(command_context(), manager_id)


@blueprint.route("/<string:manager_id>/send-log-in")
class ManagerLogIn(MethodView):
    """The log-in of one manager, sent again."""

    @_commands
    @blueprint.response(202, ManagerAnswer)
    @blueprint.alt_response(404, success=False, description="Not a manager of the company any more.")
    def post(self, manager_id: str) -> dict[str, Any]:
        """Mail a manager a new temporary password; the present one is dead, sessions end."""
        portal().application.resend_login(command_context(), manager_id)
        return dict(_row(manager_id))


def _row(id: str) -> sa.RowMapping:
    """A manager of the company. Errors: NotFound."""
    with portal().reading() as tx:
        row = managers.manager(tx, visitor().company, id)
    if row is None:
        raise NotFound
    return row
