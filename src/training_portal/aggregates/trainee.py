"""A trainee: a person of a company who takes trainings."""

from datetime import date, datetime

from eventsourcing.domain import event

from ..errors import NotFound, Refusal
from ..language import marked
from ..values import Person
from .root import Begun, Event, Root


class NothingIsCorrected(Refusal):
    """A correction changes something."""

    words = marked("Nothing was changed: this is what the record says already.")


class TraineeIsGone(Refusal):
    """Somebody who left, was merged into another record or was erased takes no more trainings."""

    words = marked("%(name)s is no longer among the company's trainees.")


class CannotMergeWithSelf(Refusal):
    """Two records are merged, not one."""

    words = marked("Choose two different records to merge.")


class Trainee(Root):
    """One trainee of one company; the id is the person's."""

    TOPIC = "trainee"

    class TraineeRegistered(Begun):
        """The company registered somebody who takes trainings."""

        TOPIC = "trainee.registered"
        company: str
        person: Person
        language: str

    class TrainingCertified(Event):
        """The trainee holds a new certificate for a training, valid until its renewal date."""

        TOPIC = "trainee.training_certified"
        course: str
        certificate: str
        renewal_on: date | None

    class DetailsCorrected(Event):
        """The record's name or e-mail address was corrected; certificates keep the name they print."""

        TOPIC = "trainee.details_corrected"
        person: Person

    class TraineeLeft(Event):
        """The person left the company, on this day: no renewals are asked for; documents stay."""

        TOPIC = "trainee.left"
        on: date

    class TraineeReturned(Event):
        """The person is among the company's trainees again."""

        TOPIC = "trainee.returned"
        on: date

    class PasswordReset(Event):
        """The trainee was given a new temporary password, which is written nowhere here."""

        TOPIC = "trainee.password_reset"

    class PastTrainingRecorded(Event):
        """A training completed elsewhere or earlier was taken over, valid until its renewal date.

        `number` is that of the certificate it was proved by, "" when unknown.
        """

        TOPIC = "trainee.past_training_recorded"
        course: str
        title: str
        language: str
        months: int
        completed_on: date
        renewal_on: date | None
        number: str

    class MergedInto(Event):
        """This record was a double; what the person did stands under the other record from now on."""

        TOPIC = "trainee.merged_into"
        survivor: str

    class DoubleAbsorbed(Event):
        """A double of this record was merged into it, with the renewal dates it had."""

        TOPIC = "trainee.double_absorbed"
        double: str
        renewals: dict[str, date | None]

    class TraineeForgotten(Event):
        """The person's key was destroyed: nothing says any more who this was."""

        TOPIC = "trainee.forgotten"

    @event(TraineeRegistered)
    def __init__(self, company: str, person: Person, language: str, timestamp: datetime) -> None:
        self.company = company
        self.person = person
        self.language = language
        self.renewals: dict[str, date | None] = {}
        self.past: set[tuple[str, date]] = set()
        self.has_left = False
        self.merged_into = ""
        self.doubles: tuple[str, ...] = ()
        self.is_forgotten = False

    @staticmethod
    def create_id(person: Person) -> str:
        """The trainee's id is the person's."""
        return person.id

    def renewal_of(self, course: str) -> date | None:
        """The renewal date of the newest certificate for a training, None without one or without end."""
        return self.renewals.get(course)

    def certify(self, course: str, certificate: str, renewal_on: date | None, now: datetime) -> None:
        """Take note of a new certificate, from whose renewal date the next renewal may count."""
        self._certify(course=course, certificate=certificate, renewal_on=renewal_on, timestamp=now)

    @event(TrainingCertified)
    def _certify(self, course: str, certificate: str, renewal_on: date | None, timestamp: datetime) -> None:
        self.renewals[course] = renewal_on

    def check_present(self) -> None:
        """Refuse to register somebody who is no longer there. Errors: TraineeIsGone."""
        if self.has_left or self.merged_into or self.is_forgotten:
            raise TraineeIsGone(name=self.person.full_name)

    def correct(self, person: Person, now: datetime) -> None:
        """Correct name or e-mail address; id and identifier stay. Errors: NothingIsCorrected, NotFound."""
        self._check_known()
        if person == self.person:
            raise NothingIsCorrected
        self._correct(person=person, timestamp=now)

    def leave(self, today: date, now: datetime) -> None:
        """Leave the company; again changes nothing. Errors: NotFound."""
        self._check_known()
        if not self.has_left:
            self._leave(on=today, timestamp=now)

    def come_back(self, today: date, now: datetime) -> None:
        """Be among the company's trainees again; again changes nothing. Errors: NotFound."""
        self._check_known()
        if self.has_left:
            self._return(on=today, timestamp=now)

    def reset_password(self, now: datetime) -> None:
        """Note that a new temporary password was given. Errors: NotFound."""
        self._check_known()
        self._reset_password(timestamp=now)

    def record_past_training(
        self,
        course: str,
        title: str,
        language: str,
        months: int,
        completed_on: date,
        renewal_on: date | None,
        number: str,
        now: datetime,
    ) -> None:
        """Take over a training completed before; the same one again changes nothing. Errors: NotFound."""
        self._check_known()
        if (course, completed_on) not in self.past:
            self._record_past(
                course=course,
                title=title,
                language=language,
                months=months,
                completed_on=completed_on,
                renewal_on=renewal_on,
                number=number,
                timestamp=now,
            )

    def absorb(self, double: "Trainee", now: datetime) -> None:
        """Take a double's place. Errors: CannotMergeWithSelf, NotFound when either is gone."""
        if double.id == self.id:
            raise CannotMergeWithSelf
        if double.company != self.company:
            raise NotFound
        self._check_known()
        double.merge_into(self.id, now)
        self._absorb(double=double.id, renewals=dict(double.renewals), timestamp=now)

    def merge_into(self, survivor: str, now: datetime) -> None:
        """Give way to another record of the same person. Errors: NotFound."""
        self._check_known()
        self._merge_into(survivor=survivor, timestamp=now)

    def forget(self, now: datetime) -> None:
        """Note that the person is forgotten; again changes nothing."""
        if not self.is_forgotten:
            self._forget(timestamp=now)

    def _check_known(self) -> None:
        if self.merged_into or self.is_forgotten:
            raise NotFound

    @event(DetailsCorrected)
    def _correct(self, person: Person, timestamp: datetime) -> None:
        self.person = person

    @event(TraineeLeft)
    def _leave(self, on: date, timestamp: datetime) -> None:
        self.has_left = True

    @event(TraineeReturned)
    def _return(self, on: date, timestamp: datetime) -> None:
        self.has_left = False

    @event(PasswordReset)
    def _reset_password(self, timestamp: datetime) -> None:
        pass

    @event(PastTrainingRecorded)
    def _record_past(
        self,
        course: str,
        title: str,
        language: str,
        months: int,
        completed_on: date,
        renewal_on: date | None,
        number: str,
        timestamp: datetime,
    ) -> None:
        self.past.add((course, completed_on))
        self.renewals[course] = _later(self.renewals, course, renewal_on)

    @event(DoubleAbsorbed)
    def _absorb(self, double: str, renewals: dict[str, date | None], timestamp: datetime) -> None:
        self.doubles += (double,)
        for course, renewal_on in renewals.items():
            self.renewals[course] = _later(self.renewals, course, renewal_on)

    @event(MergedInto)
    def _merge_into(self, survivor: str, timestamp: datetime) -> None:
        self.merged_into = survivor

    @event(TraineeForgotten)
    def _forget(self, timestamp: datetime) -> None:
        self.is_forgotten = True


def _later(renewals: dict[str, date | None], course: str, renewal_on: date | None) -> date | None:
    """The later of two renewal dates; without end (None) is the latest."""
    known = renewals.get(course, date.min)
    return None if known is None or renewal_on is None else max(known, renewal_on)
