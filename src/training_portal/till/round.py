"""The till's round: what the worker does again and again so that nothing about money stays undecided."""

from collections.abc import Callable, Iterable
from datetime import timedelta

import sqlalchemy as sa
import structlog

from ..errors import Refusal, TryAgainLater
from ..event_store.engine import writing
from ..payments.gateway import ProviderRefuses, Refund, RefundState
from ..payments.notices import forget_unbelieved
from ..portal import Portal
from ..projections.payments import checkouts_asking_too_much, checkouts_undecided, refunds_waiting
from ..values import Money
from .checkouts import ask_about, close_needless_page
from .notices import judge_waiting

_PATIENCE = timedelta(minutes=2)
"""So long a notice may take before the provider is asked."""

_UNHEARD = 3
"""So many in a row that could not be asked about mean that nobody can be."""

_log = structlog.get_logger(__name__)


def settle_what_is_undecided(portal: Portal) -> None:
    """Act on notices that wait, close needless payment pages, ask about checkouts, carry out refunds.

    One that fails keeps no other from being done. Errors: ExceptionGroup of what failed, at the end.
    """
    faults = []
    for part in _PARTS:
        try:
            part(portal)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("a part of the till's round failed", faults)


def carry_out_refunds(portal: Portal) -> None:
    """Give back to cards what staff asked for; the refund's id makes each happen once.

    One that is on its way at the provider is asked about again the next time. Errors: ExceptionGroup.
    """
    with portal.reading() as tx:
        waiting = refunds_waiting(tx)
    _each(waiting, lambda row: _give_back(portal, row))


def _give_back(portal: Portal, row: sa.RowMapping) -> None:
    try:
        refund = portal.gateway.refund(
            row["provider_id"], Money(row["amount_minor"], row["currency"]), row["id"]
        )
    except ProviderRefuses as refusal:
        refund = Refund("", RefundState.FAILED, str(refusal.facts["why"]))
    context = portal.context("system", row["company"])
    if refund.state is RefundState.FAILED:
        portal.application.refuse_refund(context, row["payment"], row["id"], refund.why[:200])
    elif refund.state is RefundState.DONE:
        portal.application.confirm_refund(context, row["payment"], row["id"], refund.id)


def _judge_notices(portal: Portal) -> None:
    judge_waiting(portal, portal.now - _PATIENCE)


def _close_needless_pages(portal: Portal) -> None:
    with portal.reading() as tx:
        needless = checkouts_asking_too_much(tx)
    _each(needless, lambda row: close_needless_page(portal, row))


def _ask_about_checkouts(portal: Portal) -> None:
    with portal.reading() as tx:
        waiting = checkouts_undecided(tx, portal.now - _PATIENCE)
    _each(waiting, lambda row: ask_about(portal, row["id"]))


def _forget(portal: Portal) -> None:
    with writing(portal.store.engine) as tx:
        tx.execute(forget_unbelieved(portal.now))


_PARTS = (_judge_notices, _close_needless_pages, _ask_about_checkouts, carry_out_refunds, _forget)


def _each(rows: Iterable[sa.RowMapping], do: Callable[[sa.RowMapping], object]) -> None:
    """Do something for each row. One that fails keeps no other from being done.

    When some in a row could not be asked about, the provider is out of reach: the rest has time until the
    next round. Errors: ExceptionGroup of what failed, at the end.
    """
    faults, unheard = [], 0
    for row in rows:
        try:
            do(row)
            unheard = 0
        except TryAgainLater:
            unheard += 1
            if unheard == _UNHEARD:
                break
        except Refusal as refusal:
            _log.warning("money stays undecided", about=row["id"], why=type(refusal).__name__)
        except Exception as fault:
            faults.append(fault)
    if faults:
        raise ExceptionGroup("something about money stays undecided", faults)
