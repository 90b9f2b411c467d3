"""Certificates from the command line: taking one back."""

import click

from ..portal import Portal
from ..projections.certified_trainees import certificate_numbered
from .opening import opened_portal


@click.group()
def certificates() -> None:
    """The certificates of completion."""


@certificates.command("revoke")
@click.argument("number")
@click.option("--reason", required=True, help="Why; the manager reads it. Name nobody in it.")
def revoke_certificate(number: str, reason: str) -> None:
    """Take back the certificate with a NUMBER; its public page says so at once."""
    with opened_portal() as portal:
        id, company = numbered(portal, number)
        portal.application.revoke_certificate(portal.context("cli", company), id, reason)
        click.echo(f"{number.upper()} is revoked.")


def numbered(portal: Portal, number: str) -> tuple[str, str]:
    """The id and the company of the certificate with a number. Errors: BadParameter when there is none."""
    with portal.reading() as tx:
        row = certificate_numbered(tx, number.strip().upper())
    if row is None:
        raise click.BadParameter("no certificate has this number", param_hint="NUMBER")
    return str(row["id"]), str(row["company"])
