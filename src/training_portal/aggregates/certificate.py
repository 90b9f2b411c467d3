"""A certificate of completion: issued when a training is passed, verifiable by anyone."""

from datetime import date, datetime

from eventsourcing.domain import event

from ..values import Person
from .root import Begun, Root


class Certificate(Root):
    """One certificate, with what is printed on it. `printed` is the name as printed, not the record."""

    TOPIC = "certificate"

    class CertificateIssued(Begun):
        """The trainee passed; the certificate is valid until its renewal date."""

        TOPIC = "certificate.issued"
        certificate: str
        company: str
        number: str
        code: str
        enrolment: str
        order: str
        manager: str
        course: str
        title: str
        language: str
        printed: Person
        company_name: str
        completed_on: date
        renewal_on: date | None
        months: int
        duration_minutes: int
        percent: int

    @event(CertificateIssued)
    def __init__(
        self,
        certificate: str,
        company: str,
        number: str,
        code: str,
        enrolment: str,
        order: str,
        manager: str,
        course: str,
        title: str,
        language: str,
        printed: Person,
        company_name: str,
        completed_on: date,
        renewal_on: date | None,
        months: int,
        duration_minutes: int,
        percent: int,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.number = number
        self.code = code
        self.manager = manager
        self.course = course
        self.title = title
        self.language = language
        self.printed = printed
        self.company_name = company_name
        self.completed_on = completed_on
        self.renewal_on = renewal_on
        self.months = months
        self.duration_minutes = duration_minutes
        self.certificate_version = 1

    @staticmethod
    def create_id(certificate: str) -> str:
        """The id was given out before, for the trainee's record to name it."""
        return certificate
