"""Certified Trainees, and Training Passed: the certificates of completion of each company."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.lists import Found, Wanted, page_of, words_by_id, words_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.searching import among, searchable
from ..event_store.tables import Instant, metadata
from ..values import Person, add_months, folded

certificates = sa.Table(
    "view_certified_trainees",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("registration", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("company_name", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("renewal_on", sa.Date),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("duration_minutes", sa.Integer, nullable=False),
    sa.Column("percent", sa.Integer, nullable=False),
    sa.Column("superseded_by", sa.Text, nullable=False),
    sa.Column("revoked_at", Instant),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Column("signature", sa.BigInteger, nullable=False),
    sa.Index("ix_view_certified_trainees_company_search", "company", "signature", "id", "search"),
    sa.Index(
        "ix_view_certified_trainees_company_name", *("company", "sort_name", "id", "signature", "search")
    ),
    sa.Index(
        "ix_view_certified_trainees_company_day",
        *("company", "completed_on", "id", "renewal_on", "superseded_by", "revoked_at"),
    ),
    sa.Index("ix_view_certified_trainees_company_renewal", "company", "renewal_on", "id"),
    sa.Index("ix_view_certified_trainees_company_title", "company", "title", "id"),
    sa.Index("ix_view_certified_trainees_company_percent", "company", "percent", "id"),
    sa.Index("ix_view_certified_trainees_company_registration", "company", "registration"),
    sa.Index(
        "ix_view_certified_trainees_company_superseded",
        *("company", "sort_name", "id"),
        sqlite_where=sa.text("superseded_by != ''"),
        postgresql_where=sa.text("superseded_by != ''"),
    ),
    sa.Index(
        "ix_view_certified_trainees_company_revoked",
        *("company", "sort_name", "id"),
        sqlite_where=sa.text("revoked_at IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    ),
    sa.Index("ix_view_certified_trainees_company_number", "company", "number", "id"),
    sa.Index("ix_view_certified_trainees_company_training", "company", "training", "sort_name", "id"),
    sa.Index("ix_view_certified_trainees_number", "number"),
)
"""One row for each certificate, as its newest version prints it. `superseded_by` is the id of the certificate
that the same trainee passed for later, for the same training; empty while this one is the newest."""

newest = sa.Table(
    "view_certified_trainees_newest",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("certificate", sa.Text, nullable=False),
)
"""The newest certificate of each trainee (by id) for each training: ``<trainee>/<training>``."""

SORTS = ("sort_name", "completed_on", "renewal_on", "title", "number", "percent")
STATUSES = ("valid", "due", "expired", "superseded", "revoked")
DUE_MONTHS = 3
"""A certificate is due within so many months before its renewal date."""


class CertifiedTrainees(Projection):
    """Each certificate as it stands, with the name printed on it."""

    name = "certified_trainees"
    tables = (certificates, newest)

    @follows(
        Certificate.CertificateIssued, reads=lambda r: [(newest, _place(r.event.printed.id, r.event.course))]
    )
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event, person = recorded.event, recorded.event.printed
        rows.put(
            certificates,
            recorded.stream,
            company=event.company,
            number=event.number,
            version=1,
            code=event.code,
            trainee=person.id,
            registration=event.enrolment,
            identifier=person.identifier,
            training=event.course,
            title=event.title,
            language=event.language,
            completed_on=event.completed_on,
            renewal_on=event.renewal_on,
            months=event.months,
            duration_minutes=event.duration_minutes,
            percent=event.percent,
            superseded_by="",
            revoked_at=None,
            **_printed(person, event.company_name, event.number),
        )
        place = _place(person.id, event.course)
        known = rows.get(newest, place)
        if known:
            rows.change(certificates, known["certificate"], superseded_by=recorded.stream)
        rows.put(newest, place, certificate=recorded.stream)

    @follows(Certificate.NameAmended, reads=lambda r: [(certificates, r.stream)])
    def _amended(self, recorded: Recorded[Certificate.NameAmended], rows: Rows) -> None:
        event = recorded.event
        row = rows.get(certificates, recorded.stream)
        if row:
            says = _printed(event.printed, event.company_name, row["number"])
            version = event.certificate_version
            rows.change(certificates, recorded.stream, version=version, code=event.code, **says)

    @follows(Certificate.CertificateRevoked)
    def _revoked(self, recorded: Recorded[Certificate.CertificateRevoked], rows: Rows) -> None:
        rows.change(certificates, recorded.stream, revoked_at=recorded.event.timestamp)
        _settle(rows, recorded.stream)

    @follows(Certificate.HolderMerged)
    def _merged(self, recorded: Recorded[Certificate.HolderMerged], rows: Rows) -> None:
        rows.change(certificates, recorded.stream, trainee=recorded.event.holder)
        row = rows.get(certificates, recorded.stream)
        if row:
            rows.remove(newest, _place(recorded.event.previous, row["training"]))
        _settle(rows, recorded.stream)


def _place(trainee: str, training: str) -> str:
    return f"{trainee}/{training}"


def _printed(person: Person, company_name: str, number: str) -> dict[str, Any]:
    """What a version prints, with the order and the search that follow from it."""
    names = f"{person.last_name} {person.first_name}"
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "company_name": company_name,
        "sort_name": folded(names),
        **searchable(f"{names} {person.identifier} {number}"),
    }


def _settle(rows: Rows, stream: str) -> None:
    """Find the newest certificate of the holder of this one again; one that was revoked is none."""
    row = rows.get(certificates, stream) or {}
    trainee, training = row["trainee"], row["training"]
    alike = rows.where(certificates, trainee=trainee, training=training, revoked_at=None)
    ordered = sorted(alike, key=lambda one: (one["completed_on"], one["number"]))
    for one in ordered:
        later = "" if one is ordered[-1] else ordered[-1]["id"]
        rows.change(certificates, one["id"], superseded_by=later)
    if ordered:
        rows.put(newest, _place(trainee, training), certificate=ordered[-1]["id"])
    else:
        rows.remove(newest, _place(trainee, training))


def page(tx: sa.Connection, company: str, wanted: Wanted, today: date | None = None) -> Found:
    """One page of a company's certificates; the filter `status` is as they stand on the day given."""
    status = wanted.filters.get("status", "")
    stands = _stands(status, today) if status and today else None
    return page_of(tx, certificates, certificates.c.company == company, wanted, SORTS, narrowed=stands)


