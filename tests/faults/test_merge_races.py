"""Somebody works with a record at the moment at which it gives way to another, from two processes."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from faults.nursery import Nurseries
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.rebuild import verify
from training_portal.portal import PROJECTIONS
from training_portal.projections.certified_trainees import certificates
from training_portal.projections.my_trainings import my_trainings

_REACH_THE_LOCK_SECONDS = 0.5
"""So long both are given to decide, and to wait for their turn to write."""


@dataclass(frozen=True)
class Scene:
    """Karim, registered twice: the record that stays, and the double, which holds a certificate."""

    company: Company
    course: str
    kept: str
    double: str


@pytest.fixture
def scene(world: World, mini: Path) -> Scene:
    company, course = world.company(), world.course(mini)
    kept, double = world.enrolments(world.order(company, course, ["Karim Benali", "Karim Bennali"]))
    world.passes(double)
    return Scene(company, course, kept.trainee.id, double.trainee.id)


def raced(
    world: World,
    deed: str,
    scene: Scene,
    nurseries: Nurseries,
    url: str,
    folder: Path,
    mistakes: tuple[str, str] = ("", ""),
) -> list[Any]:
    """What both are told: who merges, and who does a deed, kept from writing until both had asked."""
    [held] = world.rows(certificates)
    facts = {"kept": scene.kept, "double": scene.double, "course": scene.course, "certificate": held["id"]}
    who = {"person": scene.company.manager.person, "company": scene.company.id}
    first, second, holder = nurseries(3)
    holder.start("hold", url=url)
    holder.until("held")
    for nursery, one, mistake in zip((first, second), ("merge", deed), mistakes, strict=True):
        nursery.start("vie", url=url, folder=str(folder), who=who, deed=one, facts=facts, mistake=mistake)
        nursery.until("asks")
    time.sleep(_REACH_THE_LOCK_SECONDS)
    holder.kill()
    return sorted(line for nursery in (first, second) for line in nursery.finish())


def left_behind(world: World, scene: Scene) -> int:
    """How many registrations and certificates still name the double, and events it had after it gave way."""
    with world.portal.reading() as tx:
        names = tx.exec_driver_sql("SELECT name, stream FROM events ORDER BY position").all()
    own = [name for name, stream in names if stream == scene.double]
    after = own[own.index("trainee.merged_into") + 1 :] if "trainee.merged_into" in own else own
    views = [row for table in (my_trainings, certificates) for row in world.rows(table)]
    return len(after) + sum(row["trainee"] == scene.double for row in views)


@pytest.mark.parametrize(
    ("deed", "refusal"), [("order", "TraineeIsGone"), ("rename", "NotFound"), ("amend", "")]
)
def test_the_later_of_both_sees_what_the_earlier_did(
    world: World,
    scene: Scene,
    deed: str,
    refusal: str,
    nurseries: Nurseries,
    url: str,
    tmp_path: Path,
) -> None:
    told = raced(world, deed, scene, nurseries, url, tmp_path)
    assert ["done", "merge"] in told
    assert [line for line in told if line != ["done", "merge"]] in ([["done", deed]], [["refused", refusal]])
    assert left_behind(world, scene) == 0
    assert world.portal.store.get(Trainee, scene.double).merged_into == scene.kept
    assert [one.name for one in PROJECTIONS if verify(world.portal.store, one)] == []


def test_an_order_that_a_merge_did_not_wait_for_would_be_found_out(
    world: World, scene: Scene, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    told = raced(world, "order", scene, nurseries, url, tmp_path, mistakes=("looks early", ""))
    assert told == [["done", "merge"], ["done", "order"]]
    assert left_behind(world, scene) == 1


def test_a_name_that_is_written_into_a_record_that_is_gone_would_be_found_out(
    world: World, scene: Scene, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    told = raced(world, "rename", scene, nurseries, url, tmp_path, mistakes=("", "passes over"))
    assert told == [["done", "merge"], ["done", "rename"]]
    assert left_behind(world, scene) == 1
