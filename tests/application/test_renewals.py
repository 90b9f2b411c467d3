from pathlib import Path

import pytest

from builders import offer
from dsl import Company, World
from training_portal.aggregates.account import AccountIsSuspended
from training_portal.aggregates.cart import Cart, cart_id
from training_portal.aggregates.course import OfferIsNotSold
from training_portal.aggregates.trainee import TraineeIsGone
from training_portal.application.renewals import FilledCart, Renewal
from training_portal.errors import NotFound


class Shop:
    """A company with two trainees who passed the small course."""

    def __init__(self, world: World, mini: Path) -> None:
        self.world, self.course = world, world.course(mini)
        self.company: Company = world.company()
        placed = world.order(self.company, self.course, ["Karim Benali", "Zoé Lefèvre"])
        self.karim, self.zoe = [one.trainee.id for one in world.enrolments(placed)]

    def renew(self, *wanted: tuple[str, str, int], course: str = "") -> FilledCart:
        """Order renewals for (trainee, language, months)."""
        renewals = [Renewal(trainee, course or self.course, lang, months) for trainee, lang, months in wanted]
        return self.world.application.order_renewals(self.world.as_manager(self.company), renewals)

    @property
    def cart(self) -> list[tuple[str, str, int, int, list[str]]]:
        """What is in the cart: training, language, months, price in cents, first names."""
        lines = self.world.portal.store.get(Cart, cart_id(self.company.manager.person)).lines.values()
        return [
            (
                line.course,
                line.offer.language,
                line.offer.months,
                line.offer.price.minor,
                [person.first_name for person in line.people.values()],
            )
            for line in lines
        ]


@pytest.fixture
def shop(world: World, mini: Path) -> Shop:
    return Shop(world, mini)


def test_renewals_fill_the_cart_with_the_same_training_language_and_frequency(shop: Shop) -> None:
    assert shop.renew((shop.karim, "en", 24), (shop.zoe, "en", 24)) == FilledCart(2, ())
    assert shop.cart == [(shop.course, "en", 24, 4900, ["Karim", "Zoé"])]


def test_each_language_is_a_line_of_its_own_and_a_second_click_changes_nothing(shop: Shop) -> None:
    for _ in range(2):
        shop.renew((shop.karim, "en", 24), (shop.zoe, "fr", 24))
    assert shop.cart == [
        (shop.course, "en", 24, 4900, ["Karim"]),
        (shop.course, "fr", 24, 4900, ["Zoé"]),
    ]


def test_the_newest_offer_counts(shop: Shop, world: World) -> None:
    world.application.make_offer(world.portal.context("cli"), "MINI", offer("en", cents=5100))
    shop.renew((shop.karim, "en", 24))
    assert shop.cart == [(shop.course, "en", 24, 5100, ["Karim"])]


def test_what_is_no_longer_sold_is_left_out_and_said(shop: Shop, world: World) -> None:
    world.application.withdraw_offer(world.portal.context("cli"), "MINI", "fr", 24)
    filled = shop.renew((shop.karim, "en", 24), (shop.zoe, "fr", 24))
    assert filled == FilledCart(1, ((shop.course, "fr", 24),))
    assert shop.cart == [(shop.course, "en", 24, 4900, ["Karim"])]


def test_nothing_but_what_is_no_longer_sold_is_refused(shop: Shop, world: World) -> None:
    before = world.names_of_events()
    with pytest.raises(OfferIsNotSold):
        shop.renew((shop.karim, "en", 36))
    with pytest.raises(OfferIsNotSold):
        shop.renew((shop.karim, "en", 24), course="never a training of ours")
    assert world.names_of_events() == before


def test_nobody_orders_for_who_left_or_is_anothers(shop: Shop, world: World) -> None:
    world.application.mark_left(world.as_manager(shop.company), shop.karim)
    with pytest.raises(TraineeIsGone):
        shop.renew((shop.karim, "en", 24))
    other = world.company("Nordluft Handling GmbH")
    with pytest.raises(NotFound):
        world.application.order_renewals(world.as_manager(other), [Renewal(shop.zoe, shop.course, "en", 24)])


def test_a_suspended_company_orders_no_renewals(shop: Shop, world: World) -> None:
    world.application.suspend_company(world.portal.context("cli", shop.company.id), "unpaid")
    with pytest.raises(AccountIsSuspended):
        shop.renew((shop.karim, "en", 24))