def _stands(status: str, today: date) -> sa.ColumnElement[bool]:
    """Whether a certificate has a status on a day; any has the status "". Mirrors `status_on`."""
    of = certificates.c
    counts = sa.and_(of.revoked_at.is_(None), of.superseded_by == "")
    soon = add_months(today, DUE_MONTHS)
    conditions = {
        "revoked": of.revoked_at.is_not(None),
        "superseded": sa.and_(of.revoked_at.is_(None), of.superseded_by != sa.text("''")),
        "expired": sa.and_(counts, of.renewal_on < today),
        "due": sa.and_(counts, of.renewal_on >= today, of.renewal_on <= soon),
        "valid": sa.and_(counts, sa.or_(of.renewal_on.is_(None), of.renewal_on > soon)),
    }
    return conditions.get(status, sa.false())


def status_on(row: Mapping[str, Any] | sa.RowMapping, today: date) -> str:
    """How a certificate stands on a day, one of STATUSES. Its renewal date is the last day that counts."""
    if row["revoked_at"]:
        return "revoked"
    if row["superseded_by"]:
        return "superseded"
    renewal_on = row["renewal_on"]
    if renewal_on is None or renewal_on > add_months(today, DUE_MONTHS):
        return "valid"
    return "expired" if renewal_on < today else "due"


def certificate(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One certificate of a company."""
    mine = sa.and_(certificates.c.company == company, certificates.c.id == id)
    return tx.execute(sa.select(certificates).where(mine)).mappings().first()


def certificate_of_trainee(tx: sa.Connection, trainee: str, id: str) -> sa.RowMapping | None:
    """One certificate of the trainee who is signed in."""
    mine = sa.and_(certificates.c.trainee == trainee, certificates.c.id == id)
    return tx.execute(sa.select(certificates).where(mine)).mappings().first()


def titles(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings of the company's certificates, title by training id, for the filter."""
    return words_of(tx, certificates, certificates.c.company == company, "training", "title")


def certificates_of_trainee(tx: sa.Connection, trainee: str) -> Sequence[sa.RowMapping]:
    """The certificates of the trainee who is signed in, the newest first."""
    statement = sa.select(certificates).where(certificates.c.trainee == trainee)
    newest = statement.order_by(certificates.c.completed_on.desc(), certificates.c.number.desc())
    return tx.execute(newest).mappings().all()


def certificates_of_company_trainee(tx: sa.Connection, company: str, trainee: str) -> Sequence[sa.RowMapping]:
    """The certificates of a trainee of a company, as the manager asks, the newest first."""
    return [row for row in certificates_of_trainee(tx, trainee) if row["company"] == company]


def certificates_chosen(tx: sa.Connection, company: str, ids: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Some certificates of a company by their ids, by name; whatever is not the company's is left out."""
    mine = sa.select(certificates).where(certificates.c.company == company, among(certificates.c.id, ids))
    return tx.execute(mine.order_by(certificates.c.sort_name, certificates.c.number)).mappings().all()


def certificate_for_letter(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """One certificate, for a letter to somebody whom it concerns, and for staff."""
    return tx.execute(sa.select(certificates).where(certificates.c.id == id)).mappings().first()


def certificate_numbered(tx: sa.Connection, number: str) -> sa.RowMapping | None:
    """The certificate with a number; for staff only."""
    return tx.execute(sa.select(certificates).where(certificates.c.number == number)).mappings().first()


def certificates_of(tx: sa.Connection, company: str, registrations: Sequence[str]) -> Sequence[str]:
    """The ids of the certificates that some registrations of a company led to."""
    mine = sa.and_(certificates.c.company == company, among(certificates.c.registration, registrations))
    return tx.scalars(sa.select(certificates.c.id).where(mine)).all()


def numbers_of(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, str]:
    """The numbers of some certificates of a company, by id."""
    return words_by_id(tx, certificates, certificates.c.company == company, ids, "number")
