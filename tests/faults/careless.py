"""Stores with one protection taken away each: the tests must see what comes of it."""

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from faults.telling import tell
from training_portal.aggregates.root import new_id
from training_portal.application import Application
from training_portal.event_store.context import Context
from training_portal.event_store.engine import reading, writing
from training_portal.event_store.history import after
from training_portal.event_store.projection import apply_inline
from training_portal.event_store.replay import last_position
from training_portal.event_store.schema import command_results
from training_portal.event_store.store import Decide, Store
from training_portal.event_store.work import Work
from training_portal.policies import POLICIES
from training_portal.portal import AGGREGATES, PROJECTIONS, Portal

_BETWEEN_TRANSACTIONS_SECONDS = 0.05
"""What a busy machine puts between two transactions: long enough to be hit by every other kill or so."""


class ResultLater(Store):
    """Notes a command's id and result in a transaction of its own, after the events were committed."""

    def perform(self, context: Context, decide: Decide) -> dict[str, Any]:
        """Carry out a command that is not known yet."""
        question = sa.select(command_results.c.result).where(
            command_results.c.command_id == context.command_id
        )
        with reading(self.engine) as tx:
            noted = tx.execute(question).scalar()
        own = context.command_id if noted else new_id()
        answer = super().perform(replace(context, command_id=own), decide)
        if not noted:
            time.sleep(_BETWEEN_TRANSACTIONS_SECONDS)
            self._note(context.command_id, own)
        return answer

    def _note(self, id: str, own: str) -> None:
        known = sa.update(command_results).where(command_results.c.command_id == own)
        with writing(self.engine) as tx:
            tx.execute(known.values(command_id=id))


class AnswersFirst(Store):
    """Answers when a command is decided, and commits it afterwards."""

    def perform(self, context: Context, decide: Decide) -> dict[str, Any]:
        """Carry out a command whose answer has been given already."""

        def deciding(work: Work) -> dict[str, Any]:
            result = decide(work)
            tell("got", context.command_id, result["order"])
            return result

        return super().perform(context, deciding)


class ViewsLater(Store):
    """Brings the views up to date in a transaction of its own, after the events were committed."""

    def perform(self, context: Context, decide: Decide) -> dict[str, Any]:
        """Carry out a command, then let the views follow what it recorded."""
        self.projections = ()
        with reading(self.engine) as tx:
            position = last_position(tx)
        answer = super().perform(context, decide)
        time.sleep(_BETWEEN_TRANSACTIONS_SECONDS)
        with writing(self.engine) as tx:
            for rows in apply_inline(PROJECTIONS, tx, after(tx, self.shelf, position)):
                rows.flush()
        return answer


class LettersLater(Store):
    """Queues mail in a transaction of its own, after the events were committed."""

    def perform(self, context: Context, decide: Decide) -> dict[str, Any]:
        """Carry out a command, then queue the confirmation."""
        self._policies = {}
        result = super().perform(context, decide)
        time.sleep(_BETWEEN_TRANSACTIONS_SECONDS)
        super().perform(replace(context, command_id=new_id()), lambda work: _confirm(work, result["order"]))
        return result


def _confirm(work: Work, order: str) -> dict[str, Any]:
    work.mail("order_placed", to=work.context.actor, about=order)
    return {}


class FreshIdEachTry(Store):
    """Gives a command another id each time that it tries it."""

    def _try(self, context: Context, decide: Decide, wait_first: bool) -> dict[str, Any]:
        return super()._try(replace(context, command_id=new_id()), decide, wait_first)


CARELESS: Mapping[str, type[Store]] = {
    "result later": ResultLater,
    "answers first": AnswersFirst,
    "views later": ViewsLater,
    "letters later": LettersLater,
    "fresh id each try": FreshIdEachTry,
}


def made_careless(portal: Portal, kind: str) -> Portal:
    """The same portal, but for one mistake of its store (see `CARELESS`)."""
    settings = portal.settings
    store = CARELESS[kind](portal.store.engine, settings.master_key, AGGREGATES, POLICIES, PROJECTIONS)
    return replace(portal, store=store, application=Application(store, settings))
