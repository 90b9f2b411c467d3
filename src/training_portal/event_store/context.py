"""Who commands, for whom and when: what every command carries besides its own words."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Context:
    """Who commands, for whom and when.

    `actor` is a person's id, or "system", or "cli". `company` is "" for the provider. Repeating a
    `command_id` gives the first answer. `now` is an aware instant in UTC; `today` the provider's day.
    `correlation` ties together the commands of one errand and defaults to the command id.
    """

    actor: str
    company: str
    command_id: str
    now: datetime
    today: date
    correlation: str = ""

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("the instant of a command needs its zone")
        if "\0" in self.actor + self.company + self.command_id + self.correlation:
            raise ValueError("text must not contain NUL")
        if not self.correlation:
            object.__setattr__(self, "correlation", self.command_id)
