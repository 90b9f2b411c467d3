"""A certificate of completion: issued when a training is passed, verifiable by anyone."""

from dataclasses import dataclass
from datetime import date, datetime

from eventsourcing.domain import event

from ..errors import Conflict, Refusal
from ..language import marked
from ..values import Person, folded
from .root import Begun, Event, Root


class NothingIsAmended(Refusal):
    """An amendment changes what is printed."""

    words = marked("This is what the certificate says already. Correct the name or the company first.")
    field = "last_name"


class CertificateHasChanged(Conflict):
    """An amendment rests on the version that was seen."""

    words = marked("Somebody else amended this certificate meanwhile. Look at what it says now, then decide.")


class AmendmentIsWaiting(Refusal):
    """One amendment at a time waits for the provider's approval."""

    words = marked("An amendment of this certificate is waiting for approval already.")


class NoAmendmentIsWaiting(Refusal):
    """Only what was asked for is approved, declined or withdrawn."""

    words = marked("No amendment of this certificate is waiting.")


class CertificateIsRevoked(Refusal):
    """What was revoked is not amended."""

    words = marked("This certificate was revoked.")


class HolderIsForgotten(Refusal):
    """Nothing is corrected about somebody whose personal data was erased."""

    words = marked("The personal data of this certificate's holder was erased: there is no name to correct.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An amendment that waits: what shall be printed, who asked, whether the record follows."""

    printed: Person
    company_name: str
    manager: str
    with_record: bool


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
        """A manager asked for a change that looks like another person; the provider decides.

        `with_record` says that the trainee's record shall follow.
        """

        TOPIC = "certificate.amendment_asked"
        printed: Person
        company_name: str
        manager: str
        with_record: bool

    class AmendmentDeclined(Event):
        """The provider declined the amendment that was waiting."""

        TOPIC = "certificate.amendment_declined"
        manager: str
        reason: str

    class AmendmentWithdrawn(Event):
        """A manager of the company withdrew the amendment that was waiting."""

        TOPIC = "certificate.amendment_withdrawn"
        manager: str

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
        self.printed = printed
        self.company_name = company_name
        self.certificate_version = 1
        self.holder = printed.id
        self.vouched_for = printed
        self.waiting: Waiting | None = None
        self.is_revoked = False

    @staticmethod
    def create_id(certificate: str) -> str:
        """The id was given out before, for the trainee's record to name it."""
        return certificate

    def looks_like_another_person(self, printed: Person) -> bool:
        """Whether neither name is one that the provider vouched for when it issued or last approved.

        Case and accents make no other person, and neither does the exchange of first name and last name.
        """
        old = {folded(self.vouched_for.first_name), folded(self.vouched_for.last_name)}
        return old.isdisjoint({folded(printed.first_name), folded(printed.last_name)})

    def check_version(self, seen: int) -> None:
        """Refuse what rests on another version than the one that stands. Errors: CertificateHasChanged."""
        if seen != self.certificate_version:
            raise CertificateHasChanged

    def amend(self, printed: Person, company_name: str, code: str, manager: str, now: datetime) -> None:
        """Print another name or company from the next version on, which carries its own verification code.

        Errors: NothingIsAmended, AmendmentIsWaiting, CertificateIsRevoked, HolderIsForgotten.
        """
        self._check_amendable(printed, company_name)
        self._print_anew(printed, company_name, code, manager, now)

    def ask_amendment(
        self, printed: Person, company_name: str, manager: str, with_record: bool, now: datetime
    ) -> None:
        """Let the provider decide on an amendment. Errors: as `amend`."""
        self._check_amendable(printed, company_name)
        self._ask(
            printed=printed,
            company_name=company_name,
            manager=manager,
            with_record=with_record,
            timestamp=now,
        )

    def approve_amendment(self, code: str, now: datetime) -> None:
        """Carry out the amendment that waits. Errors: NoAmendmentIsWaiting, HolderIsForgotten."""
        asked = self.asked
        if asked.printed.forgotten:
            raise HolderIsForgotten
        self._print_anew(asked.printed, asked.company_name, code, asked.manager, now)

    def decline_amendment(self, reason: str, now: datetime) -> None:
        """Leave the certificate as it is. Errors: NoAmendmentIsWaiting."""
        self._decline(manager=self.asked.manager, reason=reason, timestamp=now)

    def withdraw_amendment(self, manager: str, now: datetime) -> None:
        """Want the amendment that waits no more. Errors: NoAmendmentIsWaiting."""
        if self.waiting is None:
            raise NoAmendmentIsWaiting
        self._withdraw(manager=manager, timestamp=now)

    @property
    def asked(self) -> Waiting:
        """The amendment that waits. Errors: NoAmendmentIsWaiting."""
        if self.waiting is None:
            raise NoAmendmentIsWaiting
        return self.waiting

    def revoke(self, reason: str, now: datetime) -> None:
        """Take the certificate back, and drop what waits. Errors: CertificateIsRevoked when it was."""
        if self.is_revoked:
            raise CertificateIsRevoked
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
        if printed.forgotten:
            raise HolderIsForgotten
        now = (self.printed.first_name, self.printed.last_name, self.company_name)
        if (printed.first_name, printed.last_name, company_name) == now:
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
        if self.waiting:
            self.vouched_for = printed
            self.waiting = None

    @event(AmendmentAsked)
    def _ask(
        self, printed: Person, company_name: str, manager: str, with_record: bool, timestamp: datetime
    ) -> None:
        self.waiting = Waiting(printed, company_name, manager, with_record)

    @event(AmendmentDeclined)
    def _decline(self, manager: str, reason: str, timestamp: datetime) -> None:
        self.waiting = None

    @event(AmendmentWithdrawn)
    def _withdraw(self, manager: str, timestamp: datetime) -> None:
        self.waiting = None

    @event(CertificateRevoked)
    def _revoke(self, reason: str, timestamp: datetime) -> None:
        self.is_revoked = True
        self.waiting = None

    @event(HolderMerged)
    def _merge_holder(self, previous: str, holder: str, timestamp: datetime) -> None:
        self.holder = holder
