"""Staff merge a trainee's two records from the command line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result

from dsl import World, settings_for
from training_portal.aggregates.staff import StaffRole
from training_portal.event_store.engine import writing
from training_portal.identity.credentials import credential_named
from training_portal.identity.sessions import Stage, begin_session, session_of

Runs = Callable[..., Result]


@pytest.fixture
def world(runs: Runs, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path))
    yield world
    world.close()


@pytest.fixture
def double(world: World, mini: Path) -> str:
    """The id of k.benali2, who has passed and is k.benali; o.petit is of the staff."""
    kept, double = world.enrolments(
        world.order(world.company(), world.course(mini), ["Karim Benali", "Karim Benali"])
    )
    world.passes(double)
    assert (kept.trainee.identifier, double.trainee.identifier) == ("k.benali", "k.benali2")
    context = world.portal.context("cli")
    world.application.add_staff(context, "Olga", "Petit", "", StaffRole.ADMINISTRATOR, "en")
    return double.trainee.id


def merge(runs: Runs, *words: str, typed: str = "", by: str = "o.petit") -> Result:
    return runs("trainees", "merge", *words, "--by", by, typed=typed)


def test_both_records_are_shown_before_anything_is_done(runs: Runs, world: World, double: str) -> None:
    told = merge(runs, "k.benali", "k.benali2", typed="n\n")
    assert told.exit_code == 1
    assert "stays: Karim Benali (k.benali), 1 registrations, 0 certificates" in told.output
    assert "gives way: Karim Benali (k.benali2), 1 registrations, 1 certificates" in told.output
    assert "trainee.merged_into" not in world.names_of_events()


def test_the_double_gives_way_and_is_signed_out(runs: Runs, world: World, double: str) -> None:
    with writing(world.portal.store.engine) as tx:
        token = begin_session(tx, double, "trainee", "", Stage.OPEN, "en", world.portal.now)
    told = merge(runs, "k.benali", "k.benali2", "--yes")
    assert told.exit_code == 0, told.output
    with world.portal.reading() as tx:
        assert credential_named(tx, world.portal.settings.master_key, "k.benali2") is None
        assert session_of(tx, token, world.portal.now) is None
    assert runs("projections", "verify").exit_code == 0
    assert runs("projections", "rebuild").exit_code == 0
    assert runs("events", "verify").exit_code == 0


def test_the_person_is_told_all_that_both_records_did(runs: Runs, world: World, double: str) -> None:
    merge(runs, "k.benali", "k.benali2", "--yes")
    history = json.loads(runs("people", "export", "k.benali").output)["history"]
    assert json.dumps(history).count("trainee.registered") == 2


def test_who_decided_it_stands_in_the_history(runs: Runs, world: World, double: str) -> None:
    merge(runs, "k.benali", "k.benali2", "--yes")
    with world.portal.reading() as tx:
        found = credential_named(tx, world.portal.settings.master_key, "o.petit")
        actors = tx.scalars(sa.text("SELECT actor FROM events WHERE name = 'trainee.merged_into'")).all()
    assert found is not None
    assert actors == [found.person_id]


def test_only_staff_and_trainees_who_are_there_are_named(runs: Runs, world: World, double: str) -> None:
    assert merge(runs, "k.benali", "k.benali2", "--yes", by="c.morel").exit_code == 2
    assert merge(runs, "k.benali", "nobody", "--yes").exit_code == 1
    assert merge(runs, "k.benali", "k.benali", "--yes").exit_code == 1
    other = world.company("Nordluft Handling GmbH")
    with world.portal.reading() as tx:
        course = tx.scalar(sa.text("SELECT training FROM view_my_trainings"))
    world.order(other, str(course), ["Anke Bauer"])
    assert merge(runs, "k.benali", "a.bauer", "--yes").exit_code == 1
    assert "trainee.merged_into" not in world.names_of_events()
