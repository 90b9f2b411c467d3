"""Commands of a manager about the company's trainees."""

from collections.abc import Callable
from typing import Any

from ..aggregates.trainee import Trainee
from ..errors import Conflict
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..identity.credentials import credential_of, reset_password
from ..identity.handover import RESET, handover_rows
from ..identity.password_links import forget_links
from ..identity.tables import handovers
from ..settings import Settings
from ..values import Person
from .cart import Newcomer, own_trainees
from .names import new_person
from .people import open_door


class TraineeCommands:
    """Looking after the people whom a company registered."""

    _store: Store
    _settings: Settings

    def reset_password(self, context: Context, trainee: str) -> None:
        """Give a trainee a new temporary password, which the acting manager sees for an hour.

        The old one is dead and all sessions end. Somebody who never had a log-in gets one by this.
        Errors: NotFound, also for another company's trainee.
        """

        def decide(work: Work) -> dict[str, Any]:
            for found in own_trainees(work, [trainee]):
                found.reset_password(context.now)
                self._hand_over(work, found)
            return {}

        self._store.perform(context, decide)

    def correct_details(
        self,
        context: Context,
        trainee: str,
        details: Newcomer,
        seen: Person | None = None,
    ) -> None:
        """Correct a trainee's first name, last name and e-mail address; certificates keep what they print.

        `seen` is the record that the correction rests on, if it matters. Links to a new password that lie in
        a mailbox that is no longer theirs work no more. Errors: NothingIsCorrected,
        NotFound, FirstNameIsWrong, LastNameIsWrong, EmailIsWrong; Conflict when it is not as it was seen.
        """
        typed = new_person(*details)

        def decide(work: Work) -> dict[str, Any]:
            for found in own_trainees(work, [trainee]):
                same = found.person
                if seen is not None and same != seen:
                    raise Conflict
                corrected = Person(same.id, typed.first_name, typed.last_name, same.identifier, typed.email)
                found.correct(corrected, context.now)
                if corrected.email != same.email:
                    work.write(forget_links(same.id))
            return {}

        self._store.perform(context, decide)

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

    def _hand_over(self, work: Work, trainee: Trainee) -> None:
        """Make a temporary password, and keep it sealed for the acting manager."""
        key, now, person = self._settings.master_key, work.context.now, trainee.person
        if credential_of(work.ask(), person.id) is None:
            temporary = open_door(work, self._settings, "trainee", [person])[person.id]
        else:
            temporary, changes = reset_password(key, person.id, now)
            for change in changes:
                work.write(change)
        rows = handover_rows(key, RESET, work.context.actor, {person.id: temporary}, now)
        work.write(handovers.insert(), rows)

    def _tell_trainee(self, context: Context, trainee: str, tell: Callable[[Trainee], None]) -> None:
        def decide(work: Work) -> dict[str, Any]:
            for found in own_trainees(work, [trainee]):
                tell(found)
            return {}

        self._store.perform(context, decide)
