"""Managers: who looks after a company, and how they are reached."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.manager import Manager
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import Instant, metadata
from ..values import folded

managers = sa.Table(
    "view_managers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("appointed_at", Instant, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
)


class Managers(Projection):
    """Each company's managers."""

    name = "managers"
    tables = (managers,)

    @follows(Manager.ManagerAppointed)
    def _appointed(self, recorded: Recorded[Manager.ManagerAppointed], rows: Rows) -> None:
        event, person = recorded.event, recorded.event.person
        rows.put(
            managers,
            recorded.stream,
            company=event.company,
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.identifier,
            email=person.email,
            role=event.role.value,
            language=event.language,
            appointed_at=event.timestamp,
            sort_name=folded(f"{person.last_name} {person.first_name}"),
        )

    @follows(Manager.LanguageChosen, reads=lambda r: [(managers, r.stream)])
    def _language_chosen(self, recorded: Recorded[Manager.LanguageChosen], rows: Rows) -> None:
        rows.change(managers, recorded.stream, language=recorded.event.language)


def manager(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One manager of a company."""
    statement = sa.select(managers).where(managers.c.company == company, managers.c.id == id)
    return tx.execute(statement).mappings().first()


def manager_himself(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """The manager who is signed in, or to whom a mail goes."""
    return tx.execute(sa.select(managers).where(managers.c.id == id)).mappings().first()


def managers_of(tx: sa.Connection, company: str) -> Sequence[sa.RowMapping]:
    """A company's managers, by name."""
    statement = sa.select(managers).where(managers.c.company == company)
    return tx.execute(statement.order_by(managers.c.sort_name)).mappings().all()


def names_of(tx: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of some managers by id; for staff only."""
    statement = sa.select(managers.c.id, managers.c.first_name, managers.c.last_name)
    found = tx.execute(statement.where(managers.c.id.in_(ids)))
    return {row.id: f"{row.first_name} {row.last_name}" for row in found}


def all_managers(tx: sa.Connection) -> Sequence[sa.RowMapping]:
    """Every manager of every company, for the jobs that write to them."""
    return tx.execute(sa.select(managers).order_by(managers.c.id)).mappings().all()
