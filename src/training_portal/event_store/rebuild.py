"""Views made anew from the events, and views compared with the events, while everybody goes on working."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from training_portal.errors import TryAgainLater
from training_portal.event_store.beside import create_temporary, drop_a_piece, leftovers
from training_portal.event_store.comparison import Difference, differences, one_picture
from training_portal.event_store.conflicts import is_outage
from training_portal.event_store.engine import reading, writing
from training_portal.event_store.projection import Projection
from training_portal.event_store.rebuilding import Progress, Rebuilding
from training_portal.event_store.replay import Replay, last_position
from training_portal.event_store.store import Store


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found: the events followed, the rows there are now, and whether the live rows were so.

    Live and new rows are compared at one position, just before they change places.
    """

    projection: str
    events: int
    rows: int
    same: bool


def rebuild(store: Store, projection: Projection, progress: Progress | None = None) -> Rebuilt:
    """Make a projection's tables anew from the events, and put them in the place of the live ones.

    Nobody is refused meanwhile: the new tables are filled beside the live ones, 1000 events to a transaction,
    and appending waits only while the last events are followed and the tables change places. A rebuild that
    was interrupted left the live tables as they were, and the next one starts afresh. Errors: LeaseIsTaken
    when the projection is being rebuilt already; ViewIsBeingRead; TryAgainLater.
    """
    with _later_when_out_of_reach(), store.lease(f"rebuild {projection.name}"):
        drop_leftovers(store.engine, projection)
        try:
            rebuilding = Rebuilding(store.engine, store.shelf, projection)
            rebuilding.catch_up(progress)
            rows, same = rebuilding.compare()
            rebuilding.catch_up(progress)
            rebuilding.switch(rebuilding.read_ahead())
        finally:
            drop_leftovers(store.engine, projection)
    return Rebuilt(projection.name, rebuilding.replay.followed, rows, same)


def verify(store: Store, projection: Projection) -> list[Difference]:
    """Compare a projection's live rows with a fresh replay as far as the same position.

    Nobody waits for it and nothing is left of it. The answer is empty when every row is what the events say.
    Errors: TryAgainLater.
    """
    found: list[Difference] = []
    with _later_when_out_of_reach(), one_picture(store.engine, projection.tables) as tx:
        head = last_position(tx)
        temporary = create_temporary(tx, projection.tables)
        Replay(tx, store.shelf, projection, temporary).follow_to(tx, head)
        for live, replayed in temporary.items():
            found += differences(tx, live, replayed)
    return found


def drop_leftovers(engine: sa.Engine, projection: Projection) -> None:
    """Drop the tables that a rebuild, finished or interrupted, has left. Nobody waits for long."""
    with reading(engine) as tx:
        left = leftovers(tx, projection.tables)
    for name in left:
        gone = False
        while not gone:
            with writing(engine) as tx:
                gone = drop_a_piece(tx, name)


@contextmanager
def _later_when_out_of_reach() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        if is_outage(error):
            raise TryAgainLater from error
        raise
