from pathlib import Path

import pytest

from dsl import World
from training_portal.aggregates.trainee import Trainee
from training_portal.errors import NotFound


def test_somebody_leaves_and_comes_back(world: World, mini: Path) -> None:
    company = world.company()
    trainee = world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))[0].trainee
    world.application.mark_left(world.as_manager(company), trainee.id)
    assert world.portal.store.get(Trainee, trainee.id).has_left
    world.application.mark_returned(world.as_manager(company), trainee.id)
    assert not world.portal.store.get(Trainee, trainee.id).has_left
    assert world.names_of_events()[-2:] == ["trainee.left", "trainee.returned"]


def test_leaving_twice_is_leaving_once(world: World, mini: Path) -> None:
    company = world.company()
    trainee = world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))[0].trainee
    for _ in range(2):
        world.application.mark_left(world.as_manager(company), trainee.id)
    assert world.names_of_events().count("trainee.left") == 1


def test_another_companys_trainee_does_not_leave(world: World, mini: Path) -> None:
    company, other = world.company(), world.company("Autre Fret SA")
    trainee = world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))[0].trainee
    with pytest.raises(NotFound):
        world.application.mark_left(world.as_manager(other), trainee.id)
    with pytest.raises(NotFound):
        world.application.mark_returned(world.as_manager(other), "nobody")
    assert not world.portal.store.get(Trainee, trainee.id).has_left
