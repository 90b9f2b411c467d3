"""Managers: who looks after a company, and how they are reached."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.manager import Manager, Notifications
from ..event_store.lists import Found, Wanted, counts_by, page_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import holds
from ..event_store.tables import Instant, metadata
from ..identity.rights import Right, has_right
from ..values import Person, folded

managers = sa.Table(
    "view_managers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("chosen_language", sa.Text, nullable=False),
    sa.Column("notify_not_started", sa.Text, nullable=False),
    sa.Column("deadline_days", sa.Integer, nullable=False),
    sa.Column("notify_renewals", sa.Boolean, nullable=False),
    sa.Column("appointed_at", Instant, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
)
SORTS = ("sort_name", "username", "role", "appointed_at")


def _named(person: Person) -> dict[str, str]:
    """What is shown of a person, and by what they are sorted and found."""
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.identifier,
        "email": person.email,
        "sort_name": folded(f"{person.last_name} {person.first_name}"),
        "search": folded(
            f"{person.last_name} {person.first_name} {person.last_name} {person.identifier} {person.email}"
        ),
    }


def _told(notifications: Notifications) -> dict[str, str | int | bool]:
    return {
        "notify_not_started": notifications.not_started.value,
        "deadline_days": notifications.deadline_days,
        "notify_renewals": notifications.renewals,
    }


class Managers(Projection):
    """Each company's managers. `state` is "active", "former" or "forgotten"; `active` says it shorter.

    `language` is that of their mail; `chosen_language` is "" until they chose it themselves.
    """

    name = "managers"
    tables = (managers,)

    @follows(Manager.ManagerAppointed)
    def _appointed(self, recorded: Recorded[Manager.ManagerAppointed], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            managers,
            recorded.stream,
            company=event.company,
            state="active",
            active=True,
            role=event.role.value,
            language=event.language,
            chosen_language="",
            appointed_at=event.timestamp,
            **_named(event.person),
            **_told(Notifications()),
        )

    @follows(Manager.LanguageChosen, reads=lambda r: [(managers, r.stream)])
    def _language_chosen(self, recorded: Recorded[Manager.LanguageChosen], rows: Rows) -> None:
        chosen = recorded.event.language
        rows.change(managers, recorded.stream, language=chosen, chosen_language=chosen)

    @follows(Manager.ManagerModified, reads=lambda r: [(managers, r.stream)])
    def _modified(self, recorded: Recorded[Manager.ManagerModified], rows: Rows) -> None:
        event = recorded.event
        rows.change(managers, recorded.stream, role=event.role.value, **_named(event.person))

    @follows(Manager.EmailConfirmed, reads=lambda r: [(managers, r.stream)])
    def _email_confirmed(self, recorded: Recorded[Manager.EmailConfirmed], rows: Rows) -> None:
        rows.change(managers, recorded.stream, **_named(recorded.event.person))

    @follows(Manager.NotificationsChosen, reads=lambda r: [(managers, r.stream)])
    def _notifications_chosen(self, recorded: Recorded[Manager.NotificationsChosen], rows: Rows) -> None:
        rows.change(managers, recorded.stream, **_told(recorded.event.notifications))

    @follows(Manager.ManagerDeactivated, reads=lambda r: [(managers, r.stream)])
    def _deactivated(self, recorded: Recorded[Manager.ManagerDeactivated], rows: Rows) -> None:
        rows.change(managers, recorded.stream, state="former", active=False)

    @follows(Manager.ManagerForgotten, reads=lambda r: [(managers, r.stream)])
    def _forgotten(self, recorded: Recorded[Manager.ManagerForgotten], rows: Rows) -> None:
        nobody = Person(recorded.stream, "", "", forgotten=True)
        rows.change(managers, recorded.stream, state="forgotten", active=False, **_named(nobody))


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's managers, active and former."""
    return page_of(tx, managers, managers.c.company == company, wanted, SORTS)


def counts_by_state(tx: sa.Connection, company: str, search: str) -> dict[str, int]:
    """How many managers of a company are active, former or forgotten."""
    return counts_by(tx, managers, managers.c.company == company, "state", search)


def manager(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One manager of a company."""
    statement = sa.select(managers).where(managers.c.company == company, managers.c.id == id)
    return tx.execute(statement).mappings().first()


def manager_himself(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """The manager who is signed in, or to whom a mail goes; nobody who is a manager no more."""
    statement = sa.select(managers).where(managers.c.id == id, managers.c.active)
    return tx.execute(statement).mappings().first()


def managers_of(tx: sa.Connection, company: str) -> Sequence[sa.RowMapping]:
    """A company's active managers, by name."""
    statement = sa.select(managers).where(managers.c.company == company, managers.c.active)
    return tx.execute(statement.order_by(managers.c.sort_name)).mappings().all()


def readers(tx: sa.Connection, company: str, concerned: str, right: Right) -> list[str]:
    """Whom of a company's managers a letter goes to, by ids: the one whom it concerns, with a right to it.

    Once that one has left, or lost the right, it goes to everybody who has it.
    """
    entitled = [row["id"] for row in managers_of(tx, company) if has_right(row["role"], right)]
    return [concerned] if concerned in entitled else entitled


def names_of(tx: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of some managers by id; for staff only."""
    return _names(tx, managers.c.id.in_(ids))


def all_managers(tx: sa.Connection) -> Sequence[sa.RowMapping]:
    """Every manager of every company, for the jobs that write to them."""
    return tx.execute(sa.select(managers).order_by(managers.c.id)).mappings().all()


def found_by(tx: sa.Connection, company: str, search: str) -> Sequence[str]:
    """The ids of a company's managers, active and former, whose names a search finds."""
    named = sa.and_(managers.c.company == company, holds(managers.c.sort_name, search))
    return tx.scalars(sa.select(managers.c.id).where(named)).all()


def names_in(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The names of some managers of a company, active and former, by id; not of those who were forgotten."""
    return _names(tx, sa.and_(managers.c.company == company, managers.c.id.in_(ids)))


def _names(tx: sa.Connection, condition: sa.ColumnElement[bool]) -> dict[str, str]:
    statement = sa.select(managers.c.id, managers.c.first_name, managers.c.last_name).where(condition)
    return {row.id: f"{row.first_name} {row.last_name}" for row in tx.execute(statement) if row.last_name}


def managers_with_email(tx: sa.Connection, email: str, limit: int = 50) -> Sequence[str]:
    """Who of any company has an e-mail address, by ids; case does not matter. For mail to them alone."""
    same = sa.func.lower(managers.c.email) == email.lower()
    return tx.scalars(
        sa.select(managers.c.id).where(same, managers.c.active).order_by(managers.c.id).limit(limit)
    ).all()
