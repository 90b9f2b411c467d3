"""Staff: the provider's own people."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.staff import StaffMember
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata

staff = sa.Table(
    "view_staff",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("username", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
)


class Staff(Projection):
    """Who of the provider has a log-in."""

    name = "staff"
    tables = (staff,)

    @follows(StaffMember.StaffMemberJoined)
    def _joined(self, recorded: Recorded[StaffMember.StaffMemberJoined], rows: Rows) -> None:
        event, person = recorded.event, recorded.event.person
        rows.put(
            staff,
            recorded.stream,
            first_name=person.first_name,
            last_name=person.last_name,
            username=person.identifier,
            email=person.email,
            role=event.role.value,
            language=event.language,
        )


def staff_member(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """The member of staff who is signed in."""
    return tx.execute(sa.select(staff).where(staff.c.id == id)).mappings().first()


def staff_names(tx: sa.Connection, ids: Sequence[str]) -> dict[str, str]:
    """The names of some members of staff by id; for staff only."""
    found = tx.execute(sa.select(staff).where(staff.c.id.in_(ids))).mappings()
    return {row["id"]: f"{row['first_name']} {row['last_name']}" for row in found}


def staff_with_email(tx: sa.Connection, email: str, limit: int = 5) -> Sequence[str]:
    """Who of any company has an e-mail address, by ids; case does not matter. For mail to them alone."""
    same = sa.func.lower(staff.c.email) == email.lower()
    return tx.scalars(sa.select(staff.c.id).where(same).order_by(staff.c.id).limit(limit)).all()
