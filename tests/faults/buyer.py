"""A buyer that may be killed: places one order after another, and asks again what it got no answer to.

Before each command it tells what it asks and under which command id, afterwards the answer. Whoever starts it
again hands over what had been asked last without an answer.
"""

import random
import resource
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any

from dsl import settings_for
from faults.careless import made_careless
from faults.telling import tell
from training_portal.application.orders import WantedLine
from training_portal.errors import Refusal
from training_portal.event_store.context import Context
from training_portal.portal import Portal, build_portal
from training_portal.projections.cart import cart_of

TERMS = "2026-01"
PURCHASE = "Lot"
"""What the last names of newcomers begin with; the number of the purchase follows."""
_NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Asked:
    """A command of a purchase, as it was told before it was given: enough to give it again."""

    purchase: int
    step: str
    line: str = ""
    cart_version: int = 0


class Buyer:
    """One manager who buys for two newcomers each time, by turns with the cart and as a program does."""

    def __init__(self, portal: Portal, who: dict[str, str], ways: str, way_seconds: float) -> None:
        self._portal = portal
        self._who = who
        self._ways = ways
        self._way_seconds = way_seconds
        self._ids = ""
        self._chance = random.Random()

    def repeat_with_fresh_ids(self, life: str) -> None:
        """Forget the ids under which anything was asked before (a mistake that tests make on purpose)."""
        self._ids = f"-{life}"

    def purchase(self, number: int, asked: Asked | None = None) -> None:
        """Buy once; with `asked`, go on from a command that was given already and perhaps answered."""
        way = self._ways[number % len(self._ways)]
        if way == "p":
            self._give(Asked(number, "order"), self._order_at_once)
            return
        steps = ("line", "people", "order")
        here = asked or Asked(number, "line")
        for step in steps[steps.index(here.step) :]:
            here = replace(here, step=step)
            if step == "order" and not here.cart_version:
                here.cart_version = self._cart_version()
            answer = self._give(
                here, {"line": self._line, "people": self._people, "order": self._order}[step]
            )
            if step == "line":
                here.line = answer

    def _give(self, asked: Asked, command: Callable[[Context, Asked], str]) -> str:
        id = f"{self._who['manager'][:6]}-{asked.purchase}-{asked.step}{self._ids}"
        tell("asked", id, vars(asked))
        try:
            answer = command(self._portal.context(self._who["manager"], self._who["company"], id), asked)
        except Refusal as refusal:
            tell("refused", id, type(refusal).__name__)
            raise
        # An answer is on its way for a moment: that is when a buyer is most likely to miss it.
        time.sleep(self._chance.uniform(0, self._way_seconds))
        tell("got", id, answer)
        return answer

    def _line(self, context: Context, asked: Asked) -> str:
        return self._portal.application.add_to_cart(context, self._who["course"], "en", 24)

    def _people(self, context: Context, asked: Asked) -> str:
        self._portal.application.name_newcomers(context, asked.line, newcomers(asked.purchase))
        return ""

    def _order(self, context: Context, asked: Asked) -> str:
        return self._portal.application.place_order(context, TERMS, asked.cart_version)

    def _order_at_once(self, context: Context, asked: Asked) -> str:
        people = tuple(newcomers(asked.purchase))
        wanted = WantedLine(self._who["course"], "en", 24, newcomers=people)
        return self._portal.application.order_at_once(context, TERMS, [wanted])

    def _cart_version(self) -> int:
        with self._portal.reading() as tx:
            return cart_of(tx, self._who["company"], self._who["manager"]).version


def newcomers(purchase: int) -> list[tuple[str, str, str]]:
    """Whom a purchase is for; the last name says which purchase it was."""
    return [(first, f"{PURCHASE} {purchase}", "") for first in ("Inès", "Noël")]


def buy(
    url: str,
    folder: str,
    who: dict[str, str],
    first: int = 0,
    last: int | None = None,
    pending: dict[str, Any] | None = None,
    ways: str = "cp",
    store: str = "",
    fresh_ids: bool = False,
    life: str = "",
    file_limit: int = 0,
    way_seconds: float = 0.01,
) -> None:
    """Finish what is pending, then buy from the purchase `first` on.

    Ends before the purchase `last`; without one after SIGTERM, the purchase under way being finished.

    `ways`: c buys with the cart, p as a program, by turns. `store` names one of careless.CARELESS.
    `file_limit` is the size in bytes beyond which this process can write no file, `way_seconds` how long
    an answer is on its way at most. `fresh_ids` repeats nothing under an id of an earlier life.
    """
    if file_limit:
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))
    portal = _opened(url, folder, store)
    buyer = Buyer(portal, who, ways, way_seconds)
    if pending:
        if fresh_ids:
            buyer.repeat_with_fresh_ids(life)
        buyer.purchase(pending["purchase"], None if fresh_ids else Asked(**pending))
    enough = Event()
    signal.signal(signal.SIGTERM, lambda *_: enough.set())
    for number in count(first) if last is None else range(first, last):
        if enough.is_set():
            return
        buyer.purchase(number)


def _opened(url: str, folder: str, store: str) -> Portal:
    portal = build_portal(settings_for(url, Path(folder)), lambda: _NOW)
    return made_careless(portal, store) if store else portal
