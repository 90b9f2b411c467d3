"""A lost second factor is removed from the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from dsl import World, settings_for
from training_portal.aggregates.staff import StaffRole
from training_portal.event_store.engine import writing
from training_portal.identity.credentials import credential_named
from training_portal.identity.sessions import Stage, begin_session, sessions_of
from training_portal.identity.tables import credentials

Runs = Callable[..., Result]


@pytest.fixture
def world(runs: Runs, tmp_path: Path) -> Iterator[World]:
    world = World(settings_for(f"sqlite:///{tmp_path / 'portal.db'}", tmp_path))
    yield world
    world.close()


def signed_in(world: World, group: str) -> str:
    """The user name of somebody who is signed in with a second factor."""
    if group == "managers":
        joined = world.company().manager
    else:
        context = world.portal.context("cli")
        joined = world.application.add_staff(context, "Olga", "Petit", "", StaffRole.SUPPORT, "en")
    now = world.portal.now
    with writing(world.portal.store.engine) as tx:
        tx.execute(credentials.update().values(totp_secret=b"sealed", totp_enrolled_at=now))
        begin_session(tx, joined.person, group.removesuffix("s"), "", Stage.OPEN, "en", now)
    return joined.username


def protected(world: World, username: str) -> tuple[bool, int]:
    """Whether somebody has a second factor, and how many sessions."""
    with world.portal.reading() as tx:
        found = credential_named(tx, world.portal.settings.master_key, username)
        assert found is not None
        return found.totp_enrolled, len(sessions_of(tx, found.person_id, world.portal.now))


@pytest.mark.parametrize("group", ["managers", "staff"])
def test_a_lost_second_factor_is_removed_and_sessions_end(runs: Runs, world: World, group: str) -> None:
    username = signed_in(world, group)
    assert protected(world, username) == (True, 1)
    told = runs(group, "reset-second-factor", username, "--yes")
    assert told.exit_code == 0, told.output
    assert protected(world, username) == (False, 0)
    assert "this person has no second factor" in runs(group, "reset-second-factor", username).output


def test_it_asks_first(runs: Runs, world: World) -> None:
    username = signed_in(world, "staff")
    told = runs("staff", "reset-second-factor", username, typed="n\n")
    assert (told.exit_code, protected(world, username)) == (1, (True, 1))


def test_nobody_is_found_through_the_wrong_door(runs: Runs, world: World) -> None:
    username = signed_in(world, "staff")
    for group, name in (("managers", username), ("staff", "nobody")):
        told = runs(group, "reset-second-factor", name, "--yes")
        assert (told.exit_code, "there is nobody" in told.output) == (1, True)
    assert protected(world, username) == (True, 1)
