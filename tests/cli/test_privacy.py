"""A person is told what is known, and forgotten, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from dsl import World, settings_for

Runs = Callable[..., Result]


@pytest.fixture
def known(runs: Runs, tmp_path: Path, mini: Path) -> str:
    """The user name of a trainee who passed a training."""
    world = World(settings_for(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path))
    [enrolment] = world.enrolments(world.order(world.company(), world.course(mini), ["Zoé Perrin"]))
    world.passes(enrolment)
    world.close()
    return "z.perrin"


def test_the_data_goes_to_the_screen_or_into_files(runs: Runs, known: str, tmp_path: Path) -> None:
    assert json.loads(runs("people", "export", known).output)["person"]["first_name"] == "Zoé"
    files = tmp_path / "told.json", tmp_path / "told.pdf"
    assert runs("people", "export", known, "--json", str(files[0]), "--pdf", str(files[1])).output == ""
    assert json.loads(files[0].read_text("utf-8"))["kind"] == "trainee"
    assert files[1].read_bytes().startswith(b"%PDF-")


def test_forgetting_warns_and_asks_first(runs: Runs, known: str) -> None:
    told = runs("people", "forget", known, typed="n\n")
    assert told.exit_code == 1
    assert "has to be kept until" in told.output
    assert json.loads(runs("people", "export", known).output)["person"]["first_name"] == "Zoé"


def test_whoever_is_forgotten_is_known_no_more(runs: Runs, known: str, tmp_path: Path) -> None:
    told = runs("people", "forget", known, "--yes")
    assert told.exit_code == 0, told.output
    assert "The person is forgotten." in told.output
    assert runs("people", "export", known).exit_code == 2
    assert b"Perrin" not in (tmp_path / "portal.db").read_bytes()
    assert runs("events", "verify").exit_code == 0
    assert runs("projections", "verify").exit_code == 0


def test_a_stranger_is_not_found(runs: Runs) -> None:
    assert "there is no trainee or manager" in runs("people", "forget", "nobody", "--yes").output
