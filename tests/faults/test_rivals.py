"""Two people do what excludes each other, at one moment, from two processes: one wins, the other is told."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from faults.nursery import Nurseries
from training_portal.event_store.rebuild import verify
from training_portal.portal import PROJECTIONS

_REACH_THE_LOCK_SECONDS = 0.5
"""So long both are given to decide, and to wait for their turn to write."""

Told = list[list[Any]]


@dataclass(frozen=True)
class Race:
    """Two deeds; what the one who comes too late is told; the events of which one may be recorded."""

    first: str
    second: str
    refusals: frozenset[str]
    events: tuple[str, str]


RACES = [
    Race(
        "cancel",
        "start",
        frozenset({"RegistrationIsCancelled", "TrainingHasStarted"}),
        ("enrolment.cancelled", "enrolment.training_started"),
    ),
    Race(
        "replace",
        "start",
        frozenset({"RegistrationWasGivenAway", "TrainingHasStarted"}),
        ("enrolment.trainee_replaced", "enrolment.training_started"),
    ),
    Race("merge", "merge back", frozenset({"NotFound"}), ("trainee.merged_into", "")),
]


@dataclass(frozen=True)
class Scene:
    """A company with Karim, who has not started, Zoé, who has, and Ivo, who is free."""

    company: Company
    facts: dict[str, str]
    karim: str


@pytest.fixture
def scene(world: World, mini: Path) -> Scene:
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Karim Benali", "Zoé Perrin"])
    idle, opened = world.enrolments(order)
    world.application.start_training(world.as_trainee(opened), opened.id)
    other = world.enrolments(world.order(company, course, ["Ivo Dahl"]))[0].trainee.id
    facts = {"order": order.id, "enrolment": idle.id, "opened": opened.id, "successor": other}
    return Scene(company, facts, idle.trainee.id)


def raced(
    world: World, race: Race, scene: Scene, nurseries: Nurseries, url: str, folder: Path, mistake: str = ""
) -> Told:
    """What both are told, who were kept from writing until both had asked."""
    first, second, holder = nurseries(3)
    holder.start("hold", url=url)
    holder.until("held")
    for nursery, deed in ((first, race.first), (second, race.second)):
        nursery.start("vie", url=url, folder=str(folder), mistake=mistake, **told_to(scene, deed))
        nursery.until("asks")
    time.sleep(_REACH_THE_LOCK_SECONDS)
    holder.kill()
    return sorted(line for nursery in (first, second) for line in nursery.finish())


def told_to(scene: Scene, deed: str) -> dict[str, Any]:
    """Who does a deed, and to what."""
    person = scene.karim if deed == "start" else scene.company.manager.person
    kept, double = scene.karim, scene.facts["successor"]
    if deed == "merge back":
        kept, double = double, kept
    facts = {**scene.facts, "kept": kept, "double": double}
    who = {"person": person, "company": scene.company.id}
    return {"deed": deed.partition(" ")[0], "who": who, "facts": facts}


def recorded(world: World, race: Race) -> int:
    """How many events there are of which only one may be added."""
    return sum(name in race.events for name in world.names_of_events())


@pytest.mark.parametrize("race", RACES, ids=lambda race: f"{race.first} and {race.second}")
def test_one_wins_and_the_other_is_told(
    world: World, race: Race, scene: Scene, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    before = recorded(world, race)
    won, lost = raced(world, race, scene, nurseries, url, tmp_path)
    assert won[0] == "done"
    assert lost[0] == "refused"
    assert lost[1] in race.refusals
    assert recorded(world, race) - before == 1
    assert [one.name for one in PROJECTIONS if verify(world.portal.store, one)] == []


@pytest.mark.parametrize("race", RACES, ids=lambda race: f"{race.first} and {race.second}")
def test_rules_that_are_passed_over_would_be_found_out(
    world: World, race: Race, scene: Scene, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    before = recorded(world, race)
    told = raced(world, race, scene, nurseries, url, tmp_path, mistake="insists")
    assert [line[0] for line in told] == ["done", "done"]
    assert recorded(world, race) - before == 2
