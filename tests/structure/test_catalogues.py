"""What is made from the code is as the code is now: catalogues, schema, imports."""

import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from training_portal.event_store.engine import make_engine
from training_portal.event_store.tables import metadata
from training_portal.migration import is_current, migrate
from training_portal.worker import JOBS

ROOT = Path(__file__).parents[2]


def _script(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_catalogues_are_fresh() -> None:
    for path, text in _script("write_catalogues").catalogues().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run make docs"


def test_operations_names_every_job_of_the_worker() -> None:
    told = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    jobs = re.findall(r"^\| `([a-z_]+)` \| \d+ ", told, re.MULTILINE)
    assert sorted(jobs) == sorted(job.do.__name__ for job in JOBS)


def test_imports_point_inward_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def _differences(engine: sa.Engine) -> list[Any]:
    with engine.connect() as tx:
        found = compare_metadata(MigrationContext.configure(tx), metadata)
    flat = [one for several in found for one in (several if isinstance(several, list) else [several])]
    return [one for one in flat if not (one[0] == "modify_type" and one[3] == "transaction_id")]


def test_migrating_an_empty_database_gives_every_table(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    assert not is_current(engine)
    migrate(engine)
    migrate(engine)
    assert is_current(engine)
    assert _differences(engine) == []
    engine.dispose()


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_migrating_postgresql_gives_every_table(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    metadata.drop_all(engine)
    migrate(engine)
    assert is_current(engine)
    assert _differences(engine) == []
    engine.dispose()
