"""Every view equals its replay, whatever happened, and a rebuild changes nothing."""

from pathlib import Path

import pytest

from dsl import World
from training_portal.event_store.rebuild import rebuild, verify
from training_portal.portal import PROJECTIONS


@pytest.fixture
def busy_world(world: World, mini: Path) -> World:
    course, ours, theirs = world.course(mini), world.company(), world.company("Nordluft Handling GmbH")
    passed, failed, _ = world.enrolments(
        world.order(ours, course, ["Łucja Wójcik", "Karim Benali", "Ann O’Neill"])
    )
    world.passes(passed)
    world.study(failed)
    world.take_test(failed, rightly=False)
    world.take_test(failed, rightly=False)
    kept, given = world.enrolments(world.order(ours, course, ["Ivo Dahl", "Zoé Perrin"]))
    world.application.replace_trainee(world.as_manager(ours), given.id, passed.trainee.id)
    world.application.cancel_registrations(world.as_manager(ours), kept.order, [kept.id])
    line = world.cart(theirs, course, ["Anke Bauer", "Björn Lindqvist"])
    world.application.remove_from_cart(world.as_manager(theirs), line)
    world.cart(theirs, course, ["Çağla Yılmaz"])
    world.application.suspend_company(world.portal.context("cli", theirs.id), "unpaid")
    return world


def test_every_view_equals_its_replay(busy_world: World) -> None:
    for projection in PROJECTIONS:
        assert verify(busy_world.portal.store, projection) == [], projection.name


def test_a_rebuild_of_every_view_changes_nothing(busy_world: World) -> None:
    before = {t.name: busy_world.rows(t) for p in PROJECTIONS for t in p.tables}
    for projection in PROJECTIONS:
        assert rebuild(busy_world.portal.store, projection).same, projection.name
    assert {t.name: busy_world.rows(t) for p in PROJECTIONS for t in p.tables} == before


def test_every_event_is_followed_by_a_projection_or_said_not_to_be(busy_world: World) -> None:
    followed = {cls for projection in PROJECTIONS for cls in projection.followed_events()}
    unfollowed = {codec.name for codec in busy_world.portal.store.names if codec.event_class not in followed}
    assert unfollowed == {
        "account.full_manager_admitted",  # the managers' own events are shown
        "account.full_manager_dismissed",
        "enrolment.test_begun",  # the player reads the test from the enrolment itself
        "enrolment.question_answered",
        "order.registrations_cancelled",  # the registrations' own events say the same
        "order.registration_replaced",
        "trainee.training_certified",  # says to the next renewal what the certificate's own event says
    }
