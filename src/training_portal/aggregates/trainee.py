"""A trainee: a person of a company who takes trainings."""

from datetime import date, datetime

from eventsourcing.domain import event

from ..values import Person
from .root import Begun, Event, Root


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

    @event(TraineeRegistered)
    def __init__(self, company: str, person: Person, language: str, timestamp: datetime) -> None:
        self.company = company
        self.person = person
        self.language = language
        self.renewals: dict[str, date | None] = {}

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
