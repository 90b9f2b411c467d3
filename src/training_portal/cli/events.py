"""The history from the command line: listed, and proved."""

from typing import Any

import click
import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress

from ..certificate_audit import name_of_actor
from ..event_store.chain import Head, HeadFile
from ..event_store.history import Break, after, of_stream, verify_chain
from ..event_store.recorded import Recorded
from ..portal import Portal
from .opening import opened_portal


@click.group()
def events() -> None:
    """What happened, and the proof that nobody rewrote it."""


@events.command("list")
@click.option("--stream", default="", help="Only the events of this stream (the id of an aggregate).")
@click.option(
    "--after", "position", type=click.IntRange(0), default=0, help="Only events after this position."
)
@click.option("--limit", type=click.IntRange(1, 100_000), default=100, show_default=True)
def list_events(stream: str, position: int, limit: int) -> None:
    """Show what happened: position, instant, event, stream and version, actor, and what was decided."""
    with opened_portal() as portal, portal.reading() as tx:
        found = _found(portal, tx, stream, position, limit + 1)
        names = {actor: name_of_actor(tx, actor) for actor in {one.actor for one in found[:limit]}}
    for recorded in found[:limit]:
        click.echo(_line(recorded, names[recorded.actor]))
    if len(found) > limit:
        click.echo(f"There are more: go on with --after {found[limit - 1].position}.", err=True)


def _found(portal: Portal, tx: sa.Connection, stream: str, position: int, limit: int) -> list[Recorded[Any]]:
    if not stream:
        return after(tx, portal.store.shelf, position, limit)
    whole = of_stream(tx, portal.store.shelf, stream)
    if not whole:
        raise click.BadParameter(f"there is no stream {stream!r}", param_hint="--stream")
    return [one for one in whole if one.position > position][:limit]


def _line(recorded: Recorded[Any], actor: str) -> str:
    kept = {"originator_id", "originator_version", "originator_topic", "timestamp"}
    said = " ".join(f"{name}={value!r}" for name, value in vars(recorded.event).items() if name not in kept)
    at = f"{recorded.recorded_at:%Y-%m-%d %H:%M:%S}Z"
    where = f"{recorded.name} {recorded.stream}@{recorded.version}"
    return f"{recorded.position} {at} {where} by {actor}: {said}"


@events.command("verify")
def verify() -> None:
    """Walk the hash chain from the first event to the last, and name the first that is not as recorded."""
    with opened_portal() as portal:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            found = walk_chain(portal, bar)
        if isinstance(found, Break):
            raise click.ClickException(f"The chain is broken at position {found.position}: {found.words}.")
        _head_file(portal).write(found)
        click.echo(
            f"{found.position} events, each as it was recorded. The chain ends with {found.chain.hex()}."
        )


def walk_chain(portal: Portal, bar: Progress) -> Head | Break:
    """Walk the whole chain, and compare it with where it ended when it was verified last."""
    try:
        head = _head_file(portal).read()
    except ValueError as error:
        raise click.ClickException(str(error)) from None
    task = bar.add_task("walking the chain", total=portal.store.recorder.max_notification_id())
    with portal.reading() as tx:
        return verify_chain(tx, head, lambda position: bar.update(task, completed=position))


def _head_file(portal: Portal) -> HeadFile:
    return HeadFile(portal.settings.data_dir / "chain-head.json", portal.settings.master_key)
