"""What the rows of a list tell when the list becomes a file: a heading and a value for each column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from training_portal.values import Money


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list's file.

    `heading` is a marked message. `tells` is the member of a row whose value stands there, or a function of
    the row: text, a number, a day, an instant (written as the provider's day), Money, or None for nothing.
    """

    heading: str
    tells: str | Callable[[Any], Any]

    def of(self, row: Any) -> Any:
        """What the column tells of a row."""
        if callable(self.tells):
            return self.tells(row)
        return row[self.tells] if isinstance(row, Mapping) else getattr(row, self.tells)


def money_in(column: str) -> Callable[[Mapping[Any, Any]], Money]:
    """What tells an amount of a row in its currency, from a member in minor units."""
    return lambda row: Money(int(row[column]), row["currency"])


Columns = tuple[Column, ...]
"""The columns of a list's file, from left to right."""
