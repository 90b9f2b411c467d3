"""Commands of a manager about registrations that nobody has started: cancel them, give one to another."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..aggregates.account import Account
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..aggregates.order import NothingIsLeftToCancel, Order, OrderHasStarted
from ..errors import NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..settings import Settings
from ..values import Person
from .cart import Newcomer, own_trainees
from .names import new_person
from .orders import register

_NAMES_IN_A_REFUSAL = 3


class RegistrationCommands:
    """Cancelling registrations, and replacing a trainee."""

    _store: Store
    _settings: Settings

    def cancel_order(self, context: Context, order: str) -> tuple[str, ...]:
        """Cancel every registration of an order that was not cancelled before. Answers their ids.

        Errors: NotFound, OrderHasStarted as soon as one training was opened, NothingIsLeftToCancel,
        AccountIsSuspended.
        """

        def decide(work: Work) -> dict[str, Any]:
            enrolments = work.get_many(Enrolment, own_order(work, order).enrolments)
            left = [one for one in enrolments.values() if one.state is not EnrolmentState.CANCELLED]
            started = [one for one in left if one.state is not EnrolmentState.NOT_STARTED]
            if started:
                raise OrderHasStarted(names=_names(started))
            return _cancel(work, order, [one.id for one in left])

        return tuple(self._store.perform(context, decide)["cancelled"])

    def cancel_registrations(
        self, context: Context, order: str, enrolments: Sequence[str]
    ) -> tuple[str, ...]:
        """Cancel some registrations of an order, all of them or none. Answers their ids.

        Errors: NotFound, TrainingHasStarted, RegistrationIsCancelled, NothingIsLeftToCancel,
        AccountIsSuspended.
        """

        def decide(work: Work) -> dict[str, Any]:
            return _cancel(work, order, list(dict.fromkeys(enrolments)))

        return tuple(self._store.perform(context, decide)["cancelled"])

    def replace_trainee(self, context: Context, enrolment: str, trainee: str) -> str:
        """Let another trainee of the company take a training instead. Answers the trainee's id.

        Errors: NotFound, TrainingHasStarted, RegistrationIsCancelled, SameTrainee, TraineeIsGone,
        AccountIsSuspended.
        """

        def decide(work: Work) -> dict[str, Any]:
            [other] = own_trainees(work, [trainee])
            other.check_present()
            register(work, self._settings, own_enrolment(work, enrolment).order, {}, [other])
            return _replace(work, enrolment, other.person)

        return str(self._store.perform(context, decide)["trainee"])

    def replace_by_newcomer(self, context: Context, enrolment: str, newcomer: Newcomer) -> str:
        """Let somebody who was never registered take a training instead. Answers the new trainee's id.

        The manager can see the temporary password for an hour, as after an order.
        Errors: NotFound, TrainingHasStarted, RegistrationIsCancelled, FirstNameIsWrong, LastNameIsWrong,
        EmailIsWrong, AccountIsSuspended.
        """
        person = new_person(*newcomer)

        def decide(work: Work) -> dict[str, Any]:
            order = own_enrolment(work, enrolment).order
            people = register(work, self._settings, order, {person.id: person})
            return _replace(work, enrolment, people[person.id])

        return str(self._store.perform(context, decide)["trainee"])


def own_order(work: Work, order: str) -> Order:
    """An order of the acting manager's company. Errors: NotFound, also for another company's."""
    found = work.get(Order, order)
    if found.company != work.context.company:
        raise NotFound
    return found


def own_enrolment(work: Work, enrolment: str) -> Enrolment:
    """A registration of the acting manager's company. Errors: NotFound, also for another company's."""
    found = work.get(Enrolment, enrolment)
    if found.company != work.context.company:
        raise NotFound
    return found


def _cancel(work: Work, order: str, enrolments: list[str]) -> dict[str, Any]:
    work.get(Account, work.context.company).check_open()
    ordered = own_order(work, order)
    if not enrolments:
        raise NothingIsLeftToCancel
    if not set(enrolments) <= set(ordered.enrolments):
        raise NotFound
    for enrolment in work.get_many(Enrolment, enrolments).values():
        enrolment.cancel(work.context.now)
    ordered.cancel_registrations(tuple(enrolments), work.context.actor, work.context.now)
    return {"cancelled": enrolments}


def _replace(work: Work, enrolment: str, trainee: Person) -> dict[str, Any]:
    context = work.context
    work.get(Account, context.company).check_open()
    registration = own_enrolment(work, enrolment)
    previous = registration.trainee.id
    registration.replace_trainee(replace(trainee, email=""), context.now)
    order = own_order(work, registration.order)
    order.replace_registration(enrolment, previous, trainee.id, context.actor, context.now)
    return {"trainee": trainee.id}


def _names(started: Sequence[Enrolment]) -> str:
    """Who has started: some names, and an ellipsis for the others."""
    names = [one.trainee.full_name for one in started[:_NAMES_IN_A_REFUSAL]]
    return ", ".join([*names, *(["…"] if len(started) > len(names) else [])])
