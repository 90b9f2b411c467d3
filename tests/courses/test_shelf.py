"""Packages in the database: kept once, opened by digest, read once per process."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from training_portal.courses.package import read_kept, read_package, to_zip
from training_portal.courses.refusals import NoSuchImage, PackageIsFaulty, PackageIsNotKept
from training_portal.courses.shelf import DamagedPackage, RecentPackages, course_packages, keep, open_package

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


def kept(engine, package, now=NOW):
    statement, row = keep(package, now)
    with engine.begin() as tx:
        tx.execute(statement, [row])


def test_a_package_is_opened_as_it_was_kept(engine, folder):
    package = read_package(folder.path)
    kept(engine, package)
    with engine.connect() as tx:
        assert open_package(tx, package.sha256) == package
        row = tx.execute(sa.select(course_packages)).one()
    assert (row.sha256, row.content, row.kept_at) == (package.sha256, to_zip(folder.path), NOW)


def test_a_package_kept_twice_stays_as_it_was(engine, folder):
    package = read_package(folder.path)
    kept(engine, package)
    kept(engine, package, LATER)
    with engine.connect() as tx:
        assert tx.execute(sa.select(course_packages.c.kept_at)).scalars().all() == [NOW]


def test_versions_stand_side_by_side(engine, folder):
    first = read_package(folder.path)
    second = read_package(folder.change("en/02-leave.md", "stairs", "ladder").path)
    kept(engine, first)
    kept(engine, second)
    with engine.connect() as tx:
        texts = [open_package(tx, one.sha256).text("en", one.modules[1]) for one in (first, second)]
    assert texts == ["Leave by the stairs.\n", "Leave by the ladder.\n"]


def test_a_package_is_read_once_per_process(engine, folder):
    package = read_package(folder.change("en/02-leave.md", "stairs", "once").path)
    kept(engine, package)
    with engine.connect() as tx:
        assert open_package(tx, package.sha256) is open_package(tx, package.sha256)


def test_an_unknown_digest_is_refused(engine):
    with engine.connect() as tx, pytest.raises(PackageIsNotKept):
        open_package(tx, "0" * 64)


def test_damaged_content_is_never_played(engine, folder):
    package = read_package(folder.change("en/02-leave.md", "stairs", "broken ladder").path)
    kept(engine, package)
    with engine.begin() as tx:
        tx.execute(sa.update(course_packages).values(content=b"something else"))
        with pytest.raises(DamagedPackage):
            open_package(tx, package.sha256)


def test_a_kept_package_is_read_even_when_rules_became_stricter(folder):
    folder.change("course.yaml", "attempts: 3", "attempts: 3\nretired: field").write(
        "en/02-leave.md", "# Old\n"
    )
    package = read_kept(to_zip(folder.path))
    assert (package.code, package.attempts, len(package.questions["fr"])) == ("FIRE-1", 3, 3)


def test_what_is_no_package_is_not_read():
    with pytest.raises(PackageIsFaulty):
        read_kept(b"hello")


def test_a_language_shows_its_own_drawing_first(folder):
    package = read_package(folder.path)
    assert b"Press" in package.image("en", "button.svg").content
    assert b"Appuyer" in package.image("fr", "button.svg").content
    assert package.image("fr", "button.svg").mime == "image/svg+xml"
    assert package.image("fr", "photo.png").mime == "image/png"


@pytest.mark.parametrize(
    "name", ["lamp.svg", "../course.yaml", "../questions.yaml", "button", "", "button.svg/x"]
)
def test_only_images_are_shown(folder, name):
    with pytest.raises(NoSuchImage):
        read_package(folder.path).image("en", name)


def test_a_question_is_found_by_its_id_in_each_language(folder):
    package = read_package(folder.path)
    assert package.question("fr", "q02") == package.questions["fr"][1]
    with pytest.raises(KeyError):
        package.question("fr", "q99")


def test_the_process_remembers_only_what_has_room(folder):
    packages = [
        read_package(folder.write("en/02-leave.md", f"Floor {number}.\n").path) for number in range(3)
    ]
    size = sum(len(content) for content in packages[0].files.values())
    recent = RecentPackages(2 * size)
    recent.put(packages[0])
    recent.put(packages[1])
    assert recent.get(packages[0].sha256) is packages[0]
    recent.put(packages[2])
    assert recent.get(packages[1].sha256) is None
    assert recent.get(packages[0].sha256) is packages[0]
    assert recent.get(packages[2].sha256) is packages[2]


def test_a_package_without_room_is_still_remembered_while_it_is_the_last(folder):
    package = read_package(folder.path)
    recent = RecentPackages(1)
    recent.put(package)
    assert recent.get(package.sha256) is package
