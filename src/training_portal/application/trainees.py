"""Commands of a manager about the company's trainees."""

from collections.abc import Callable
from typing import Any

from ..aggregates.trainee import Trainee
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from .cart import own_trainees


class TraineeCommands:
    """Looking after the people whom a company registered."""

    _store: Store

    def mark_left(self, context: Context, trainee: str) -> None:
        """Take somebody who left the company off the renewal list; documents stay. Again changes nothing.

        Errors: NotFound, also for another company's trainee.
        """
        self._tell_trainee(context, trainee, lambda found: found.leave(context.today, context.now))

    def mark_returned(self, context: Context, trainee: str) -> None:
        """Count somebody who had left among the company's trainees again. Again changes nothing.

        Errors: NotFound, also for another company's trainee.
        """
        self._tell_trainee(context, trainee, lambda found: found.come_back(context.today, context.now))

    def _tell_trainee(self, context: Context, trainee: str, tell: Callable[[Trainee], None]) -> None:
        def decide(work: Work) -> dict[str, Any]:
            for found in own_trainees(work, [trainee]):
                tell(found)
            return {}

        self._store.perform(context, decide)
