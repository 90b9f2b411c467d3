"""Opening the portal for one command, from the environment's settings."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ..migration import is_current
from ..portal import Portal, build_portal
from ..settings import Settings, read_settings


def settings_or_stop() -> Settings:
    """The settings, or the end of the command with the name of what cannot be read."""
    try:
        return read_settings()
    except (ValueError, OSError, KeyError, TypeError) as error:
        raise click.ClickException(f"The settings cannot be read: {error}") from None


@contextmanager
def opened_portal() -> Iterator[Portal]:
    """The portal that the environment describes, closed afterwards. Stops when its schema is not current."""
    portal = build_portal(settings_or_stop())
    try:
        if not is_current(portal.store.engine):
            raise click.ClickException(
                "The database schema is not current: run training-portal database migrate."
            )
        yield portal
    finally:
        portal.store.engine.dispose()
