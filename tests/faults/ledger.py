"""What buyers asked and were answered, held against what is recorded: the books after an accident."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from faults.buyer import PURCHASE
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.chain import Head
from training_portal.event_store.comparison import Difference
from training_portal.event_store.history import after, verify_chain
from training_portal.event_store.rebuild import verify
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.schema import command_results, outbox
from training_portal.identity.tables import credentials, handovers
from training_portal.portal import PROJECTIONS, Portal

_ALL = 1_000_000


@dataclass
class Journal:
    """What one buyer said: the commands asked, in their order, and the answers that reached somebody."""

    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def note(self, said: list[list[Any]]) -> None:
        """Write down what a buyer said. An answer that differs from the first one is a failure."""
        for word, *facts in said:
            if word == "asked":
                self.asked[facts[0]] = facts[1]
            elif word == "got" and self.answers.setdefault(facts[0], facts[1]) != facts[1]:
                self.failed.append(f"{facts[0]} was answered {self.answers[facts[0]]}, then {facts[1]}")
            elif word == "refused":
                self.refused.append(facts[1])
            elif word == "failed":
                self.failed.append(facts[0])

    def pending(self) -> dict[str, Any] | None:
        """The command to give again: the last one asked, unless its purchase is complete."""
        if not self.asked:
            return None
        id, asked = list(self.asked.items())[-1]
        return None if asked["step"] == "order" and id in self.answers else asked

    def unanswered(self) -> str:
        """The id of the command that was asked last, "" when it was answered."""
        id = next(reversed(self.asked), "")
        return "" if id in self.answers else id

    def next_purchase(self) -> int:
        """The number of the first purchase that nobody has begun."""
        return 1 + max((asked["purchase"] for asked in self.asked.values()), default=-1)

    def orders(self) -> dict[str, str]:
        """The orders acknowledged, by command id."""
        return {id: order for id, order in self.answers.items() if self.asked[id]["step"] == "order"}


@dataclass(frozen=True)
class Findings:
    """What is wrong, and two figures about what is right."""

    orders: int
    acknowledged: int
    lost: list[str]
    doubled: list[str]
    gaps: list[str]
    half_done: list[str]
    letters: list[str]
    views: list[Difference]
    chain: str

    def faults(self) -> dict[str, Any]:
        """What is wrong, by its name; empty when nothing is."""
        named = ("lost", "doubled", "gaps", "half_done", "letters", "views", "chain")
        return {name: getattr(self, name) for name in named if getattr(self, name)}


def look_over(portal: Portal, journals: list[Journal]) -> Findings:
    """Hold everything recorded against what the buyers know, and against itself."""
    with portal.reading() as tx:
        history = after(tx, portal.store.shelf, limit=_ALL)
        end = verify_chain(tx)
    orders = [recorded for recorded in history if isinstance(recorded.event, Order.OrderPlaced)]
    acknowledged = {id: order for journal in journals for id, order in journal.orders().items()}
    return Findings(
        orders=len(orders),
        acknowledged=len(acknowledged),
        lost=_lost(portal, acknowledged, orders),
        doubled=_doubled(history),
        gaps=_gaps(orders),
        half_done=_half_done(portal, history),
        letters=_letters(portal, orders),
        views=[difference for projection in PROJECTIONS for difference in verify(portal.store, projection)],
        chain="" if isinstance(end, Head) and end.position == len(history) else str(end),
    )


def is_recorded(portal: Portal, command_id: str) -> bool:
    """Whether a command was committed."""
    question = sa.select(command_results.c.command_id).where(command_results.c.command_id == command_id)
    with portal.reading() as tx:
        return tx.execute(question).first() is not None


def _lost(portal: Portal, acknowledged: dict[str, str], orders: list[Recorded[Any]]) -> list[str]:
    """Acknowledged commands whose order is not there."""
    placed = {recorded.stream for recorded in orders}
    return [id for id, order in acknowledged.items() if order not in placed]


def _doubled(history: list[Recorded[Any]]) -> list[str]:
    """Purchases that ended in more than one order. A buyer's newcomers are named after their purchase."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for recorded in history:
        event = recorded.event
        if isinstance(event, Enrolment.TraineeEnrolled) and event.trainee.last_name.startswith(PURCHASE):
            found[recorded.company, event.trainee.last_name].add(event.order)
    return [f"{name} of {company}" for (company, name), orders in found.items() if len(orders) > 1]


def _gaps(orders: list[Recorded[Any]]) -> list[str]:
    """Numbers that are missing, doubled or out of order."""
    given = [recorded.event.number for recorded in orders]
    year = given[0][:7] if given else ""
    due = [f"{year}{place:06d}" for place in range(1, len(given) + 1)]
    return [
        f"{one} stands in the place of {other}" for one, other in zip(given, due, strict=True) if one != other
    ]


def _half_done(portal: Portal, history: list[Recorded[Any]]) -> list[str]:
    """Parts of an order without the others."""
    placed = {r.stream: r.event for r in history if isinstance(r.event, Order.OrderPlaced)}
    enrolled = Counter(r.event.order for r in history if isinstance(r.event, Enrolment.TraineeEnrolled))
    due = {id: sum(len(line.enrolments) for line in order.lines) for id, order in placed.items()}
    wrong = [
        f"order {id} has {enrolled[id]} registrations"
        for id in {*due, *enrolled}
        if enrolled[id] != due.get(id, 0)
    ]
    people = {r.stream for r in history if isinstance(r.event, Trainee.TraineeRegistered)}
    with portal.reading() as tx:
        logins = set(tx.scalars(sa.select(credentials.c.person_id).where(credentials.c.kind == "trainee")))
        handed = set(tx.execute(sa.select(handovers.c.person_id, handovers.c.order_id)).all())
    wrong += [f"{person} has no access, or an access has no trainee" for person in people ^ logins]
    wrong += [
        f"a password of {person} belongs to no order" for person, order in handed if order not in placed
    ]
    wrong += [f"{person} has no password" for person in people - {person for person, _ in handed}]
    return wrong


def _letters(portal: Portal, orders: list[Recorded[Any]]) -> list[str]:
    """Orders that are not confirmed by exactly one letter."""
    question = sa.select(outbox.c.about).where(outbox.c.occasion == "order_placed")
    with portal.reading() as tx:
        written = Counter(tx.scalars(question))
    placed = {recorded.stream for recorded in orders}
    return [
        f"{written[id]} letters about {id}" for id in placed | set(written) if written[id] != (id in placed)
    ]
