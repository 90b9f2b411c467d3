"""What every aggregate is: a stream of explicitly named events about one thing of one company."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate, MetaDomainEvent


class Event(CanMutateAggregate[str], metaclass=MetaDomainEvent):
    """Something that happened. Its TOPIC is its stored name, which never changes.

    `timestamp` is the instant of the command, aware, in UTC: it is passed in, never asked of the clock.
    """

    originator_id: str
    originator_version: int
    timestamp: datetime


class Begun(CanInitAggregate[str], Event):
    """The first event of a stream."""

    originator_topic: str


class Root(BaseAggregate[str]):
    """An aggregate of the portal. Its id is text, and `company` names whose it is ("" is the provider)."""

    company: str = ""
    Event = Event

    @staticmethod
    def create_id(*_: Any, **__: Any) -> str:
        """A random id, unless the aggregate says how its own follows from what it is."""
        return new_id()


def new_id() -> str:
    """A fresh id for an aggregate or a person: 32 hexadecimal digits, random."""
    return uuid4().hex
