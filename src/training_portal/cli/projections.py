"""The projections from the command line: listed, made anew, compared with a replay."""

from collections.abc import Callable, Sequence

import click
from rich.console import Console
from rich.progress import Progress

from ..event_store.projection import Projection
from ..event_store.rebuild import rebuild, verify
from ..portal import PROJECTIONS
from .opening import opened_portal

projection_name = click.argument("name", required=False, metavar="[NAME]")


def _chosen(name: str | None) -> Sequence[Projection]:
    found = [projection for projection in PROJECTIONS if name in (None, projection.name)]
    if not found:
        names = ", ".join(projection.name for projection in PROJECTIONS)
        raise click.BadParameter(f"there is no projection {name!r}; there are {names}", param_hint="NAME")
    return found


def _progress(bar: Progress, name: str) -> Callable[[int, int], None]:
    task = bar.add_task(name, total=None)
    return lambda position, last: bar.update(task, completed=position, total=last)


@click.group()
def projections() -> None:
    """The views that the screens read."""


@projections.command("list")
def list_projections() -> None:
    """List the projections with their tables and the events they follow."""
    for projection in PROJECTIONS:
        click.echo(projection.name)
        click.echo("    tables: " + ", ".join(table.name for table in projection.tables))
        names = sorted(event_class.TOPIC for event_class in projection.followed_events())
        click.echo("    follows: " + ", ".join(names))


@projections.command("rebuild")
@projection_name
def rebuild_projections(name: str | None) -> None:
    """Make one projection, or all, anew from the events, while people work."""
    chosen = _chosen(name)
    with opened_portal() as portal, Progress(console=Console(stderr=True)) as bar:
        for projection in chosen:
            done = rebuild(portal.store, projection, _progress(bar, projection.name))
            was = "the view was the same" if done.same else "THE VIEW WAS DIFFERENT and is replaced"
            bar.console.print(f"{projection.name}: {done.events} events, {done.rows} rows, {was}")


@projections.command("verify")
@projection_name
def verify_projections(name: str | None) -> None:
    """Compare one projection, or all, with a fresh replay; names every row that differs."""
    wrong = 0
    with opened_portal() as portal:
        for projection in _chosen(name):
            found = verify(portal.store, projection)
            wrong += len(found)
            click.echo(
                f"{projection.name}: " + (f"{len(found)} differences" if found else "equals its replay")
            )
            for one in found:
                place = f"{one.table} {one.id} {one.column or 'row'}"
                click.echo(f"    {place}: shows {one.live!r}, replay gives {one.replayed!r}")
    if wrong:
        raise click.ClickException(
            f"{wrong} values differ from a fresh replay; run training-portal projections rebuild."
        )
