"""A club: a small domain for the tests of the store, with persons, many values, a changed event."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from itertools import count
from typing import Any

import sqlalchemy as sa
from eventsourcing.domain import event

from training_portal.aggregates.root import Begun, Event, Root, new_id
from training_portal.errors import Refusal
from training_portal.event_store.context import Context
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work
from training_portal.values import Money, Person

NOW = datetime(2024, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)
MASTER_KEY = bytes(range(32))
_commands = count()


class Rank(StrEnum):
    """What a member is."""

    NOVICE = "novice"
    MASTER = "master"


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whom a member brings along."""

    person: Person
    since: date


class ClubIsFull(Refusal):
    """No more members are let in."""

    words = "The club is full."


class Member(Root):
    """A member of the club."""

    TOPIC = "club.member"

    class Joined(Begun):
        """Somebody joined."""

        TOPIC = "club.member.joined"
        company: str
        person: Person

    class Promoted(Event):
        """The member rose, and paid for it."""

        TOPIC = "club.member.promoted"
        rank: Rank
        fee: Money | None
        seen_at: datetime
        badges: tuple[str, ...]
        marks: dict[str, tuple[int, str]]

    class GuestsCame(Event):
        """The member brought guests along."""

        TOPIC = "club.member.guests_came"
        guests: tuple[Guest, ...]

    class Moved(Event):
        """The member moved. First a street, then an address; the witness was once called `seen_by`."""

        TOPIC = "club.member.moved"
        class_version = 3
        address: tuple[str, ...]
        witness: Person

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """A street alone becomes an address of lines."""
            state["address"] = [state.pop("street")]

        @staticmethod
        def upcast_v2_v3(state: dict[str, Any]) -> None:
            """Whoever saw it is called the witness."""
            state["witness"] = state.pop("seen_by")

    @event(Joined)
    def __init__(self, company: str, person: Person, timestamp: datetime) -> None:
        self.company = company
        self.person = person
        self.rank = Rank.NOVICE
        self.guests: list[Guest] = []
        self.address: tuple[str, ...] = ()
        self.witness: Person | None = None
        self.promotions = 0

    @event(Promoted)
    def promote(
        self,
        rank: Rank,
        fee: Money | None,
        seen_at: datetime,
        badges: tuple[str, ...],
        marks: dict[str, tuple[int, str]],
        timestamp: datetime,
    ) -> None:
        """Rise."""
        self.rank = rank
        self.promotions += 1

    @event(GuestsCame)
    def bring(self, guests: tuple[Guest, ...], timestamp: datetime) -> None:
        """Bring guests along."""
        self.guests.extend(guests)

    @event(Moved)
    def move(self, address: tuple[str, ...], witness: Person, timestamp: datetime) -> None:
        """Move."""
        self.address = address
        self.witness = witness


class Visitor(Root):
    """Somebody who is not a member."""

    TOPIC = "club.visitor"

    class Came(Begun):
        """Somebody came by."""

        TOPIC = "club.visitor.came"

    @event(Came)
    def __init__(self, timestamp: datetime) -> None:
        """Nothing is asked of visitors."""


def club(engine: sa.Engine, **parts: Any) -> Store:
    """A store of members."""
    return Store(engine, MASTER_KEY, [Member, Visitor], **parts)


def context(command_id: str = "", actor: str = "clerk", company: str = "acme") -> Context:
    """A command's context, with a new id unless one is given."""
    return Context(actor, company, command_id or f"command-{next(_commands)}", NOW, NOW.date())


def person(last_name: str = "Lovelace", id: str = "") -> Person:
    """Somebody, with every text filled in."""
    return Person(id or new_id(), "Ada", last_name, "ada.l", "ada@example.org")


def join(work: Work, who: Person | None = None, company: str = "acme") -> Member:
    """Somebody joins in this work."""
    member = Member(company=company, person=who or person(), timestamp=NOW)
    work.add(member)
    return member


def joined(store: Store, who: Person | None = None, company: str = "acme") -> str:
    """Somebody joins by a command of their own; answers the member's id."""
    answer = store.perform(context(company=company), lambda work: {"id": join(work, who, company).id})
    id: str = answer["id"]
    return id


def promote(work: Work, id: str) -> dict[str, Any]:
    """A member rises by one."""
    work.get(Member, id).promote(Rank.MASTER, Money(500, "EUR"), NOW, ("a", "b"), {"x": (1, "y")}, NOW)
    return {}
