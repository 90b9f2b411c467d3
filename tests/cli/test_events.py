"""The history is listed and proved from the command line."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from dsl import World
from training_portal.aggregates.enrolment import Enrolment

Runs = Callable[..., Result]


@pytest.fixture
def enrolment(world: World, mini: Path) -> Enrolment:
    """Zoé Perrin's registration, started."""
    [found] = world.enrolments(world.order(world.company(), world.course(mini), ["Zoé Perrin"]))
    world.application.start_training(world.as_trainee(found), found.id)
    return found


def test_a_stream_is_listed_with_instant_and_actor(runs: Runs, enrolment: Enrolment) -> None:
    first, second = runs("events", "list", "--stream", enrolment.id).output.splitlines()
    assert (
        f"2026-11-23 09:00:00Z enrolment.trainee_enrolled {enrolment.id}@1 by Claire Morel (manager" in first
    )
    assert f"enrolment.training_started {enrolment.id}@2 by Zoé Perrin (trainee" in second


def test_a_list_goes_on_after_a_position_and_says_that_there_is_more(
    runs: Runs, enrolment: Enrolment
) -> None:
    told = runs("events", "list", "--limit", "2")
    assert [line.split()[0] for line in told.stdout.splitlines()] == ["1", "2"]
    assert told.stderr == "There are more: go on with --after 2.\n"
    rest = runs("events", "list", "--after", "2").stdout.splitlines()
    assert rest[0].startswith("3 ")
    assert "enrolment.training_started" in rest[-1]
    position = rest[-1].split()[0]
    assert runs("events", "list", "--stream", enrolment.id, "--after", position).output == ""


def test_a_stream_that_is_not_there_is_told(runs: Runs) -> None:
    told = runs("events", "list", "--stream", "nowhere")
    assert (told.exit_code, "there is no stream 'nowhere'" in told.output) == (2, True)


def test_the_first_event_that_was_touched_is_named(runs: Runs, enrolment: Enrolment, tmp_path: Path) -> None:
    assert "each as it was recorded" in runs("events", "verify").output
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute("UPDATE events SET actor = 'somebody' WHERE position IN (5, 7)")
    told = runs("events", "verify")
    assert told.exit_code == 1
    assert "The chain is broken at position 5: event 5 is not as it was recorded." in told.output
