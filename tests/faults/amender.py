"""Somebody who amends a certificate at the moment at which somebody else does."""

from datetime import UTC, datetime
from pathlib import Path

from dsl import settings_for
from faults.telling import tell
from training_portal.application.certificates import Amendment
from training_portal.errors import Refusal
from training_portal.portal import Portal, build_portal
from training_portal.projections.certified_trainees import certificate

_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def amend(
    url: str, folder: str, who: dict[str, str], certificate_id: str, last_name: str, mistake: str = ""
) -> None:
    """Amend a certificate once, resting on the version that is seen now.

    With the mistake "looks again", whoever is told that the certificate has changed amends what it says now.
    """
    portal = build_portal(settings_for(url, Path(folder)), lambda: _NOW)
    seen = _version(portal, who["company"], certificate_id)
    tell("asks")
    try:
        _amend(portal, who, certificate_id, last_name, seen)
    except Refusal as refusal:
        if mistake != "looks again":
            tell("refused", type(refusal).__name__)
            return
        _amend(portal, who, certificate_id, last_name, _version(portal, who["company"], certificate_id))


def _amend(portal: Portal, who: dict[str, str], certificate_id: str, last_name: str, seen: int) -> None:
    wanted = Amendment("Karim", last_name, "Fret Atlantique SAS")
    context = portal.context(who["manager"], who["company"])
    amended = portal.application.amend_certificate(context, certificate_id, wanted, seen)
    tell("amended", amended.version)


def _version(portal: Portal, company: str, certificate_id: str) -> int:
    with portal.reading() as tx:
        row = certificate(tx, company, certificate_id)
    assert row is not None
    return int(row["version"])
