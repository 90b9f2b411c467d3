"""The schema's history: each release brings a database up to date by one command, never at start."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

_MIGRATION_LOCK = 0x7074_6D67


def configuration() -> Config:
    """Where Alembic finds the schema's history."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def newest_revision() -> str:
    """The revision that this release works with."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def migrate(engine: sa.Engine) -> str:
    """Bring a database to the newest revision, in one transaction; who comes second waits and finds it done.

    Answers the revision.
    """
    config = configuration()
    with engine.execution_options(transaction="write").begin() as tx:
        if tx.dialect.name == "postgresql":
            tx.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
        config.attributes["connection"] = tx
        command.upgrade(config, "head")
    return newest_revision()


def is_current(engine: sa.Engine) -> bool:
    """Whether a database has the schema that this release works with."""
    with engine.connect() as tx:
        return MigrationContext.configure(tx).get_current_revision() == newest_revision()
