"""The recorder behind the eventsourcing package's interfaces, one for SQLite and PostgreSQL.

``PERSISTENCE_MODULE=training_portal.event_store.recorder`` with ``DATABASE_URL`` lets any application of the
package keep its events in the portal's tables, in the same order and hash chain as the portal's own.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Notification,
    OperationalError,
    ProcessRecorder,
    StoredEvent,
    Subscription,
    Tracking,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType

from training_portal.event_store.chain import Entry
from training_portal.event_store.conflicts import is_outage, naming_conflicts
from training_portal.event_store.context import Context
from training_portal.event_store.engine import make_engine, reading, writing
from training_portal.event_store.schema import events, tracking
from training_portal.event_store.streams import append
from training_portal.event_store.subscription import Readers, WokenSubscription

_NOBODY = Context("", "", "", datetime(1970, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC).date())
_STATE = (events.c.stream, events.c.version, events.c.name, events.c.payload)
_FORWARD = (
    "INSERT INTO tracking (name, position) VALUES (?, ?) ON CONFLICT (name)"
    " DO UPDATE SET position = excluded.position WHERE tracking.position < excluded.position"
    " RETURNING position"
)


class PortalRecorder(ProcessRecorder):
    """Records events, and how far their readers have come.

    Originator ids are text; with `uuids` they are UUIDs. Errors, as the package names them: IntegrityError
    (as StaleVersion and its kin) and OperationalError.
    """

    def __init__(self, engine: sa.Engine, *, uuids: bool = False) -> None:
        self._engine = engine
        self._sqlite = engine.dialect.name == "sqlite"
        self._id = UUID if uuids else str
        self.readers = Readers()

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Append events in one transaction; `context` says who commands, `tracking` how far a reader came."""
        context: Context = kwargs.get("context", _NOBODY)
        reached: Tracking | None = kwargs.get("tracking")
        entries = [_entry(event, context) for event in stored_events]
        with self._translating(), self._driver() as driver:
            first = partial(self._track, driver, reached) if reached else _nothing
            last = append(driver, entries, first, sqlite=self._sqlite)
        self.readers.wake()
        return list(range(last + 1 - len(entries), last + 1))

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream, after a version and up to another."""
        version = events.c.version
        question = sa.select(*_STATE).where(events.c.stream == _text(originator_id))
        question = question if gt is None else question.where(version > gt)
        question = question if lte is None else question.where(version <= lte)
        question = question.order_by(version.desc() if desc else version).limit(limit)
        with self._translating(), reading(self._engine) as tx:
            return [StoredEvent(self._id(row[0]), *row[1:]) for row in tx.execute(question)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """The events between two positions, in the order of their commits: none is ever added in between."""
        position, first = events.c.position, start or 0
        question = sa.select(*_STATE, position).where(
            position >= first if inclusive_of_start else position > first
        )
        question = question if stop is None else question.where(position <= stop)
        question = question.where(events.c.name.in_(topics)) if topics else question
        with self._translating(), reading(self._engine) as tx:
            rows = tx.execute(question.order_by(position).limit(limit))
            return [Notification(self._id(row[0]), *row[1:]) for row in rows]

    def max_notification_id(self) -> int | None:
        """The position of the last event."""
        with self._translating(), reading(self._engine) as tx:
            return tx.execute(sa.select(sa.func.max(events.c.position))).scalar()

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """All events after a position, and then each as it is committed, by whichever process."""
        return WokenSubscription(self, self.readers, gt=gt, topics=topics)

    def insert_tracking(self, tracking: Tracking) -> None:
        """Note how far a reader has come. Errors: IntegrityError when it was that far already."""
        with self._translating(), writing(self._engine) as tx:
            self._track(tx.connection.driver_connection, tracking)

    def max_tracking_id(self, application_name: str) -> int | None:
        """How far a reader has come."""
        question = sa.select(tracking.c.position).where(tracking.c.name == application_name)
        with self._translating(), reading(self._engine) as tx:
            return tx.execute(question).scalar()

    def _track(self, driver: Any, reached: Tracking) -> None:
        statement = _FORWARD if self._sqlite else _FORWARD.replace("?", "%s")
        if driver.execute(statement, (reached.application_name, reached.notification_id)).fetchone() is None:
            raise IntegrityError(f"{reached.application_name} has been at {reached.notification_id} before")

    @contextmanager
    def _driver(self) -> Iterator[Any]:
        """A connection of the driver, for the hot path; one on which something failed is not used again."""
        connection = self._engine.raw_connection()
        try:
            yield connection.driver_connection
        except BaseException:
            connection.invalidate()
            raise
        finally:
            connection.close()

    @contextmanager
    def _translating(self) -> Iterator[None]:
        with naming_conflicts():
            try:
                yield
            except Exception as error:
                if is_outage(error):
                    raise OperationalError(str(error)) from error
                raise


class PortalFactory(InfrastructureFactory[TrackingRecorder]):
    """Gives the package's applications the portal's recorder. The tables are there already."""

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self.engine = make_engine(self.env.get("DATABASE_URL", ""))
        uuids = self.env.get("ORIGINATOR_ID_TYPE", "uuid") == "uuid"
        self._recorder = PortalRecorder(self.engine, uuids=uuids)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """The recorder of events; the portal keeps no snapshots. Errors: ValueError for another purpose."""
        if purpose != "events":
            raise ValueError(f"there is no recorder for {purpose}")
        return self._recorder

    def application_recorder(self) -> ApplicationRecorder:
        """The recorder of events and their positions."""
        return self._recorder

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> TrackingRecorder:
        """The recorder of how far readers have come."""
        return self._recorder

    def process_recorder(self) -> ProcessRecorder:
        """The recorder of both."""
        return self._recorder

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _entry(event: StoredEvent, context: Context) -> Entry:
    state = (_text(event.originator_id), event.originator_version, event.topic, event.state)
    return Entry(*state, context.company, context.actor, context.command_id, context.correlation, context.now)


def _nothing() -> None:
    """What precedes events that no reader has caused."""


def _text(id: UUID | str) -> str:
    return id.hex if isinstance(id, UUID) else id
