"""The folder in which a portal keeps its database, its keys and its mail."""

import stat
from pathlib import Path

from training_portal.settings import read_settings


def test_the_data_folder_is_its_owners_alone(tmp_path: Path) -> None:
    made = read_settings({"TRAINING_PORTAL_DATA": str(tmp_path / "data")}).data_dir
    assert stat.S_IMODE(made.stat().st_mode) == 0o700
    assert stat.S_IMODE((made / "keys.json").stat().st_mode) == 0o600
