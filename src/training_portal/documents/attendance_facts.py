"""What stands on a certificate of attendance."""

from dataclasses import dataclass
from datetime import date, datetime

from ..language import exact_time_in_words
from ..settings import Provider


@dataclass(frozen=True, slots=True)
class Connection:
    """A stretch of study: begin and end in the provider's zone, and the seconds counted in it."""

    began_at: datetime
    ended_at: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class StudiedModule:
    """A module of the training: its title, the minutes it is meant to take, the day it was finished."""

    title: str
    minutes: int
    completed_on: date | None


@dataclass(frozen=True, slots=True)
class HandedInTest:
    """An attempt at the final test: the day it was handed in, and how it was graded."""

    attempt: int
    on: date
    right: int
    total: int
    percent: int


@dataclass(frozen=True, slots=True)
class AttendanceFacts:
    """What one trainee has really done at one training, so far or in full.

    `state` is that of the enrolment (in_progress, passed, failed). `language` is that of the document. Days
    and times are the provider's. `made_on` is the day that it states what was done until.
    """

    language: str
    first_name: str
    last_name: str
    company: str
    training: str
    state: str
    started_on: date
    ended_on: date
    made_on: date
    seconds: int
    planned_minutes: int
    modules: tuple[StudiedModule, ...]
    connections: tuple[Connection, ...]
    tests: tuple[HandedInTest, ...]
    provider: Provider

    @property
    def full_name(self) -> str:
        """First name, then last name, as on record."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_finished(self) -> bool:
        """Whether the training is over, passed or failed."""
        return self.state in ("passed", "failed")

    @property
    def finished(self) -> tuple[StudiedModule, ...]:
        """The modules that were finished."""
        return tuple(module for module in self.modules if module.completed_on)

    @property
    def finished_minutes(self) -> int:
        """How many minutes the finished modules are meant to take."""
        return sum(module.minutes for module in self.finished)

    @staticmethod
    def in_words(seconds: int) -> str:
        """A time really spent, to the second: the connections add up to their total."""
        return exact_time_in_words(seconds)
