from pathlib import Path

import pytest

from dsl import World
from training_portal.aggregates.account import AccountIsSuspended
from training_portal.aggregates.enrolment import (
    Enrolment,
    EnrolmentState,
    ModulesAreLeft,
    NoTestIsUnderWay,
    TrainingIsOver,
)
from training_portal.errors import NotFound


def test_a_trainee_studies_passes_and_is_certified(world: World, mini: Path) -> None:
    order = world.order(world.company(), world.course(mini), ["Karim Benali"])
    enrolment = world.enrolments(order)[0]
    world.passes(enrolment)
    found = world.portal.store.get(Enrolment, enrolment.id)
    assert (found.state, found.seconds) == (EnrolmentState.PASSED, 120)
    assert world.names_of_events()[-3:] == [
        "enrolment.training_passed",
        "certificate.issued",
        "trainee.training_certified",
    ] or set(world.names_of_events()[-4:]) >= {"certificate.issued", "trainee.training_certified"}


def test_wrong_answers_use_up_the_attempts(world: World, mini: Path) -> None:
    order = world.order(world.company(), world.course(mini), ["Karim Benali"])
    enrolment = world.enrolments(order)[0]
    world.study(enrolment)
    world.take_test(enrolment, rightly=False)
    assert world.portal.store.get(Enrolment, enrolment.id).attempts_left == 1
    world.take_test(enrolment, rightly=False)
    assert world.portal.store.get(Enrolment, enrolment.id).state is EnrolmentState.FAILED
    assert "certificate.issued" not in world.names_of_events()
    with pytest.raises(TrainingIsOver):
        world.application.begin_test(world.as_trainee(enrolment), enrolment.id, "session")


def test_a_training_of_somebody_else_is_as_if_there_were_none(world: World, mini: Path) -> None:
    order = world.order(world.company(), world.course(mini), ["Karim Benali", "Ann O’Neill"])
    karim, ann = world.enrolments(order)
    with pytest.raises(NotFound):
        world.application.start_training(world.as_trainee(karim), ann.id)
    with pytest.raises(NotFound):
        world.application.start_training(world.as_trainee(karim), "f" * 32)


def test_a_suspended_companys_trainee_finishes_and_starts_nothing_new(world: World, mini: Path) -> None:
    company = world.company()
    started, waiting = world.enrolments(
        world.order(company, world.course(mini), ["Karim Benali", "Ann O’Neill"])
    )
    world.study(started)
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid invoices")
    with pytest.raises(AccountIsSuspended):
        world.application.start_training(world.as_trainee(waiting), waiting.id)
    world.take_test(started)
    assert world.portal.store.get(Enrolment, started.id).state is EnrolmentState.PASSED


def test_the_test_waits_for_the_modules_and_answers_wait_for_the_test(world: World, mini: Path) -> None:
    order = world.order(world.company(), world.course(mini), ["Karim Benali"])
    enrolment = world.enrolments(order)[0]
    world.application.start_training(world.as_trainee(enrolment), enrolment.id)
    with pytest.raises(ModulesAreLeft):
        world.application.begin_test(world.as_trainee(enrolment), enrolment.id, "session")
    with pytest.raises(NoTestIsUnderWay):
        world.application.hand_in_test(world.as_trainee(enrolment), enrolment.id, "session")


def test_who_has_started_finishes_the_version_that_was_begun(
    world: World, mini: Path, changed_mini: Path
) -> None:
    company, course = world.company(), world.course(mini)
    early, late = world.enrolments(world.order(company, course, ["Karim Benali", "Ann O’Neill"]))
    world.application.start_training(world.as_trainee(early), early.id)
    world.course(changed_mini)
    world.passes(early)
    world.application.start_training(world.as_trainee(late), late.id)
    found = [world.portal.store.get(Enrolment, e.id) for e in (early, late)]
    assert [e.outline.titles["en"] for e in found if e.outline] == ["Safe lifting", "Safe lifting today"]
