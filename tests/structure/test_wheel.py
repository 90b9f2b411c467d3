"""The wheel carries everything that the portal reads beside its code."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "training_portal"
PASSING = {".pyc"}


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel built from a copy of what git would hand over."""
    copy = tmp_path_factory.mktemp("wheel")
    for name in _own_files():
        target = copy / "tree" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    build += ["--disable-pip-version-check", "--wheel-dir", str(copy), str(copy / "tree")]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = copy.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        return set(content.namelist())


def _own_files() -> list[str]:
    heads = ["setup.cfg", "pyproject.toml", "README.md"]
    return heads + [
        path.relative_to(ROOT).as_posix()
        for path in SOURCE.rglob("*")
        if path.is_file() and path.suffix not in PASSING
    ]


def test_the_wheel_holds_every_file_of_the_package(carried: set[str]) -> None:
    wanted = {name.removeprefix("src/") for name in _own_files() if name.startswith("src/")}
    assert wanted - carried == set()


@pytest.mark.parametrize(
    "sample",
    [
        "http/templates/base.html",
        "http/static/portal.js",
        "http/static/vendor/VENDORED",
        "documents/typefaces/DejaVuSans.ttf",
        "translations/fr/LC_MESSAGES/messages.mo",
        "courses/demo/aviation-security/fr/questions.yaml",
        "terms/2026-01.fr.md",
        "migration/versions/0001_the_first_schema.py",
    ],
)
def test_the_wheel_holds_each_kind_of_file(carried: set[str], sample: str) -> None:
    assert f"training_portal/{sample}" in carried


def test_the_wheel_gives_the_command(carried: set[str]) -> None:
    assert any(name.endswith("entry_points.txt") for name in carried)


def test_the_wheel_holds_no_tests(carried: set[str]) -> None:
    assert not [name for name in carried if name.startswith(("tests/", "benchmarks/"))]
