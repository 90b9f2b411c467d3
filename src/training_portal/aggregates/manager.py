"""A manager: the person who buys a company's trainings and looks after its people and papers."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eventsourcing.domain import event

from ..errors import NotFound, Refusal
from ..language import marked
from ..values import Person
from .root import Begun, Event, Root


class ManagerRole(StrEnum):
    """What a manager may do for the company."""

    FULL = "full"
    PURCHASING = "purchasing"
    INVOICES = "invoices"
    READ_ONLY = "read_only"


class ReminderFrequency(StrEnum):
    """How often a manager is told of registrations that were not started."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class DeadlineIsWrong(Refusal):
    """A reminder needs a number of days that somebody can wait."""

    words = marked("Give a number of days from 1 to 365.")
    field = "deadline_days"


class ManagerIsActive(Refusal):
    """Only somebody who is a manager no longer is forgotten."""

    words = marked("This person is a manager. Take them off the managers first.")


@dataclass(frozen=True, slots=True)
class Notifications:
    """What a manager is told by mail: registrations not started after so many days, and due renewals."""

    not_started: ReminderFrequency = ReminderFrequency.NEVER
    deadline_days: int = 14
    renewals: bool = True


class Manager(Root):
    """One manager of one company; the id is the person's."""

    TOPIC = "manager"

    class ManagerAppointed(Begun):
        """Somebody was made a manager of the company."""

        TOPIC = "manager.appointed"
        company: str
        person: Person
        role: ManagerRole
        language: str

    class LanguageChosen(Event):
        """The manager chose the language of pages and mail."""

        TOPIC = "manager.language_chosen"
        language: str

    class ManagerModified(Event):
        """A manager's name or role was changed."""

        TOPIC = "manager.modified"
        person: Person
        role: ManagerRole

    class EmailConfirmed(Event):
        """The manager followed the link sent to a new e-mail address, which counts from now on."""

        TOPIC = "manager.email_confirmed"
        person: Person

    class NotificationsChosen(Event):
        """The manager chose what to be told by mail."""

        TOPIC = "manager.notifications_chosen"
        notifications: Notifications

    class ManagerDeactivated(Event):
        """Somebody is a manager no longer; history keeps the name."""

        TOPIC = "manager.deactivated"

    class ManagerForgotten(Event):
        """The person's key was destroyed: nothing says any more who this was."""

        TOPIC = "manager.forgotten"

    @event(ManagerAppointed)
    def __init__(
        self, company: str, person: Person, role: ManagerRole, language: str, timestamp: datetime
    ) -> None:
        self.company = company
        self.person = person
        self.role = role
        self.language = language
        self.notifications = Notifications()
        self.is_active = True
        self.is_forgotten = False

    @staticmethod
    def create_id(person: Person) -> str:
        """The manager's id is the person's."""
        return person.id

    def choose_language(self, language: str, now: datetime) -> None:
        """Speak another language from now on; choosing the same one again changes nothing."""
        if language != self.language:
            self._choose_language(language=language, timestamp=now)

    @event(LanguageChosen)
    def _choose_language(self, language: str, timestamp: datetime) -> None:
        self.language = language

    def modify(self, person: Person, role: ManagerRole, now: datetime) -> None:
        """Change name or role; no change records nothing. Errors: NotFound once deactivated."""
        self.check_active()
        if (person, role) != (self.person, self.role):
            self._modify(person=person, role=role, timestamp=now)

    def confirm_email(self, email: str, now: datetime) -> None:
        """Be written to under another address from now on. Errors: NotFound once deactivated."""
        self.check_active()
        known = self.person
        if email != known.email:
            changed = Person(known.id, known.first_name, known.last_name, known.identifier, email)
            self._confirm_email(person=changed, timestamp=now)

    def choose_notifications(self, notifications: Notifications, now: datetime) -> None:
        """Choose what to be told; the same again changes nothing. Errors: DeadlineIsWrong, NotFound."""
        self.check_active()
        if not 1 <= notifications.deadline_days <= 365:
            raise DeadlineIsWrong
        if notifications != self.notifications:
            self._choose_notifications(notifications=notifications, timestamp=now)

    def deactivate(self, now: datetime) -> None:
        """Be a manager no longer. Errors: NotFound when deactivated already."""
        self.check_active()
        self._deactivate(timestamp=now)

    def forget(self, now: datetime) -> None:
        """Note that the person is forgotten; again changes nothing. Errors: ManagerIsActive."""
        if self.is_active:
            raise ManagerIsActive
        if not self.is_forgotten:
            self._forget(timestamp=now)

    def check_active(self) -> None:
        """Refuse what only an active manager is asked for. Errors: NotFound."""
        if not self.is_active:
            raise NotFound

    @event(ManagerModified)
    def _modify(self, person: Person, role: ManagerRole, timestamp: datetime) -> None:
        self.person = person
        self.role = role

    @event(EmailConfirmed)
    def _confirm_email(self, person: Person, timestamp: datetime) -> None:
        self.person = person

    @event(NotificationsChosen)
    def _choose_notifications(self, notifications: Notifications, timestamp: datetime) -> None:
        self.notifications = notifications

    @event(ManagerDeactivated)
    def _deactivate(self, timestamp: datetime) -> None:
        self.is_active = False

    @event(ManagerForgotten)
    def _forget(self, timestamp: datetime) -> None:
        self.is_active = False
        self.is_forgotten = True
