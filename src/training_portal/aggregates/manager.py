"""A manager: the person who buys a company's trainings and looks after its people and papers."""

from datetime import datetime
from enum import StrEnum

from eventsourcing.domain import event

from ..values import Person
from .root import Begun, Event, Root


class ManagerRole(StrEnum):
    """What a manager may do for the company."""

    FULL = "full"


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

    @event(ManagerAppointed)
    def __init__(
        self, company: str, person: Person, role: ManagerRole, language: str, timestamp: datetime
    ) -> None:
        self.company = company
        self.person = person
        self.role = role
        self.language = language

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
