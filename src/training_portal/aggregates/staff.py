"""A member of the provider's staff."""

from datetime import datetime
from enum import StrEnum

from eventsourcing.domain import event

from ..values import Person
from .root import Begun, Root


class StaffRole(StrEnum):
    """What a member of staff looks after."""

    ADMINISTRATOR = "administrator"
    SUPPORT = "support"
    ACCOUNTS = "accounts"


class StaffMember(Root):
    """One person of the provider; the id is the person's."""

    TOPIC = "staff"

    class StaffMemberJoined(Begun):
        """Somebody was given a staff log-in."""

        TOPIC = "staff.joined"
        person: Person
        role: StaffRole
        language: str

    @event(StaffMemberJoined)
    def __init__(self, person: Person, role: StaffRole, language: str, timestamp: datetime) -> None:
        self.person = person
        self.role = role
        self.language = language

    @staticmethod
    def create_id(person: Person) -> str:
        """The member's id is the person's."""
        return person.id
