"""The command that reminds a trainee of a training that is not started."""

from typing import Any

from ..aggregates.enrolment import Enrolment
from ..aggregates.trainee import Trainee
from ..errors import NotFound, Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked


class TraineeHasNoEmail(Refusal):
    """A reminder leaves by e-mail only."""

    words = marked("%(name)s has no e-mail address. Hand over the slip, or reset the password to print one.")


class ReminderCommands:
    """Reminding trainees."""

    _store: Store

    def remind_trainee(self, context: Context, registration: str) -> None:
        """Mail the trainee of a registration that is not started; once a day, however often it is asked.

        Errors: NotFound, TraineeIsGone, TrainingHasStarted, RegistrationIsCancelled, TraineeHasNoEmail.
        """

        def decide(work: Work) -> dict[str, Any]:
            enrolment = work.get(Enrolment, registration)
            if enrolment.company != context.company:
                raise NotFound
            enrolment.check_untouched()
            trainee = work.get(Trainee, enrolment.trainee.id)
            trainee.check_present()
            if not trainee.person.email:
                raise TraineeHasNoEmail(name=trainee.person.full_name)
            work.mail("start_reminder", to=trainee.id, about=enrolment.id, on=context.today.isoformat())
            return {}

        self._store.perform(context, decide)
