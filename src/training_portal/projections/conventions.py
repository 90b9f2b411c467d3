"""Conventions: each company's training agreements, their versions, and who was registered at each."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from ..aggregates.convention import Convention, convention_id
from ..aggregates.enrolment import Enrolment
from ..aggregates.order import Order
from ..aggregates.trainee import Trainee
from ..event_store.lists import Found, Wanted, counts_by, page_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata
from ..values import Person, folded

conventions = sa.Table(
    "view_conventions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("order_number", sa.Text, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("party", sa.JSON, nullable=False),
    sa.Column("trainings", sa.JSON, nullable=False),
    sa.Column("titles", sa.Text, nullable=False),
    sa.Column("terms_version", sa.Text, nullable=False),
    sa.Column("drawn_up_at", Instant, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("registrations", sa.Integer, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_conventions_company_drawn_up", "company", "drawn_up_at"),
)
versions = sa.Table(
    "view_conventions_versions",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("convention", sa.Text, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("drawn_up_at", Instant, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("cancelled", sa.Integer, nullable=False),
    sa.Column("replaced", sa.Integer, nullable=False),
    sa.Column("accepted_at", Instant),
    sa.Column("accepted_by", sa.Text, nullable=False),
    sa.Column("accepted_name", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("signed_at", Instant),
    sa.Column("signed_digest", sa.Text, nullable=False),
)
named = sa.Table(
    "view_conventions_named",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("convention", sa.Text, nullable=False, index=True),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("since", sa.Integer, nullable=False),
    sa.Column("until", sa.Integer, nullable=False),
)
"""Who is named by the versions from `since` on and before `until` (0: by the newest still)."""

STATES = ("to_accept", "accepted", "signed", "cancelled")
SORTS = ("drawn_up_at", "number", "order_number", "registrations", "state")


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

    @follows(Enrolment.TraineeEnrolled)
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
        _put_version(rows, recorded, 1)

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
        _put_version(rows, recorded, version, len(event.cancelled), int(bool(event.replaced)))

    @follows(Convention.ConventionAccepted, reads=_of_version)
    def _accepted(self, recorded: Recorded[Convention.ConventionAccepted], rows: Rows) -> None:
        event = recorded.event
        rows.change(conventions, recorded.stream, state="accepted")
        rows.change(
            versions,
            f"{recorded.stream}/{event.convention_version}",
            accepted_at=event.timestamp,
            accepted_by=event.by.id,
            accepted_name=event.by.full_name,
            digest=event.sha256,
        )

    @follows(Convention.SignedCopyUploaded, reads=_of_version)
    def _signed(self, recorded: Recorded[Convention.SignedCopyUploaded], rows: Rows) -> None:
        event = recorded.event
        rows.change(conventions, recorded.stream, state="signed")
        version = f"{recorded.stream}/{event.convention_version}"
        rows.change(versions, version, signed_at=event.timestamp, signed_digest=event.sha256)

    @follows(Enrolment.TraineeMerged, reads=lambda r: [(named, r.stream)])
    def _merged(self, recorded: Recorded[Enrolment.TraineeMerged], rows: Rows) -> None:
        rows.change(named, recorded.stream, trainee=recorded.event.trainee.id)

    @follows(Trainee.TraineeForgotten)
    def _forgotten(self, recorded: Recorded[Trainee.TraineeForgotten], rows: Rows) -> None:
        for row in rows.where(named, trainee=recorded.stream):
            rows.change(named, row["id"], first_name="", last_name="")


def _put_version(
    rows: Rows, recorded: Recorded[Any], version: int, cancelled: int = 0, replaced: int = 0
) -> None:
    rows.put(
        versions,
        f"{recorded.stream}/{version}",
        convention=recorded.stream,
        version=version,
        drawn_up_at=recorded.event.timestamp,
        manager=recorded.event.manager,
        cancelled=cancelled,
        replaced=replaced,
        accepted_by="",
        accepted_name="",
        digest="",
        signed_digest="",
    )


def _replace(rows: Rows, enrolment: str, successor: Person, version: int) -> None:
    """Keep who was named before this version in a row of its own, and name the successor from it on."""
    before = rows.get(named, enrolment)
    if before:
        kept = {name: value for name, value in before.items() if name != "id"}
        rows.put(named, f"{enrolment}/{version}", **{**kept, "until": version})
        names = {"first_name": successor.first_name, "last_name": successor.last_name}
        rows.change(named, enrolment, trainee=successor.id, since=version, **names)


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's conventions."""
    return page_of(tx, conventions, conventions.c.company == company, wanted, SORTS)


def counts_by_state(tx: sa.Connection, company: str, search: str = "") -> dict[str, int]:
    """How many of a company's conventions are in each state."""
    return counts_by(tx, conventions, conventions.c.company == company, "state", search)


def convention(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One convention of a company."""
    mine = sa.and_(conventions.c.company == company, conventions.c.id == id)
    return tx.execute(sa.select(conventions).where(mine)).mappings().first()


def versions_of(tx: sa.Connection, convention: str) -> Sequence[sa.RowMapping]:
    """The versions of a convention that was found for its company, the newest first."""
    question = sa.select(versions).where(versions.c.convention == convention)
    return tx.execute(question.order_by(versions.c.version.desc())).mappings().all()


def names_of(tx: sa.Connection, convention: str) -> Sequence[sa.RowMapping]:
    """Whom any version of a convention names, with `since` and `until`, in the order of the order."""
    question = sa.select(named).where(named.c.convention == convention)
    return tx.execute(question.order_by(named.c.line, named.c.place, named.c.id)).mappings().all()
