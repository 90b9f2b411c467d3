"""Cancelling registrations and replacing trainees, as commands: who may, until when, and what follows."""

from pathlib import Path

import pytest

from dsl import Company, World
from training_portal.aggregates.account import AccountIsSuspended
from training_portal.aggregates.enrolment import (
    Enrolment,
    EnrolmentState,
    RegistrationIsCancelled,
    RegistrationWasGivenAway,
    SameTrainee,
    TrainingHasStarted,
)
from training_portal.aggregates.order import NothingIsLeftToCancel, Order, OrderHasStarted
from training_portal.aggregates.trainee import TraineeIsGone
from training_portal.application.names import LastNameIsWrong
from training_portal.errors import NotFound
from training_portal.event_store.schema import outbox
from training_portal.identity.credentials import credential_named, proves
from training_portal.identity.handover import shown


class Ordered:
    """An order for three newcomers: Ann, Karim and Zoé, none of whom has started."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.application = world, world.application
        self.course, self.company = world.course(folder), world.company()
        self.order = world.order(self.company, self.course, ["Ann Zed", "Karim Benali", "Zoé Perrin"])
        self.ann, self.karim, self.zoe = world.enrolments(self.order)

    def now(self, enrolment: Enrolment) -> Enrolment:
        """A registration as it stands now."""
        return self.world.portal.store.get(Enrolment, enrolment.id)

    def start(self, enrolment: Enrolment) -> None:
        """Let its trainee open the training."""
        self.application.start_training(self.world.as_trainee(enrolment), enrolment.id)

    def cancel(self, *enrolments: Enrolment, company: Company | None = None) -> tuple[str, ...]:
        """Cancel some registrations of the order."""
        context = self.world.as_manager(company or self.company)
        return self.application.cancel_registrations(context, self.order.id, [one.id for one in enrolments])

    def cancelled(self) -> set[str]:
        """What the order knows as cancelled."""
        return self.world.portal.store.get(Order, self.order.id).cancelled

    def letters(self, occasion: str) -> list[dict[str, object]]:
        """What waits in the outbox of an occasion."""
        return [row for row in self.world.rows(outbox) if row["occasion"] == occasion]


@pytest.fixture
def ordered(world: World, mini: Path) -> Ordered:
    return Ordered(world, mini)


def test_some_registrations_are_cancelled_and_the_order_is_told_once(ordered: Ordered) -> None:
    assert ordered.cancel(ordered.ann, ordered.zoe) == (ordered.ann.id, ordered.zoe.id)
    assert ordered.now(ordered.ann).state is EnrolmentState.CANCELLED
    assert ordered.now(ordered.karim).state is EnrolmentState.NOT_STARTED
    assert ordered.cancelled() == {ordered.ann.id, ordered.zoe.id}
    assert ordered.world.names_of_events().count("order.registrations_cancelled") == 1


def test_one_confirmation_goes_to_the_manager_who_cancelled(ordered: Ordered) -> None:
    ordered.cancel(ordered.ann, ordered.zoe)
    [letter] = ordered.letters("registrations_cancelled")
    assert (letter["recipient"], letter["about"]) == (ordered.company.manager.person, ordered.order.id)


def test_a_started_training_is_not_cancelled_and_neither_is_what_was_chosen_with_it(
    ordered: Ordered,
) -> None:
    ordered.start(ordered.karim)
    with pytest.raises(TrainingHasStarted, match="Karim Benali"):
        ordered.cancel(ordered.ann, ordered.karim)
    assert ordered.now(ordered.ann).state is EnrolmentState.NOT_STARTED
    assert ordered.cancelled() == set()


def test_what_is_cancelled_is_neither_started_nor_cancelled_again(ordered: Ordered) -> None:
    ordered.cancel(ordered.ann)
    with pytest.raises(RegistrationIsCancelled):
        ordered.start(ordered.ann)
    with pytest.raises(RegistrationIsCancelled):
        ordered.cancel(ordered.ann)


def test_a_whole_order_is_cancelled_while_nobody_has_started(ordered: Ordered) -> None:
    ordered.cancel(ordered.ann)
    cancelled = ordered.application.cancel_order(ordered.world.as_manager(ordered.company), ordered.order.id)
    assert set(cancelled) == {ordered.karim.id, ordered.zoe.id}
    assert len(ordered.cancelled()) == 3
    with pytest.raises(NothingIsLeftToCancel):
        ordered.application.cancel_order(ordered.world.as_manager(ordered.company), ordered.order.id)


def test_a_whole_order_is_not_cancelled_once_somebody_has_started_and_says_who(ordered: Ordered) -> None:
    ordered.start(ordered.karim)
    with pytest.raises(OrderHasStarted, match="Karim Benali"):
        ordered.application.cancel_order(ordered.world.as_manager(ordered.company), ordered.order.id)
    assert ordered.cancelled() == set()


def test_the_same_form_sent_twice_cancels_once(ordered: Ordered) -> None:
    answers = [
        ordered.application.cancel_order(
            ordered.world.as_manager(ordered.company, "the-form"), ordered.order.id
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert len(ordered.letters("registrations_cancelled")) == 1


def test_an_unused_newcomer_keeps_the_log_in(ordered: Ordered) -> None:
    ordered.cancel(ordered.ann)
    with ordered.world.portal.reading() as tx:
        key = ordered.world.portal.settings.master_key
        assert credential_named(tx, key, ordered.ann.trainee.identifier) is not None


def test_nothing_of_another_company_is_cancelled_or_given_away(ordered: Ordered) -> None:
    world = ordered.world
    other = world.company("Nordluft Handling GmbH")
    theirs = world.enrolments(world.order(other, ordered.course, ["Anke Bauer"]))[0]
    with pytest.raises(NotFound):
        ordered.cancel(ordered.ann, company=other)
    with pytest.raises(NotFound):
        ordered.cancel(theirs)
    with pytest.raises(NotFound):
        ordered.application.cancel_order(world.as_manager(other), ordered.order.id)
    for enrolment, trainee in ((theirs, ordered.ann.trainee), (ordered.ann, theirs.trainee)):
        with pytest.raises(NotFound):
            ordered.application.replace_trainee(world.as_manager(ordered.company), enrolment.id, trainee.id)


def test_an_order_of_one_company_does_not_take_in_registrations_of_another_order(ordered: Ordered) -> None:
    second = ordered.world.order(ordered.company, ordered.course, ["Ivo Dahl"])
    with pytest.raises(NotFound):
        ordered.cancel(ordered.ann, ordered.world.enrolments(second)[0])


def test_somebody_else_of_the_company_takes_the_training(ordered: Ordered) -> None:
    world = ordered.world
    ivo = world.enrolments(world.order(ordered.company, ordered.course, ["Ivo Dahl"]))[0].trainee
    manager = world.as_manager(ordered.company)
    assert ordered.application.replace_trainee(manager, ordered.ann.id, ivo.id) == ivo.id
    assert ordered.now(ordered.ann).trainee.full_name == "Ivo Dahl"
    ordered.start(ordered.now(ordered.ann))
    [letter] = ordered.letters("registration_replaced")
    assert letter["about"] == ordered.ann.id


def test_who_was_replaced_is_told_and_may_come_back(ordered: Ordered) -> None:
    world, ann = ordered.world, ordered.ann
    ordered.application.replace_trainee(world.as_manager(ordered.company), ann.id, ordered.zoe.trainee.id)
    with pytest.raises(RegistrationWasGivenAway):
        ordered.start(ann)
    ordered.application.replace_trainee(world.as_manager(ordered.company), ann.id, ann.trainee.id)
    ordered.start(ann)
    assert ordered.now(ann).state is EnrolmentState.IN_PROGRESS


def test_a_newcomer_takes_the_training_with_a_log_in_shown_once(ordered: Ordered) -> None:
    world, company = ordered.world, ordered.company
    world.clock.moves(days=3)
    newcomer = ("Łucja", "Wójcik", "lucja@example.com")
    id = ordered.application.replace_by_newcomer(world.as_manager(company), ordered.ann.id, newcomer)
    trainee = ordered.now(ordered.ann).trainee
    assert (trainee.id, trainee.identifier, trainee.email) == (id, "l.wojcik", "")
    settings = world.portal.settings
    with world.portal.reading() as tx:
        passwords = shown(tx, settings.master_key, ordered.order.id, company.manager.person, world.clock.now)
        credential = credential_named(tx, settings.master_key, "l.wojcik")
    assert list(passwords) == [id]
    assert proves(settings.master_key, credential, passwords[id], world.clock.now)


def test_a_newcomer_with_a_name_that_is_none_is_refused(ordered: Ordered) -> None:
    with pytest.raises(LastNameIsWrong):
        ordered.application.replace_by_newcomer(
            ordered.world.as_manager(ordered.company), ordered.ann.id, ("Ann", "", "")
        )


def test_nobody_replaces_a_trainee_who_started_or_themselves_or_after_leaving(ordered: Ordered) -> None:
    world = ordered.world
    manager = lambda: world.as_manager(ordered.company)  # noqa: E731
    with pytest.raises(SameTrainee):
        ordered.application.replace_trainee(manager(), ordered.ann.id, ordered.ann.trainee.id)
    ordered.start(ordered.karim)
    with pytest.raises(TrainingHasStarted):
        ordered.application.replace_trainee(manager(), ordered.karim.id, ordered.ann.trainee.id)
    ordered.application.mark_left(manager(), ordered.zoe.trainee.id)
    with pytest.raises(TraineeIsGone):
        ordered.application.replace_trainee(manager(), ordered.ann.id, ordered.zoe.trainee.id)


def test_a_suspended_company_changes_no_registration(ordered: Ordered) -> None:
    world = ordered.world
    world.application.suspend_company(world.portal.context("cli", ordered.company.id), "unpaid invoices")
    with pytest.raises(AccountIsSuspended):
        ordered.cancel(ordered.ann)
    with pytest.raises(AccountIsSuspended):
        ordered.application.replace_trainee(
            world.as_manager(ordered.company), ordered.ann.id, ordered.zoe.trainee.id
        )
