"""The dashboard: the manager's first page, with the company's numbers and what happened last."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_portal.event_store.lists import Wanted
from training_portal.http.access import MANAGER, may_enter
from training_portal.http.current import portal, today, visitor
from training_portal.identity.rights import Right, has_right
from training_portal.projections import certified_trainees, orders
from training_portal.projections.dashboard import numbers
from training_portal.projections.training_to_renew import AsOf, counts_by_colour
from training_portal.values import Money

blueprint = Blueprint("dashboard", __name__)
_LATEST = 5


@blueprint.get("/dashboard")
@may_enter(MANAGER, needs=Right.PROFILE)
def show() -> ResponseReturnValue:
    """The company's numbers, its latest orders and certificates; less for whoever may read none of them."""
    if not has_right(visitor().role, Right.READ):
        return render_template("dashboard/few_rights.html")
    company = visitor().company
    with portal().reading() as tx:
        counted = numbers(tx, company, today().year)
        renewals = counts_by_colour(tx, company, AsOf(today()))
        latest_orders = orders.page(tx, company, _newest("placed_at"))
        latest_certificates = certified_trainees.page(tx, company, _newest("completed_on"))
    return render_template(
        "dashboard/show.html",
        numbers=counted,
        renewals=renewals,
        orders=latest_orders,
        certificates=latest_certificates,
        amount=Money,
        first_of_year=today().replace(month=1, day=1),
    )


def _newest(column: str) -> Wanted:
    return Wanted(sort=column, descending=True, limit=_LATEST, counts_all=False)
