"""An event as it stands in the store: what happened, and the columns that say where, when and by whom."""

from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

E_co = TypeVar("E_co", covariant=True)


class Recorded(NamedTuple, Generic[E_co]):
    """An event with its columns, as policies and projections see it.

    A tuple, for a rebuild makes millions of them, in less than half a frozen dataclass's time.

    `position` counts from 1 over the whole store, in the order of the commits; `version` counts from 1 in its
    stream. `name` is the stored name of the event's class. `company` is "" for the provider. `recorded_at` is
    the instant of the command, aware, in UTC.
    """

    position: int
    stream: str
    version: int
    name: str
    event: E_co
    company: str
    actor: str
    command_id: str
    correlation: str
    recorded_at: datetime
