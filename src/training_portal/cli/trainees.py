"""Trainees from the command line: the import of past certificates, and merging a double."""

from pathlib import Path

import click

from ..application.list_preview import NEW_PERSON
from ..application.past_certificates import read_past_certificates
from ..application.past_trainings import PastJudged, PastVerdict, past_addition
from ..certificate_import import judged_list
from ..erasure import KnownPerson, known_person
from ..identity.credentials import credential_named
from ..portal import Portal
from ..projections.companies import company as company_of
from .opening import opened_portal


@click.group()
def trainees() -> None:
    """The people who take trainings."""


@trainees.command("import-certificates")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--company", "company_id", required=True, help="The id of the company (companies list).")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option(
    "--namesakes",
    type=click.Choice(["link", "new"]),
    help="Whether a row without identifier means the only trainee of that name, or somebody new.",
)
def import_certificates(file: Path, company_id: str, dry_run: bool, namesakes: str | None) -> None:
    """Take over the past certificates of a list, CSV or XLSX. Faulty rows stop everything."""
    with opened_portal() as portal:
        with portal.reading() as tx:
            if company_of(tx, company_id) is None:
                raise click.BadParameter("there is no such company", param_hint="--company")
        judged = judged_list(portal, company_id, read_past_certificates(file.read_bytes()))
        added = past_addition(judged, _choices(judged, namesakes))
        for row in judged:
            click.echo(_line(row))
        if added.waiting:
            raise click.ClickException(f"{len(added.waiting)} rows are to be corrected; nothing was done")
        if dry_run:
            click.echo(f"{len(added.rows)} certificates would be recorded")
            return
        done = portal.application.import_past_trainings(portal.context("cli", company_id), added.rows)
        click.echo(f"{done.trainings} certificates recorded, {done.people} trainees new")


def _choices(judged: list[PastJudged], namesakes: str | None) -> dict[int, str]:
    """What is decided about namesakes; without an answer, each waits."""
    at = {row.decided_at: row for row in reversed(judged) if row.verdict is PastVerdict.DECISION}
    if namesakes == "new":
        return dict.fromkeys(at, NEW_PERSON)
    return {line: row.usual_choice if namesakes == "link" else "" for line, row in at.items()}


def _line(row: PastJudged) -> str:
    who = row.person.identifier if row.person else f"{row.entry.first_name} {row.entry.last_name}".strip()
    if row.refusal is not None:
        return f"line {row.entry.line}: {who}: {row.refusal}"
    same = ", ".join(sorted(one.identifier for one in row.candidates))
    told = {
        PastVerdict.NEW: "new trainee, recorded",
        PastVerdict.KNOWN: "recorded",
        PastVerdict.DONE: "is recorded already",
        PastVerdict.DECISION: f"has the name of {same}: write the identifier, or use --namesakes",
    }
    return f"line {row.entry.line}: {who}: {told[row.verdict]}"


@trainees.command("merge")
@click.argument("kept", metavar="KEEP")
@click.argument("double", metavar="DOUBLE")
@click.option("--by", "staff", required=True, help="The user name of the member of staff who decided it.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def merge(kept: str, double: str, staff: str, yes: bool) -> None:
    """Let DOUBLE give way to KEEP: two records of one trainee, by identifier. It cannot be undone."""
    with opened_portal() as portal:
        decided_by = _known_staff(portal, staff)
        stays, gone = (_known_trainee(portal, one) for one in (kept, double))
        for words, one in (("stays", stays), ("gives way", gone)):
            done = one.count("enrolment.trainee_enrolled"), one.count("certificate.issued")
            numbers = "{} registrations, {} certificates".format(*done)
            click.echo(f"{words}: {one.person.full_name} ({one.person.identifier}), {numbers}")
        if not yes:
            click.confirm("Merge the two records? It cannot be undone.", abort=True)
        context = portal.context(decided_by, stays.company)
        portal.application.merge_trainees(context, stays.ids[0], gone.ids[0])
        click.echo("The records are one now.")


def _known_staff(portal: Portal, username: str) -> str:
    """The id of a member of staff who may sign in."""
    with portal.reading() as tx:
        found = credential_named(tx, portal.settings.master_key, username)
    if found is None or found.kind != "staff" or not found.active:
        raise click.BadParameter("there is no member of staff of this user name", param_hint="--by")
    return found.person_id


def _known_trainee(portal: Portal, wanted: str) -> KnownPerson:
    found = known_person(portal, wanted)
    if found is None or found.kind != "trainee":
        raise click.ClickException(f"there is no trainee {wanted}")
    return found
