"""People with a log-in, on a fresh database."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dsl import MovedClock
from training_portal.event_store.engine import writing
from training_portal.identity.credentials import new_credential
from training_portal.identity.front_door import Attempt, FrontDoor
from training_portal.identity.tables import credentials

MASTER_KEY = b"k" * 32
Login = Callable[..., str]


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock(datetime(2026, 11, 23, 9, tzinfo=UTC))


@pytest.fixture
def door(engine: sa.Engine, clock: MovedClock) -> FrontDoor:
    return FrontDoor(engine, MASTER_KEY, clock, staff_second_factor=True)


@pytest.fixture
def login(engine: sa.Engine, clock: MovedClock) -> Login:
    """Gives a person a log-in, and answers the temporary password."""

    def give(username: str, kind: str = "trainee", person: str = "") -> str:
        temporary, row = new_credential(MASTER_KEY, person or username, kind, "acme", username, clock())
        with writing(engine) as tx:
            tx.execute(credentials.insert(), row)
        return temporary

    return give


@pytest.fixture
def attempt() -> Callable[..., Attempt]:
    def typed(username: str, password: str, kind: str = "trainee", address: str = "192.0.2.7") -> Attempt:
        return Attempt(kind, username, password, address)

    return typed
