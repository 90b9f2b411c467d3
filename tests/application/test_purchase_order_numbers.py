"""Which purchase order number an invoice is issued with: the order's, the company's standing one, or none."""

from pathlib import Path

import pytest

from dsl import TERMS, Company, World
from training_portal.aggregates.account import PONumberIsMissing
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.application.invoices import PONumberCannotBePrinted
from training_portal.application.orders import WantedLine
from training_portal.event_store.history import of_stream


class Shop:
    """A company that orders."""

    def __init__(self, world: World, mini: Path) -> None:
        self.world, self.course = world, world.course(mini)
        self.company: Company = world.company()

    def orders(self, number: str = "", by_cart: bool = False) -> str:
        """Order for somebody new. Answers the purchase order number of the invoice."""
        application, context = self.world.application, self.world.as_manager(self.company)
        if by_cart:
            self.world.cart(self.company, self.course, ["Ann Zed"])
            version = self.world.cart_version(self.company)
            order = application.place_order(context, TERMS, version, number)
        else:
            wanted = WantedLine(self.course, "en", 24, newcomers=(("Ann", "Zed", ""),))
            order = application.order_at_once(context, TERMS, [wanted], po_number=number)
        return self.world.portal.store.get(Invoice, invoice_id(order)).po_number

    def rule(self, standing: str, required: bool = False) -> None:
        context = self.world.as_manager(self.company)
        self.world.application.choose_purchase_order_rule(context, standing, required)


@pytest.fixture
def shop(world: World, mini: Path) -> Shop:
    return Shop(world, mini)


@pytest.mark.parametrize("by_cart", [True, False])
def test_the_number_of_the_order_stands_on_its_invoice(shop: Shop, by_cart: bool) -> None:
    assert shop.orders("PO-1", by_cart) == "PO-1"
    assert shop.orders("", by_cart) == ""


def test_the_standing_number_is_that_of_orders_without_one(shop: Shop) -> None:
    shop.rule("PO-FRAME")
    assert [shop.orders(), shop.orders("PO-2")] == ["PO-FRAME", "PO-2"]
    shop.rule("")
    assert shop.orders() == ""


@pytest.mark.parametrize("by_cart", [True, False])
def test_a_company_may_want_a_number_on_every_order(shop: Shop, by_cart: bool) -> None:
    shop.rule("", required=True)
    before = len(shop.world.names_of_events())
    with pytest.raises(PONumberIsMissing):
        shop.orders("", by_cart)
    assert "order.placed" not in shop.world.names_of_events()[before:]
    assert shop.orders("PO-3") == "PO-3"
    shop.rule("PO-FRAME", required=True)
    assert shop.orders() == "PO-FRAME"


def test_a_number_that_cannot_be_printed_is_refused_when_it_is_typed(shop: Shop) -> None:
    with pytest.raises(PONumberCannotBePrinted):
        shop.orders("PO-金")
    with pytest.raises(PONumberCannotBePrinted):
        shop.rule("PO-金")


def test_the_same_rule_again_is_no_event(shop: Shop) -> None:
    shop.rule("PO-FRAME")
    shop.rule("PO-FRAME")
    assert shop.world.names_of_events().count("account.purchase_order_rule_chosen") == 1


def test_the_rule_is_remembered_with_who_chose_it_and_when(shop: Shop) -> None:
    shop.world.clock.moves(days=1)
    shop.rule("PO-FRAME", required=True)
    with shop.world.portal.reading() as tx:
        chosen = of_stream(tx, shop.world.portal.store.shelf, shop.company.id)[-1].event
    assert (chosen.standing, chosen.required) == ("PO-FRAME", True)
    assert (chosen.manager, chosen.timestamp) == (shop.company.manager.person, shop.world.clock.now)
