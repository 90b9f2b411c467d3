"""The audit of one certificate: its stream replayed, each version's document hashed, the chain walked."""

import json
from datetime import date
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress

from ..certificate_audit import CertificateAudit, NotIssuedYet, audit_certificate
from ..event_store.history import Break
from ..portal import Portal
from .certificates import numbered
from .events import walk_chain
from .opening import opened_portal


@click.group()
def audit() -> None:
    """Who did what, when and from what, with the proof."""


@audit.command("certificate")
@click.argument("number")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="As it stood on this day.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def certificate(number: str, as_of: Any, as_json: bool) -> None:
    """Replay the certificate with a NUMBER: who changed what, when, from what and to what.

    Ends with status 1 when the chain of events does not hold.
    """
    with opened_portal() as portal:
        found = _audited(portal, number, as_of.date() if as_of else portal.today)
        with Progress(console=Console(stderr=True), transient=True) as bar:
            head = walk_chain(portal, bar)
    broken = head if isinstance(head, Break) else None
    proof = {
        "holds": broken is None,
        "events": head.position,
        "chain": "" if isinstance(head, Break) else head.chain.hex(),
        "words": broken.words if broken else "every event is as it was recorded",
    }
    if as_json:
        click.echo(json.dumps({**found.as_json(), "proof": proof}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join([*_lines(found), "", *_proof(found, proof)]))
    if broken:
        raise click.exceptions.Exit(1)


def _audited(portal: Portal, number: str, day: date) -> CertificateAudit:
    id, _ = numbered(portal, number)
    try:
        return audit_certificate(portal, id, day)
    except NotIssuedYet as refusal:
        raise click.BadParameter(str(refusal), param_hint="--as-of") from None


def _lines(found: CertificateAudit) -> list[str]:
    now = found.versions[-1]
    lines = [
        f"Certificate {found.number}, as of {found.as_of}: {found.status}, version {now.version}",
        *([f"  superseded  by {found.newer}"] if found.newer else []),
        f"  prints      {now.first_name} {now.last_name}, {now.company_name}",
        f"  training    {found.title}",
        f"  completed   {found.completed_on}, renewal date {found.renewal_on or 'none'}",
        f"  identifier  {found.certificate}",
        "",
        "Versions",
    ]
    for one in found.versions:
        until = f"until {one.until:%Y-%m-%d %H:%M:%S}Z, superseded" if one.until else "in force"
        lines += [
            f"  {one.version}  {one.first_name} {one.last_name}, {one.company_name}",
            f"     from {one.since:%Y-%m-%d %H:%M:%S}Z {until}",
            f"     code {one.code}  sha256 {one.sha256}",
        ]
    lines += ["", "What happened"]
    for event in found.events:
        lines.append(f"  {event.at:%Y-%m-%d %H:%M:%S}Z  {event.kind}, by {event.who}")
        lines += [f"     {c.what}: from {c.old!r} to {c.new!r}" for c in event.changes]
        lines += [f"     reason: {event.reason}"] if event.reason else []
    return lines


def _proof(found: CertificateAudit, proof: dict[str, Any]) -> list[str]:
    lines = ["Proof: where each event stands in the chain, and its digest there"]
    lines += [f"  {event.position}  {event.chain}" for event in found.events]
    if proof["holds"]:
        lines.append(f"The chain of {proof['events']} events holds: {proof['words']}.")
    else:
        lines.append(f"THE CHAIN IS BROKEN at position {proof['events']}: {proof['words']}.")
    return lines
