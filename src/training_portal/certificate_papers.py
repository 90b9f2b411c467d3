"""The papers of certificates: each version's PDF, several of them at once, and the letters about them."""

from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import sqlalchemy as sa
from pypdf import PdfWriter

from .clock import day_of
from .documents.certificate import CertificateFacts
from .documents.certificate import certificate_pdf as draw_certificate
from .documents.kept import kept
from .errors import NotFound
from .event_store.outbox import Letter
from .mail.certificate_amended import (
    AmendedCertificate,
    KeptCertificate,
    amendment_declined,
    certificate_amended,
    certificate_revoked,
)
from .mail.certificate_issued import IssuedCertificate, certificate_for_manager, certificate_for_trainee
from .mail.message import WrittenLetter, addressee, still_there
from .portal import Portal
from .projections.certificate_history import asked_before, happened, version_of
from .projections.certified_trainees import certificate_for_letter
from .projections.managers import manager_himself
from .projections.trainees import trainee_himself

Row = Mapping[str, Any] | sa.RowMapping


def verification_address(portal: Portal, code: str) -> str:
    """The public page of a certificate, absolute: what its QR code says."""
    return f"{portal.settings.base_url}/verify/{code}"


def document_name(certificate: str, version: int) -> str:
    """The name under which a version's PDF is kept."""
    return f"certificate/{certificate}/{version}"


def certificate_pdf(portal: Portal, row: Row) -> bytes:
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
    name = document_name(row["id"], row["version"])
    return kept(portal.store.engine, name, lambda: draw_certificate(facts), portal.now)


def certificate_version(tx: sa.Connection, row: Row, version: int) -> Row:
    """A certificate (a row of its view) as one of its versions prints it. Errors: NotFound."""
    printed = version_of(tx, row["id"], version)
    if printed is None:
        raise NotFound
    names = ("version", "code", "first_name", "last_name", "company_name")
    return {**row, **{name: printed[name] for name in names}}


def zipped(portal: Portal, rows: Sequence[Row]) -> bytes:
    """The PDFs of some certificates in a ZIP file, each under its number."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for row in rows:
            name = f"certificate-{row['number']}-v{row['version']}.pdf"
            archive.writestr(ZipInfo(name), certificate_pdf(portal, row))
    return packed.getvalue()


def merged(portal: Portal, rows: Sequence[Row]) -> bytes:
    """Some certificates as one PDF, a page for each, for the printer."""
    writer = PdfWriter()
    for row in rows:
        writer.append(BytesIO(certificate_pdf(portal, row)), outline_item=row["number"])
    writer.metadata = {"/Producer": "Training Portal"}
    whole = BytesIO()
    writer.write(whole)
    return whole.getvalue()


def write_issued(portal: Portal, letter: Letter) -> WrittenLetter:
    """The first version of a certificate, to the manager who ordered or to the trainee."""
    with portal.reading() as tx:
        manager = manager_himself(tx, letter.recipient)
        to = addressee(manager or trainee_himself(tx, letter.recipient))
        row = certificate_version(tx, still_there(certificate_for_letter(tx, letter.about)), 1)
    write = certificate_for_manager if manager else certificate_for_trainee
    return write(to, _issued(portal, row), portal.settings.provider)


def write_amended(portal: Portal, letter: Letter) -> WrittenLetter:
    """A new version of a certificate, to the manager who asked or to the trainee."""
    version = int(letter.facts["version"])
    with portal.reading() as tx:
        manager = manager_himself(tx, letter.recipient)
        to = addressee(manager or trainee_himself(tx, letter.recipient))
        current = still_there(certificate_for_letter(tx, letter.about))
        row = certificate_version(tx, current, version)
        before = certificate_version(tx, current, version - 1)
    names = f"{before['first_name']} {before['last_name']}, {before['company_name']}"
    amended = AmendedCertificate(_issued(portal, row), version, row["company_name"], names)
    return certificate_amended(to, amended, portal.settings.provider, to_trainee=manager is None)


def write_declined(portal: Portal, letter: Letter) -> WrittenLetter:
    """Why an amendment was not made, to the manager who asked."""
    return _write_kept(portal, letter, amendment_declined)


def write_revoked(portal: Portal, letter: Letter) -> WrittenLetter:
    """Why a certificate was revoked, to the manager who ordered."""
    return _write_kept(portal, letter, certificate_revoked)


def _write_kept(portal: Portal, letter: Letter, write: Callable[..., WrittenLetter]) -> WrittenLetter:
    event = int(letter.facts["event"])
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        row = still_there(certificate_for_letter(tx, letter.about))
        decided = still_there(happened(tx, letter.about, event))
        asked = asked_before(tx, letter.about, event)
    facts = KeptCertificate(
        number=row["number"],
        trainee=f"{row['first_name']} {row['last_name']}",
        training=row["title"],
        reason=decided["reason"],
        on=day_of(decided["at"], portal.settings.time_zone),
        address=f"{portal.settings.base_url}/certified-trainees/{row['id']}",
        asked=f"{asked['first_name']} {asked['last_name']}" if asked else "",
    )
    return write(to, facts, portal.settings.provider)


def _issued(portal: Portal, row: Row) -> IssuedCertificate:
    return IssuedCertificate(
        number=row["number"],
        trainee=f"{row['first_name']} {row['last_name']}",
        training=row["title"],
        completed_on=row["completed_on"],
        renewal_on=row["renewal_on"],
        verification_address=verification_address(portal, row["code"]),
        pdf=certificate_pdf(portal, row),
    )


CERTIFICATE_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "certificate_issued": write_issued,
    "certificate_amended": write_amended,
    "amendment_declined": write_declined,
    "certificate_revoked": write_revoked,
}
"""Who writes which letter about a certificate, by its occasion."""
