"""What goes out: letters written from the views when they are sent, and documents kept as first rendered."""

from collections.abc import Mapping
from typing import Any

from .documents.certificate import CertificateFacts
from .documents.certificate import certificate_pdf as draw_certificate
from .documents.kept import kept
from .portal import Portal


def verification_address(portal: Portal, code: str) -> str:
    """The public page of a certificate, absolute: what its QR code says."""
    return f"{portal.settings.base_url}/verify/{code}"


def certificate_pdf(portal: Portal, row: Mapping[str, Any]) -> bytes:
    """The PDF of a certificate (a row of its view): rendered at the first wish, the same bytes ever after."""
    facts = CertificateFacts(
        number=row["number"],
        version=row["version"],
        code=row["code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        company=row["company_name"],
        training=row["title"],
        language=row["language"],
        completed_on=row["completed_on"],
        duration_minutes=row["duration_minutes"],
        renewal_on=row["renewal_on"],
        months=row["months"],
        verification_url=verification_address(portal, row["code"]),
        provider=portal.settings.provider,
    )
    name = f"certificate/{row['id']}/{row['version']}"
    return kept(portal.store.engine, name, lambda: draw_certificate(facts), portal.now)
