"""Connections to PostgreSQL that break: after the COMMIT, and while nobody looked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from dsl import TERMS, Company, World, settings_for
from faults.careless import made_careless
from faults.ledger import look_over
from faults.proxy import DroppingProxy
from training_portal.aggregates.order import Order
from training_portal.application.orders import WantedLine
from training_portal.errors import TryAgainLater
from training_portal.projections.orders import orders

CUTS = 8


@pytest.fixture
def proxy(postgres_url: str) -> Iterator[DroppingProxy]:
    """A proxy in front of a fresh database."""
    with DroppingProxy(postgres_url) as proxy:
        yield proxy


@pytest.fixture
def far_world(proxy: DroppingProxy, tmp_path: Path) -> Iterator[World]:
    """A portal that reaches its database through the proxy."""
    world = World(settings_for(proxy.url, tmp_path))
    yield world
    world.close()


def rest(world: World, count: int) -> None:
    """Leave so many connections in the pool, as a busy hour does."""
    resting = [world.portal.store.engine.connect() for _ in range(count)]
    for connection in resting:
        connection.execute(sa.text("SELECT 1"))
    for connection in resting:
        connection.close()


def ordered_with_cuts(world: World, proxy: DroppingProxy, company: Company, course: str) -> None:
    """Order, the answer to the commit of the order being dropped."""
    world.cart(company, course, ["Inès Caron"])
    version = world.cart_version(company)
    again = world.as_manager(company)
    proxy.drop_answers_to_commit()
    order = world.application.place_order(again, TERMS, version)
    assert world.application.place_order(again, TERMS, version) == order
    assert world.portal.store.get(Order, order).company == company.id


def test_an_order_whose_commit_got_no_answer_is_there_once_and_answered(
    far_world: World, proxy: DroppingProxy, mini: Path
) -> None:
    course, company = far_world.course(mini), far_world.company()
    for turn in range(CUTS):
        rest(far_world, turn)
        ordered_with_cuts(far_world, proxy, company, course)
    assert proxy.dropped == CUTS
    found = look_over(far_world.portal, [])
    assert found.orders == CUTS
    assert found.faults() == {}


def test_with_another_command_id_at_each_try_such_an_order_would_be_there_twice(
    far_world: World, proxy: DroppingProxy, mini: Path
) -> None:
    course, company = far_world.course(mini), far_world.company()
    [known] = far_world.enrolments(far_world.order(company, course, ["Inès Caron"]))
    careless = made_careless(far_world.portal, "fresh id each try")
    proxy.drop_answers_to_commit()
    wanted = WantedLine(course, "en", 24, trainees=(known.trainee.id,))
    careless.application.order_at_once(far_world.as_manager(company), TERMS, [wanted])
    assert look_over(far_world.portal, []).orders == 3


def test_a_command_is_carried_out_though_all_connections_broke_while_they_rested(
    far_world: World, proxy: DroppingProxy, mini: Path
) -> None:
    course, company = far_world.course(mini), far_world.company()
    far_world.cart(company, course, ["Inès Caron"])
    version = far_world.cart_version(company)
    rest(far_world, 6)
    proxy.drop_all()
    far_world.application.place_order(far_world.as_manager(company), TERMS, version)
    assert look_over(far_world.portal, []).faults() == {}


def test_a_question_to_a_view_is_answered_though_all_connections_broke(
    far_world: World, proxy: DroppingProxy, mini: Path
) -> None:
    order = far_world.order(far_world.company(), far_world.course(mini), ["Inès Caron"])
    rest(far_world, 6)
    proxy.drop_all()
    assert far_world.rows(orders)[0]["number"] == order.number


def test_whoever_asks_for_an_aggregate_is_told_once_to_come_again_when_all_connections_broke(
    far_world: World, proxy: DroppingProxy, mini: Path
) -> None:
    order = far_world.order(far_world.company(), far_world.course(mini), ["Inès Caron"])
    rest(far_world, 6)
    proxy.drop_all()
    with pytest.raises(TryAgainLater):
        far_world.portal.store.get(Order, order.id)
    assert far_world.portal.store.get(Order, order.id).number == order.number
