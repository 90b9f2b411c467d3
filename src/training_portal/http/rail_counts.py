"""The counts that stand behind the links of the rail."""

from collections.abc import Callable

import sqlalchemy as sa

from training_portal.event_store.outbox import unsent_counts
from training_portal.http.current import portal, today, visitor
from training_portal.http.navigation import Counts
from training_portal.http.visitor import Kind, Visitor
from training_portal.payments.notices import notices_counted
from training_portal.projections.cart import trainings_in_cart
from training_portal.projections.certificate_amendments import amendments_count
from training_portal.projections.dashboard import trainees_registered
from training_portal.projections.invoices import overdue_count
from training_portal.projections.training_to_renew import AsOf, counts_by_colour


def _for_manager(tx: sa.Connection, manager: Visitor) -> Counts:
    return {
        "cart": trainings_in_cart(tx, manager.company, manager.person_id),
        "trainees": trainees_registered(tx, manager.company),
        "overdue": overdue_count(tx, manager.company, today()) or "",
        "renew": sum(counts_by_colour(tx, manager.company, AsOf(today())).values()),
    }


def _for_staff(tx: sa.Connection, _: Visitor) -> Counts:
    waiting, refused = unsent_counts(tx)
    return {
        "amendments": amendments_count(tx) or "",
        "notices": notices_counted(tx, "left"),
        "unsent": waiting + refused,
    }


_QUESTIONS: dict[Kind, Callable[[sa.Connection, Visitor], Counts]] = {
    Kind.MANAGER: _for_manager,
    Kind.STAFF: _for_staff,
}


def rail_counts() -> Counts:
    """What is counted for the visitor: trainings in the cart, trainees, renewals, notices, unsent mail."""
    question = _QUESTIONS.get(visitor().kind)
    if question is None:
        return {}
    with portal().reading() as tx:
        return question(tx, visitor())
