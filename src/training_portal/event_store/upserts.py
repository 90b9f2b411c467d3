"""Insertions that both databases write alike, though SQLAlchemy has a class of its own for each."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(table: sa.Table, dialect: str) -> sa.Insert:
    """An insertion that passes over the rows that are there already."""
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
