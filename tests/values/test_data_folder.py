"""The folder in which a portal keeps its database, its keys and its mail."""

import stat
from pathlib import Path

import pytest

from training_portal.settings import read_settings


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    made = read_settings({"TRAINING_PORTAL_DATA": str(tmp_path / "data")}).data_dir
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((made / "keys.json").stat().st_mode) == 0o600


@pytest.mark.parametrize(("name", "value"), [("MAILBOX_PAGE", "on"), ("STAFF_SECOND_FACTOR", "off")])
def test_the_ease_of_the_demo_is_refused_to_a_portal_behind_https(
    name: str, value: str, tmp_path: Path
) -> None:
    environ = {"TRAINING_PORTAL_DATA": str(tmp_path), name: value}
    with pytest.raises(ValueError, match=name):
        read_settings({**environ, "BASE_URL": "https://training.example.com"})
    assert read_settings({**environ, "BASE_URL": "http://127.0.0.1:8000"})
