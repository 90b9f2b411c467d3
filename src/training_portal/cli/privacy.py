"""What a person may ask of the provider: to be told what is known about them, and to be forgotten."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, TaskID

from ..documents.disclosure import Disclosure, disclosure_pdf
from ..erasure import (
    KnownPerson,
    finish_erasures,
    forget_person,
    known_person,
    personal_data,
    records_to_keep,
)
from ..language import day_in_words
from ..portal import Portal
from .opening import opened_portal

NOT_REACHED = (
    "What stays without the name: certificates by number, training and days; orders; the history's chain.",
    "What the law makes you keep with the name: agreements and invoices as they were issued (10 years).",
    "What is out of reach: e-mails sent, documents downloaded, backups and archived logs of the database.",
)


@click.group()
def people() -> None:
    """What is known about a person, and forgetting it."""


@people.command("forget")
@click.argument("person", metavar="USERNAME_OR_ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(person: str, yes: bool) -> None:
    """Destroy everything by which a trainee, or a former manager, can be known. It cannot be undone."""
    with opened_portal() as portal:
        known = _found(portal, person)
        click.echo(f"{known.person.full_name} ({known.kind} {known.ids[0]})")
        for line in _warnings(portal, known):
            click.echo(f"  - {line}")
        if not yes:
            click.confirm("Forget this person? It cannot be undone.", abort=True)
        forget_person(portal, portal.context("cli", known.company), known)
        with Progress(console=Console(stderr=True)) as bar:
            tasks: dict[str, TaskID] = {}

            def told(name: str, position: int, last: int) -> None:
                task = (
                    tasks.setdefault(name, bar.add_task(name, total=None))
                    if name not in tasks
                    else tasks[name]
                )
                bar.update(task, completed=position, total=last)

            finish_erasures(portal, told)
        click.echo("The person is forgotten.")


@people.command("export")
@click.argument("person", metavar="USERNAME_OR_ID")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--pdf", "pdf_file", type=click.Path(dir_okay=False, path_type=Path))
def export(person: str, json_file: Path | None, pdf_file: Path | None) -> None:
    """Tell what is known about a trainee or a manager: as JSON on the screen, or into files."""
    with opened_portal() as portal:
        known = _found(portal, person)
        told = personal_data(portal, known)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        if json_file:
            json_file.write_text(text + "\n", encoding="utf-8")
        if pdf_file:
            facts = Disclosure(known.person, told, portal.today, portal.settings.provider)
            pdf_file.write_bytes(disclosure_pdf(facts))
        if not json_file and not pdf_file:
            click.echo(text)


def _found(portal: Portal, person: str) -> KnownPerson:
    known = known_person(portal, person)
    if known is None:
        raise click.BadParameter("there is no trainee or manager of this user name or id")
    if known.person.forgotten:
        raise click.ClickException("This person is forgotten already.")
    return known


def _warnings(portal: Portal, known: KnownPerson) -> list[str]:
    lines = [f"{len(known.recorded)} recorded events lose the name."]
    if known.unfinished:
        many = "1 training is" if known.unfinished == 1 else f"{known.unfinished} trainings are"
        lines.append(f"{many} not finished, and can no longer be.")
    for number, title, until in records_to_keep(known, portal.today):
        day = day_in_words(until, "en")
        lines.append(f"{number} ({title}): the record of this training has to be kept until {day}.")
    return [*lines, *NOT_REACHED]
