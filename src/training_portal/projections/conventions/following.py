"""How the events move the company's agreements."""

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ...aggregates.convention import Convention, convention_id
from ...aggregates.enrolment import Enrolment
from ...aggregates.manager import Manager
from ...aggregates.order import Order
from ...aggregates.trainee import Trainee
from ...event_store.projection import Projection, follows
from ...event_store.recorded import Recorded
from ...event_store.rows import Rows
from ...values import Person, folded
from .tables import as_drawn_up, conventions, named, versions


def _of_version(recorded: Recorded[Any]) -> list[tuple[sa.Table, str]]:
    version = f"{recorded.stream}/{recorded.event.convention_version}"
    return [(conventions, recorded.stream), (versions, version)]


def _of_amendment(recorded: Recorded[Convention.ConventionAmended]) -> list[tuple[sa.Table, str]]:
    changed = (*recorded.event.cancelled, recorded.event.replaced)
    return [(conventions, recorded.stream), *((named, enrolment) for enrolment in changed if enrolment)]


class Conventions(Projection):
    """Each agreement as it stands, each of its versions, and the names in them."""

    name = "conventions"
    tables = (conventions, versions, named)

    @follows(Enrolment.TraineeEnrolled, begins=True)
    def _enrolled(self, recorded: Recorded[Enrolment.TraineeEnrolled], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            named,
            recorded.stream,
            convention=convention_id(event.order),
            line="",
            place=0,
            trainee=event.trainee.id,
            first_name=event.trainee.first_name,
            last_name=event.trainee.last_name,
            since=1,
            until=0,
        )

    @follows(
        Order.OrderPlaced,
        reads=lambda r: [(named, id) for line in r.event.lines for id in line.enrolments],
    )
    def _placed(self, recorded: Recorded[Order.OrderPlaced], rows: Rows) -> None:
        for line in recorded.event.lines:
            for place, enrolment in enumerate(line.enrolments):
                rows.change(named, enrolment, line=line.line, place=place)

    @follows(Convention.ConventionDrawnUp)
    def _drawn_up(self, recorded: Recorded[Convention.ConventionDrawnUp], rows: Rows) -> None:
        event = recorded.event
        titles = " · ".join(dict.fromkeys(training.title for training in event.trainings))
        rows.put(
            conventions,
            recorded.stream,
            company=event.company,
            number=event.number,
            order=event.order,
            order_number=event.order_number,
            manager=event.manager,
            language=event.language,
            party=asdict(event.party),
            trainings=[asdict(training) for training in event.trainings],
            titles=titles,
            terms_version=event.terms_version,
            drawn_up_at=event.timestamp,
            version=1,
            state="to_accept",
            registrations=event.registrations,
            search=folded(f"{event.number} {event.order_number} {titles}"),
        )

    @follows(Convention.ConventionAmended, reads=_of_amendment)
    def _amended(self, recorded: Recorded[Convention.ConventionAmended], rows: Rows) -> None:
        event, row = recorded.event, rows.get(conventions, recorded.stream)
        if row is None:
            return
        left = row["registrations"] - len(event.cancelled)
        state = "to_accept" if left else "cancelled"
        version = event.convention_version
        rows.change(conventions, recorded.stream, version=version, state=state, registrations=left)
        for enrolment in event.cancelled:
            rows.change(named, enrolment, until=version)
        if event.successor:
            _replace(rows, event.replaced, event.successor, version)
        drawn_up = as_drawn_up(recorded.stream, version, event.timestamp, event.manager)
        changed = {"cancelled": len(event.cancelled), "replaced": int(bool(event.replaced))}
        rows.put(versions, f"{recorded.stream}/{version}", **drawn_up | changed)

    @follows(Convention.ConventionAccepted, reads=_of_version)
    def _accepted(self, recorded: Recorded[Convention.ConventionAccepted], rows: Rows) -> None:
        event = recorded.event
        rows.change(conventions, recorded.stream, state="accepted")
        _change_version(
            rows,
            recorded,
            accepted_at=event.timestamp,
            accepted_by=event.by.id,
            accepted_name=event.by.full_name,
            digest=event.sha256,
        )

    @follows(Convention.SignedCopyUploaded, reads=_of_version)
    def _signed(self, recorded: Recorded[Convention.SignedCopyUploaded], rows: Rows) -> None:
        event = recorded.event
        rows.change(conventions, recorded.stream, state="signed")
        _change_version(rows, recorded, signed_at=event.timestamp, signed_digest=event.sha256)

    @follows(Enrolment.TraineeMerged, reads=lambda r: [(named, r.stream)])
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        rows.change(named, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Manager.ManagerForgotten)
    def _manager_forgotten(self, recorded: Recorded[Manager.ManagerForgotten], rows: Rows) -> None:
        for row in rows.where(versions, accepted_by=recorded.stream):
            rows.change(versions, row["id"], accepted_name="")

    @follows(Trainee.TraineeForgotten)
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        for row in rows.where(named, trainee=recorded.stream):
            rows.change(named, row["id"], first_name="", last_name="")


def _change_version(rows: Rows, recorded: Recorded[Any], **fields: Any) -> None:
    """Change the version that an event names; the first has a row from here on only."""
    id, version = f"{recorded.stream}/{recorded.event.convention_version}", recorded.event.convention_version
    first = rows.get(conventions, recorded.stream)
    if first and rows.get(versions, id) is None:
        drawn_up = as_drawn_up(recorded.stream, version, first["drawn_up_at"], first["manager"])
        rows.put(versions, id, **drawn_up)
    rows.change(versions, id, **fields)


def _replace(rows: Rows, enrolment: str, successor: Person, version: int) -> None:
    """Keep who was named before this version in a row of its own, and name the successor from it on."""
    before = rows.get(named, enrolment)
    if before:
        kept = {name: value for name, value in before.items() if name != "id"}
        rows.put(named, f"{enrolment}/{version}", **{**kept, "until": version})
        names = {"first_name": successor.first_name, "last_name": successor.last_name}
        rows.change(named, enrolment, trainee=successor.id, since=version, **names)
