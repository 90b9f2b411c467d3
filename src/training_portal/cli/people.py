"""Companies, managers and staff from the command line."""

import click
from stdnum import exceptions as stdnum_errors
from stdnum.eu import vat as vat_numbers
from stdnum.fr import siren as siren_numbers

from ..aggregates.account import CompanyIdentity
from ..aggregates.staff import StaffRole
from ..application.people import Appointed
from ..event_store.engine import writing
from ..identity.credentials import credential_named
from ..identity.sessions import end_sessions
from ..identity.totp import remove_second_factor
from ..projections.companies import all_companies, company
from ..values import LANGUAGES
from .opening import opened_portal

language_option = click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)


def _valid_siren(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        return str(siren_numbers.validate(value)) if value else ""
    except stdnum_errors.ValidationError:
        raise click.BadParameter("this is not a SIREN number (nine digits with a check digit)") from None


def _valid_vat_number(_: click.Context, __: click.Parameter, value: str) -> str:
    try:
        return str(vat_numbers.validate(value)) if value else ""
    except stdnum_errors.ValidationError:
        raise click.BadParameter("this is not a VAT number of the European Union") from None


@click.group()
def companies() -> None:
    """The client companies and their accounts."""


@companies.command("add")
@click.argument("name")
@click.option("--address", multiple=True, help="A line of the postal address; may be repeated.")
@click.option("--siren", default="", callback=_valid_siren)
@click.option("--vat-number", default="", callback=_valid_vat_number)
@language_option
def add_company(name: str, address: tuple[str, ...], siren: str, vat_number: str, language: str) -> None:
    """Take on a client company; prints its id."""
    if not name.strip():
        raise click.BadParameter("a company needs a name", param_hint="NAME")
    with opened_portal() as portal:
        identity = CompanyIdentity(name.strip(), address, siren, vat_number, language)
        click.echo(portal.application.add_company(portal.context("cli"), identity))


@companies.command("list")
def list_companies() -> None:
    """List the companies: id, state of the account, name."""
    with opened_portal() as portal, portal.reading() as tx:
        for row in all_companies(tx):
            click.echo(f"{row['id']}  {row['state']:<9}  {row['name']}")


@companies.command("suspend")
@click.argument("company_id")
@click.option("--reason", required=True)
def suspend_company(company_id: str, reason: str) -> None:
    """Suspend a company's account."""
    with opened_portal() as portal:
        portal.application.suspend_company(portal.context("cli", company_id), reason)


@companies.command("reinstate")
@click.argument("company_id")
@click.option("--reason", required=True)
def reinstate_company(company_id: str, reason: str) -> None:
    """Give a suspended company its account back."""
    with opened_portal() as portal:
        portal.application.reinstate_company(portal.context("cli", company_id), reason)


@click.group()
def managers() -> None:
    """The companies' managers."""


@managers.command("add")
@click.argument("company_id")
@click.argument("first_name")
@click.argument("last_name")
@click.argument("email")
@language_option
def add_manager(company_id: str, first_name: str, last_name: str, email: str, language: str) -> None:
    """Appoint a manager of a company; the log-in goes out by mail and is printed here once."""
    with opened_portal() as portal:
        with portal.reading() as tx:
            if company(tx, company_id) is None:
                raise click.BadParameter("there is no such company", param_hint="COMPANY_ID")
        context = portal.context("cli", company_id)
        _print(portal.application.appoint_manager(context, first_name, last_name, email, language))


@click.group()
def staff() -> None:
    """The provider's own people."""


@staff.command("add")
@click.argument("first_name")
@click.argument("last_name")
@click.argument("email")
@click.option(
    "--role", type=click.Choice([role.value for role in StaffRole]), default="support", show_default=True
)
@language_option
def add_staff(first_name: str, last_name: str, email: str, role: str, language: str) -> None:
    """Give a member of staff a log-in, printed here once."""
    with opened_portal() as portal:
        context = portal.context("cli")
        _print(portal.application.add_staff(context, first_name, last_name, email, StaffRole(role), language))


@managers.command("reset-second-factor")
@click.argument("username")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset_factor_of_manager(username: str, yes: bool) -> None:
    """Remove a manager's second factor, whose telephone is lost. The password stays; all sessions end."""
    _reset_second_factor("manager", username, yes)


@staff.command("reset-second-factor")
@click.argument("username")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset_factor_of_staff(username: str, yes: bool) -> None:
    """Remove a member of staff's second factor; the next sign-in sets up another. All sessions end."""
    _reset_second_factor("staff", username, yes)


def _reset_second_factor(kind: str, username: str, yes: bool) -> None:
    with opened_portal() as portal:
        with portal.reading() as tx:
            found = credential_named(tx, portal.settings.master_key, username)
        if found is None or found.kind != kind:
            raise click.ClickException(f"there is nobody of the {kind} log-in with this user name")
        if not found.totp_enrolled:
            raise click.ClickException("this person has no second factor")
        if not yes:
            click.confirm(
                f"Remove the second factor of {username}? Make sure first who asks for it.", abort=True
            )
        with writing(portal.store.engine) as tx:
            tx.execute(remove_second_factor(found.person_id))
            tx.execute(end_sessions(found.person_id, portal.now))
        click.echo("The second factor is removed, and every session of this person has ended.")


def _print(appointed: Appointed) -> None:
    click.echo(f"Username: {appointed.username}")
    click.echo(f"Temporary password: {appointed.temporary_password}")
