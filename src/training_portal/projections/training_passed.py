"""Training Passed: registrations that ended with a passed test."""

from collections.abc import Sequence

import sqlalchemy as sa

from ..aggregates.certificate import Certificate
from ..event_store.lists import Among, Found, Wanted, page_of, words_of
from ..event_store.projection import Projection, follows
from ..event_store.recorded import Recorded
from ..event_store.rows import Rows
from ..event_store.tables import metadata
from ..values import Person, folded

passed = sa.Table(
    "view_training_passed",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("passed_on", sa.Date, nullable=False),
    sa.Column("percent", sa.Integer, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index("ix_view_training_passed_company_day", "company", "passed_on", "id", "search"),
    sa.Index("ix_view_training_passed_company_name", "company", "sort_name", "id"),
    sa.Index("ix_view_training_passed_company_title", "company", "title", "id"),
    sa.Index("ix_view_training_passed_company_percent", "company", "percent", "id"),
    sa.Index("ix_view_training_passed_company_number", "company", "number", "id"),
    sa.Index("ix_view_training_passed_company_training", "company", "training", "passed_on", "id"),
)
SORTS = ("passed_on", "sort_name", "title", "percent", "number")


class TrainingPassed(Projection):
    """Each company's passed trainings."""

    name = "training_passed"
    tables = (passed,)

    @follows(Certificate.CertificateIssued)
    def _certified(self, recorded: Recorded[Certificate.CertificateIssued], rows: Rows) -> None:
        event, person = recorded.event, recorded.event.printed
        rows.put(
            passed,
            event.enrolment,
            company=event.company,
            trainee=person.id,
            identifier=person.identifier,
            training=event.course,
            title=event.title,
            language=event.language,
            passed_on=event.completed_on,
            percent=event.percent,
            certificate=recorded.stream,
            number=event.number,
            order=event.order,
            **_printed(person, event.number),
        )

    @follows(Certificate.NameAmended)
    def _amended(self, recorded: Recorded[Certificate.NameAmended], rows: Rows) -> None:
        for row in rows.where(passed, certificate=recorded.stream):
            rows.change(passed, row["id"], **_printed(recorded.event.printed, row["number"]))

    @follows(Certificate.HolderMerged)
    def _merged(self, recorded: Recorded[Certificate.HolderMerged], rows: Rows) -> None:
        for row in rows.where(passed, certificate=recorded.stream):
            rows.change(passed, row["id"], trainee=recorded.event.holder)


def _printed(person: Person, number: str) -> dict[str, str]:
    """The name as the certificate prints it, with the order and the search that follow from it."""
    names = f"{person.last_name} {person.first_name}"
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "sort_name": folded(names),
        "search": folded(f"{names} {person.last_name} {person.identifier} {number}"),
    }


def page(tx: sa.Connection, company: str, wanted: Wanted, certificates: Among | None = None) -> Found:
    """One page of a company's passed trainings; `certificates` keeps those of some certificates only."""
    narrowed = certificates(passed.c.certificate) if certificates else None
    return page_of(tx, passed, passed.c.company == company, wanted, SORTS, narrowed=narrowed)


def certificates_of(tx: sa.Connection, company: str, registrations: Sequence[str]) -> Sequence[str]:
    """The ids of the certificates that some registrations of a company led to."""
    mine = sa.and_(passed.c.company == company, passed.c.id.in_(registrations))
    return tx.scalars(sa.select(passed.c.certificate).where(mine)).all()


def titles(tx: sa.Connection, company: str) -> dict[str, str]:
    """The trainings that somebody of the company passed, title by training id, for the filter."""
    return words_of(tx, passed, passed.c.company == company, "training", "title")
