"""Payments from the command line: bank statements."""

from pathlib import Path

import click

from ..payments.camt import read_statement
from ..till.bank import WHY_LEFT, Match, Verdict, foreign_accounts, matched, record
from .opening import opened_portal

_DONE = {
    Verdict.WHOLE: "settles",
    Verdict.PART: "pays a part of",
    Verdict.SURPLUS: "settles, with a rest as credit,",
}


@click.group()
def payments() -> None:
    """The money that comes in."""


@payments.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--preview", is_flag=True, help="Say what would be recorded, and record nothing.")
def import_statement(file: Path, preview: bool) -> None:
    """Record the transfers of a bank statement (camt.053) FILE that name their invoices.

    The same statement again records nothing twice. What is left over is listed, for staff to look at.
    """
    entries = read_statement(file.read_bytes())
    with opened_portal() as portal:
        for account in foreign_accounts(portal, entries):
            click.echo(f"WARNING: {account or 'an account without a number'} is not the provider's account.")
        matches, recorded = matched(portal, entries), 0
        for match in matches:
            click.echo(_told(match))
            if match.is_sure and not preview:
                recorded += record(portal, portal.context("cli", match.company), match)
        click.echo(_sum(matches, None if preview else recorded))


def _told(match: Match) -> str:
    entry = match.entry
    line = f"{entry.booked_on}  {entry.amount.decimal:>12} {entry.amount.currency}  "
    numbers = ", ".join(row["number"] for row in match.invoices)
    if match.is_sure:
        return f"{line}{_DONE[match.verdict]} {numbers}"
    if match.verdict is Verdict.KNOWN:
        return f"{line}recorded already"
    if match.verdict is Verdict.GUESS:
        return f"{line}LEFT OVER: perhaps for {numbers}, by its amount"
    return f"{line}LEFT OVER: {WHY_LEFT[match.why]}"


def _sum(matches: list[Match], recorded: int | None) -> str:
    sure = sum(match.is_sure for match in matches)
    left = sum(match.verdict in (Verdict.GUESS, Verdict.LEFT) for match in matches)
    done = f"{sure} would be recorded" if recorded is None else f"{recorded} recorded"
    known = len(matches) - left - (sure if recorded is None else recorded)
    return f"{done}, {known} recorded already, {left} left over."
