"""Writers that order all at once, so that invoices are numbered; some orders fail at the very end."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import sqlalchemy as sa

from dsl import settings_for
from faults.telling import tell
from training_portal.aggregates.invoice import Invoice
from training_portal.application import Application
from training_portal.application.orders import WantedLine
from training_portal.errors import Refusal, TryAgainLater
from training_portal.event_store.engine import writing
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work
from training_portal.policies import POLICIES
from training_portal.portal import AGGREGATES, PROJECTIONS, Portal, build_portal

A = TypeVar("A")
TERMS = "2026-01"
FAILS = "-fails"
"""How the command ids of orders end that are to fail once their invoice has its number."""
SEQUENCE = sa.Table(
    "numbers_of_a_sequence",
    sa.MetaData(),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
)
"""What a database's own sequence does: a number that was drawn is gone, whatever becomes of the order."""
_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class LateFailure(Refusal):
    """Something goes wrong when everything is decided and numbered."""


def bill(url: str, folder: str, who: dict[str, str], writers: Sequence[int], orders: int, each: int) -> None:
    """Let writers order so often each, one in `each` orders failing. Tells what was drawn and what became."""
    portal = _failing_late(build_portal(settings_for(url, Path(folder)), lambda: _NOW))
    threads = [Thread(target=_write, args=(portal, who, number, orders, each)) for number in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _write(portal: Portal, who: Mapping[str, str], writer: int, orders: int, each: int) -> None:
    for number in range(orders):
        fails = (writer + number) % each == 0
        drawn = _patiently(partial(_drawn, portal))
        context = portal.context(who["manager"], who["company"], f"{writer}-{number}{FAILS if fails else ''}")
        wanted = WantedLine(who["course"], "en", 24, trainees=(who["trainee"],))
        try:
            _patiently(partial(portal.application.order_at_once, context, TERMS, [wanted]))
            tell("billed", drawn)
        except LateFailure:
            tell("failed", drawn)


def _patiently(asked: Callable[[], A]) -> A:
    """Do it again, by the same command id, as long as others keep the database busy: so do buyers."""
    while True:
        with suppress(TryAgainLater, sa.exc.OperationalError):
            return asked()


def _drawn(portal: Portal) -> int:
    with writing(portal.store.engine) as tx:
        key: Any = tx.execute(SEQUENCE.insert()).inserted_primary_key
        return int(key[0])


def _failing_late(portal: Portal) -> Portal:
    """The same portal, in which a last policy lets some orders fail."""

    def fail(work: Work, event: Invoice.InvoiceIssued) -> None:
        if work.context.command_id.endswith(FAILS):
            raise LateFailure

    policies = {**POLICIES, Invoice.InvoiceIssued: [*POLICIES[Invoice.InvoiceIssued], fail]}
    settings = portal.settings
    store = Store(portal.store.engine, settings.master_key, AGGREGATES, policies, PROJECTIONS)
    return replace(portal, store=store, application=Application(store, settings))
