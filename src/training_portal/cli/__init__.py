"""The command line of those who run the portal: thin, each command told to the application."""

import logging
import sys
from typing import TextIO

import click
import structlog
from structlog.dev import ConsoleRenderer, plain_traceback

from ..errors import Refusal
from .audit import audit
from .catalogue import courses
from .certificates import certificates
from .events import events
from .payments import payments
from .people import companies, managers, staff
from .privacy import people
from .projections import projections
from .running import database, demo, serve, worker
from .test_provider import test_provider
from .trainees import trainees


class RefusalsInWords(click.Group):
    """A group of commands that says why a command was refused, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a refusal ends it with its words and status 1."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from None


@click.group(cls=RefusalsInWords)
@click.version_option(package_name="training-portal")
def main() -> None:
    """Run a training provider's portal."""
    _log_to(sys.stderr)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def _log_to(stream: TextIO) -> None:
    """Write the log as structlog does, but tracebacks without the values of variables: some are secrets."""
    lines = ConsoleRenderer(colors=stream.isatty(), exception_formatter=plain_traceback)
    structlog.configure(
        processors=[*structlog.get_config()["processors"][:-1], lines],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )


for command in (
    certificates,
    audit,
    companies,
    managers,
    staff,
    trainees,
    people,
    courses,
    payments,
    projections,
    events,
    database,
    serve,
    worker,
    test_provider,
    demo,
):
    main.add_command(command)
