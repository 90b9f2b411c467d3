"""The tables of Conventions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from ...event_store.tables import Instant, metadata

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
"""The versions; the first one is here only once it is agreed to, being drawn up with its convention."""

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


def as_drawn_up(convention: str, version: int, at: datetime, manager: str) -> dict[str, Any]:
    """A version that nothing has changed and nobody has agreed to."""
    return {
        "convention": convention,
        "version": version,
        "drawn_up_at": at,
        "manager": manager,
        "cancelled": 0,
        "replaced": 0,
        "accepted_at": None,
        "accepted_by": "",
        "accepted_name": "",
        "digest": "",
        "signed_at": None,
        "signed_digest": "",
    }
