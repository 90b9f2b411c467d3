"""The catalogue from the command line: checking, publishing and pricing trainings."""

import math
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from ..courses.check import faults
from ..courses.package import read_package
from ..courses.refusals import PackageIsFaulty
from ..projections.catalogue import offers_by_training, trainings_on_sale
from ..values import FREQUENCIES, LANGUAGES, Money, Offer, Vat
from .opening import opened_portal

package_path = click.argument("path", type=click.Path(exists=True, path_type=Path))


@click.group()
def courses() -> None:
    """Course packages, and the offers that sell them."""


@courses.command("check")
@package_path
def check(path: Path) -> None:
    """Explain every fault of a package with file and line."""
    found = faults(path)
    for fault in found:
        click.echo(str(fault))
    if found:
        raise click.ClickException(f"{len(found)} {'fault' if len(found) == 1 else 'faults'} in {path}")
    click.echo(f"No fault in {path}.")


@courses.command("import")
@package_path
def import_package(path: Path) -> None:
    """Publish a package as a new training, or as a new version of one."""
    try:
        package = read_package(path)
    except PackageIsFaulty as refusal:
        for fault in refusal.faults:
            click.echo(str(fault), err=True)
        raise
    with opened_portal() as portal:
        done = portal.application.publish_course(portal.context("cli"), package)
        click.echo(f"{done['code']} is published, version {done['version']}.")


@courses.command("list")
def list_courses() -> None:
    """List what is on sale: code, title, offers."""
    with opened_portal() as portal, portal.reading() as tx:
        rows = trainings_on_sale(tx)
        offers = offers_by_training(tx, [row["id"] for row in rows])
        for row in rows:
            click.echo(
                f"{row['code']}  {row['titles']['en' if 'en' in row['titles'] else row['languages'][0]]}"
            )
            for offer in offers[row["id"]]:
                price = f"{offer.price.decimal} {offer.price.currency}"
                click.echo(f"    {offer.language}  {offer.months} months  {price}")


def _amount(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Minor units of a price such as 49.00; None without one."""
    if value is None:
        return None
    try:
        minor = Decimal(value).scaleb(2)
    except InvalidOperation:
        raise click.BadParameter("write a price such as 49.00") from None
    if minor != minor.to_integral_value() or not 0 <= minor <= 100_000_000:
        raise click.BadParameter("write a price with at most two decimals, up to 1,000,000.00")
    return int(minor)


@courses.command("offer")
@click.argument("code")
@click.option("--language", type=click.Choice(LANGUAGES), required=True)
@click.option("--months", type=click.Choice([str(m) for m in FREQUENCIES]), required=True, help="0 is once.")
@click.option("--price", callback=_amount, required=True, help="Without tax, such as 49.00.")
@click.option("--list-price", callback=_amount, default=None, help="Before a reduction, for the invoice.")
@click.option("--currency", type=click.Choice(["EUR", "CHF", "GBP", "USD"]), default="EUR", show_default=True)
@click.option("--vat", type=click.FloatRange(0, 100), default=None, help="Rate in percent, such as 20.")
@click.option("--exempt", default="", help="The article that exempts from VAT, instead of a rate.")
def offer(
    code: str,
    language: str,
    months: str,
    price: int,
    list_price: int | None,
    currency: str,
    vat: float | None,
    exempt: str,
) -> None:
    """Sell a training in a language with a frequency, at a price."""
    if (vat is None) == (not exempt):
        raise click.UsageError("Say either --vat or --exempt.")
    if vat is not None and not math.isclose(vat * 100, round(vat * 100), abs_tol=1e-9):
        raise click.BadParameter("A rate has two decimals at most.", param_hint="--vat")
    rate = Vat(exemption=exempt) if vat is None else Vat(basis_points=round(vat * 100))
    full = None if list_price is None else Money(list_price, currency)
    with opened_portal() as portal:
        made = Offer(language, int(months), Money(price, currency), rate, full)
        portal.application.make_offer(portal.context("cli"), code, made)


@courses.command("withdraw")
@click.argument("code")
@click.option("--language", type=click.Choice(LANGUAGES), required=True)
@click.option("--months", type=click.Choice([str(m) for m in FREQUENCIES]), required=True)
def withdraw(code: str, language: str, months: str) -> None:
    """Stop selling a training in a language with a frequency."""
    with opened_portal() as portal:
        portal.application.withdraw_offer(portal.context("cli"), code, language, int(months))
