"""A certificate of completion: issued when a training is passed, verifiable by anyone."""

from datetime import date, datetime

from eventsourcing.domain import event

from ..errors import Refusal
from ..language import marked
from ..values import Person
from .root import Begun, Event, Root


class NothingIsAmended(Refusal):
    """An amendment changes what is printed."""

    words = marked("This is what the certificate says already. Correct the name or the company first.")


class AmendmentIsWaiting(Refusal):
    """One amendment at a time waits for the provider's approval."""

    words = marked("An amendment of this certificate is waiting for approval already.")


class NoAmendmentIsWaiting(Refusal):
    """Only what was asked for is approved or declined."""

    words = marked("No amendment of this certificate is waiting.")


class CertificateIsRevoked(Refusal):
    """What was revoked is not amended."""

    words = marked("This certificate was revoked.")


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

    class NameAmended(Event):
        """The name or the company printed was corrected, which makes a new version with a code of its own."""

        TOPIC = "certificate.name_amended"
        certificate_version: int
        code: str
        printed: Person
        company_name: str
        manager: str

    class AmendmentAsked(Event):
        """A manager asked for a change that looks like another person; the provider decides."""

        TOPIC = "certificate.amendment_asked"
        printed: Person
        company_name: str
        manager: str

    class AmendmentDeclined(Event):
        """The provider declined the amendment that was waiting."""

        TOPIC = "certificate.amendment_declined"
        manager: str
        reason: str

    class CertificateRevoked(Event):
        """The provider took the certificate back."""

        TOPIC = "certificate.revoked"
        reason: str

    class HolderMerged(Event):
        """The holder's record was a double: the certificate is that of the record that stays."""

        TOPIC = "certificate.holder_merged"
        previous: str
        holder: str

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
        self.holder = printed.id
        self.waiting: tuple[Person, str, str] | None = None
        self.is_revoked = False

    @staticmethod
    def create_id(certificate: str) -> str:
        """The id was given out before, for the trainee's record to name it."""
        return certificate

    def amend(self, printed: Person, company_name: str, code: str, manager: str, now: datetime) -> None:
        """Print another name or company from the next version on, which carries its own verification code.

        Errors: NothingIsAmended, AmendmentIsWaiting, CertificateIsRevoked.
        """
        self._check_amendable(printed, company_name)
        self._print_anew(printed, company_name, code, manager, now)

    def ask_amendment(self, printed: Person, company_name: str, manager: str, now: datetime) -> None:
        """Let the provider decide on an amendment. Errors: as `amend`."""
        self._check_amendable(printed, company_name)
        self._ask(printed=printed, company_name=company_name, manager=manager, timestamp=now)

    def approve_amendment(self, code: str, now: datetime) -> None:
        """Carry out the amendment that waits. Errors: NoAmendmentIsWaiting, CertificateIsRevoked."""
        if self.waiting is None:
            raise NoAmendmentIsWaiting
        if self.is_revoked:
            raise CertificateIsRevoked
        printed, company_name, manager = self.waiting
        self._print_anew(printed, company_name, code, manager, now)

    def decline_amendment(self, reason: str, now: datetime) -> None:
        """Leave the certificate as it is. Errors: NoAmendmentIsWaiting."""
        if self.waiting is None:
            raise NoAmendmentIsWaiting
        self._decline(manager=self.waiting[2], reason=reason, timestamp=now)

    def revoke(self, reason: str, now: datetime) -> None:
        """Take the certificate back; again changes nothing."""
        if not self.is_revoked:
            self._revoke(reason=reason, timestamp=now)

    def merge_holder(self, holder: str, now: datetime) -> None:
        """Follow the holder to the record that stays of two; what is printed stays."""
        if holder != self.holder:
            self._merge_holder(previous=self.holder, holder=holder, timestamp=now)

    def _print_anew(self, printed: Person, company_name: str, code: str, manager: str, now: datetime) -> None:
        self._amend(
            certificate_version=self.certificate_version + 1,
            code=code,
            printed=printed,
            company_name=company_name,
            manager=manager,
            timestamp=now,
        )

    def _check_amendable(self, printed: Person, company_name: str) -> None:
        if self.is_revoked:
            raise CertificateIsRevoked
        if self.waiting:
            raise AmendmentIsWaiting
        if (printed, company_name) == (self.printed, self.company_name):
            raise NothingIsAmended

    @event(NameAmended)
    def _amend(
        self,
        certificate_version: int,
        code: str,
        printed: Person,
        company_name: str,
        manager: str,
        timestamp: datetime,
    ) -> None:
        self.certificate_version = certificate_version
        self.code = code
        self.printed = printed
        self.company_name = company_name
        self.waiting = None

    @event(AmendmentAsked)
    def _ask(self, printed: Person, company_name: str, manager: str, timestamp: datetime) -> None:
        self.waiting = (printed, company_name, manager)

    @event(AmendmentDeclined)
    def _decline(self, manager: str, reason: str, timestamp: datetime) -> None:
        self.waiting = None

    @event(CertificateRevoked)
    def _revoke(self, reason: str, timestamp: datetime) -> None:
        self.is_revoked = True

    @event(HolderMerged)
    def _merge_holder(self, previous: str, holder: str, timestamp: datetime) -> None:
        self.holder = holder
