"""A parcel service: the small domain that the event store is measured with."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from eventsourcing.domain import event

from training_portal.aggregates.root import Begun, Event, Root
from training_portal.event_store.projection import Projection, follows
from training_portal.event_store.recorded import Recorded
from training_portal.event_store.rows import Rows
from training_portal.event_store.tables import metadata

NOW = datetime(2024, 3, 1, 12, 30, 0, 123456, tzinfo=UTC)


class Parcel(Root):
    """A parcel on its way."""

    TOPIC = "bench.parcel"

    class Posted(Begun):
        """Somebody posted a parcel."""

        TOPIC = "bench.parcel.posted"
        company: str
        number: str
        recipient: str
        content: str
        posted_on: date
        due_on: date
        cents: int

    class Moved(Event):
        """The parcel was seen somewhere."""

        TOPIC = "bench.parcel.moved"
        place: str
        reason: str
        seen_on: date

    @event(Posted)
    def __init__(
        self,
        company: str,
        number: str,
        recipient: str,
        content: str,
        posted_on: date,
        due_on: date,
        cents: int,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.number = number
        self.place = ""

    @event(Moved)
    def move(self, place: str, reason: str, seen_on: date, timestamp: datetime) -> None:
        """See the parcel somewhere."""
        self.place = place


def parcel(number: int = 1) -> Parcel:
    """A new parcel."""
    day = NOW.date()
    return Parcel("acme", f"P-{number:08d}", "Jane Q. Example", "FIRST-AID-3", day, day, 12950, NOW)


view_parcels = sa.Table(
    "view_bench_parcels",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False, default=""),
    sa.Column("recipient", sa.Text, nullable=False, default=""),
    sa.Column("place", sa.Text, nullable=False, default=""),
    sa.Column("due_on", sa.Date, nullable=False),
)


class Parcels(Projection):
    """Where each parcel is."""

    name = "bench_parcels"
    tables = (view_parcels,)

    @follows(Parcel.Posted)
    def _posted(self, recorded: Recorded[Parcel.Posted], rows: Rows) -> None:
        told = recorded.event
        facts: dict[str, Any] = {"number": told.number, "recipient": told.recipient, "due_on": told.due_on}
        rows.put(view_parcels, recorded.stream, company=recorded.company, place="", **facts)

    @follows(Parcel.Moved, reads=lambda r: [(view_parcels, r.stream)])
    def _moved(self, recorded: Recorded[Parcel.Moved], rows: Rows) -> None:
        rows.change(view_parcels, recorded.stream, place=recorded.event.place)
