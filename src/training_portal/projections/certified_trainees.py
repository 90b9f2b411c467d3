"""Certified Trainees: the certificates of completion of each company."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.lists import Found, Wanted, page_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import folded

certificates = sa.Table(
    "view_certified_trainees",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
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
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_certified_trainees_company_name", "company", "sort_name"),
)
SORTS = ("sort_name", "completed_on", "renewal_on", "title", "number")


class CertifiedTrainees(Projection):
    """Each certificate as it stands, with the name printed on it."""

    name = "certified_trainees"
    tables = (certificates,)

    @follows(Certificate.CertificateIssued)
    def _issued(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event, person = recorded.event, recorded.event.printed
        names = f"{person.last_name} {person.first_name}"
        rows.put(
            certificates,
            recorded.stream,
            company=event.company,
            number=event.number,
            version=1,
            code=event.code,
            trainee=person.id,
            first_name=person.first_name,
            last_name=person.last_name,
            identifier=person.identifier,
            company_name=event.company_name,
            training=event.course,
            title=event.title,
            language=event.language,
            completed_on=event.completed_on,
            renewal_on=event.renewal_on,
            months=event.months,
            duration_minutes=event.duration_minutes,
            percent=event.percent,
            sort_name=folded(names),
            search=folded(f"{names} {person.last_name} {person.identifier} {event.number}"),
        )


def page(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's certificates."""
    return page_of(tx, certificates, certificates.c.company == company, wanted, SORTS)


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
    statement = sa.select(certificates.c.training, sa.func.max(certificates.c.title))
    mine = statement.where(certificates.c.company == company)
    return {id: title for id, title in tx.execute(mine.group_by(certificates.c.training))}


def certificates_of_trainee(tx: sa.Connection, trainee: str) -> Sequence[sa.RowMapping]:
    """The certificates of the trainee who is signed in, the newest first."""
    statement = sa.select(certificates).where(certificates.c.trainee == trainee)
    newest = statement.order_by(certificates.c.completed_on.desc(), certificates.c.number.desc())
    return tx.execute(newest).mappings().all()


def certificates_of_company_trainee(tx: sa.Connection, company: str, trainee: str) -> Sequence[sa.RowMapping]:
    """The certificates of a trainee of a company, as the manager asks, the newest first."""
    return [row for row in certificates_of_trainee(tx, trainee) if row["company"] == company]
