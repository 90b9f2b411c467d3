"""Past certificates are imported from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from dsl import World, settings_for

Runs = Callable[..., Result]
LIST = """Last name,First name,Training code,Completed on
Dahl,Ivo,MINI,2025-03-12
Benali,Karim,MINI,2025-01-31
"""


@pytest.fixture
def company(runs: Runs, tmp_path: Path, mini: Path) -> str:
    """A company with the trainees k.benali and k.benali2, one person twice."""
    world = World(settings_for(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path))
    found = world.company()
    world.order(found, world.course(mini), ["Karim Benali", "Karim Benali"])
    world.close()
    return found.id


def test_a_dry_run_tells_and_does_nothing(runs: Runs, company: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST.replace("Benali,Karim", "Benali,Samir"), "utf-8")
    words = ("trainees", "import-certificates", str(file), "--company", company)
    told = runs(*words, "--dry-run")
    assert told.output.splitlines() == [
        "line 2: Ivo Dahl: new trainee, recorded",
        "line 3: Samir Benali: new trainee, recorded",
        "2 certificates would be recorded",
    ]
    assert runs(*words).output.splitlines()[-1] == "2 certificates recorded, 2 trainees new"
    assert runs(*words).output.splitlines()[-1] == "0 certificates recorded, 0 trainees new"


def test_an_undecided_namesake_or_a_fault_stops_everything(runs: Runs, company: str, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(LIST, "utf-8")
    words = ("trainees", "import-certificates", str(file), "--company", company)
    told = runs(*words)
    assert told.exit_code == 1
    assert "has the name of k.benali, k.benali2" in told.output
    assert "nothing was done" in told.output
    assert "2 trainees new" in runs(*words, "--namesakes", "new").output
