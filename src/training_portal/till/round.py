"""The till's round: what the worker does again and again so that nothing about money stays undecided."""

from datetime import timedelta

import structlog

from ..errors import Refusal, TryAgainLater
from ..event_store.engine import writing
from ..payments.gateway import PaymentPageIsOutOfReach, ProviderRefuses
from ..payments.notices import forget_unbelieved
from ..portal import Portal
from ..projections.payments import checkouts_undecided, refunds_waiting
from ..values import Money
from .checkouts import ask_about
from .notices import judge_waiting

_PATIENCE = timedelta(minutes=2)
"""So long a notice may take before the provider is asked."""

_log = structlog.get_logger(__name__)


def settle_what_is_undecided(portal: Portal) -> None:
    """Act on notices that wait, ask about undecided checkouts, carry out refunds that were asked."""
    judge_waiting(portal, portal.now - _PATIENCE)
    _ask_about_checkouts(portal)
    carry_out_refunds(portal)
    with writing(portal.store.engine) as tx:
        tx.execute(forget_unbelieved(portal.now))


def carry_out_refunds(portal: Portal) -> None:
    """Give back to cards what staff asked for; the refund's id makes each happen once."""
    with portal.reading() as tx:
        waiting = refunds_waiting(tx)
    for row in waiting:
        context = portal.context("system", row["company"])
        try:
            amount = Money(row["amount_minor"], row["currency"])
            reference = portal.gateway.refund(row["provider_id"], amount, row["id"])
        except PaymentPageIsOutOfReach:
            return
        except ProviderRefuses as refusal:
            reason = str(refusal.facts["why"])[:200]
            portal.application.refuse_refund(context, row["payment"], row["id"], reason)
        else:
            portal.application.confirm_refund(context, row["payment"], row["id"], reference)


def _ask_about_checkouts(portal: Portal) -> None:
    with portal.reading() as tx:
        waiting = checkouts_undecided(tx, portal.now - _PATIENCE)
    for row in waiting:
        try:
            ask_about(portal, row["id"])
        except TryAgainLater:
            return
        except Refusal as refusal:
            _log.warning("a checkout stays undecided", checkout=row["id"], why=type(refusal).__name__)
