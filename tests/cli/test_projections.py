"""Views are listed, compared with a replay, and made anew from the command line."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from dsl import World
from training_portal.portal import PROJECTIONS

Runs = Callable[..., Result]


@pytest.fixture
def falsified(runs: Runs, world: World, mini: Path, tmp_path: Path) -> str:
    """The id of the one trainee, whose name in the view is not what the events say."""
    [enrolment] = world.enrolments(world.order(world.company(), world.course(mini), ["Zoé Perrin"]))
    with sqlite3.connect(tmp_path / "portal.db") as database:
        database.execute("UPDATE view_trainees SET last_name = 'Martin'")
    return enrolment.trainee.id


def test_every_projection_is_listed_with_its_tables_and_events(runs: Runs) -> None:
    told = runs("projections", "list").output
    assert all(f"{projection.name}\n    tables: view_" in told for projection in PROJECTIONS)


def test_verify_says_which_row_differs(runs: Runs, falsified: str) -> None:
    told = runs("projections", "verify")
    assert told.exit_code == 1
    assert f"view_trainees {falsified} last_name: shows 'Martin', replay gives 'Perrin'" in told.output
    assert "orders: equals its replay" in told.output
    assert runs("projections", "verify", "orders").exit_code == 0


def test_rebuild_replaces_the_wrong_view(runs: Runs, falsified: str) -> None:
    told = runs("projections", "rebuild", "trainees")
    assert (told.exit_code, "THE VIEW WAS DIFFERENT" in told.stderr) == (0, True)
    assert "the view was the same" in runs("projections", "rebuild").stderr
    assert runs("projections", "verify").exit_code == 0


def test_a_projection_that_is_not_there_is_told_with_those_that_are(runs: Runs) -> None:
    told = runs("projections", "verify", "nothing")
    assert (told.exit_code, "there are companies, managers" in told.output) == (2, True)
