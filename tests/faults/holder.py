"""Somebody who keeps everybody else from writing: a process that holds the lock of all appenders."""

import signal

import sqlalchemy as sa

from faults.telling import tell
from training_portal.event_store.engine import appending, make_engine


def hold(url: str) -> None:
    """Hold the append lock until killed."""
    engine = make_engine(url)
    with appending(engine) as tx:
        tx.execute(sa.text("SELECT 1"))
        tell("held")
        signal.pause()
