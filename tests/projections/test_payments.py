"""Payments: what is owed, what came and what is left, beside rows that stay untouched."""

from pathlib import Path

import pytest

from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import payment_id
from training_portal.application.payments import Credit, Transfer
from training_portal.event_store.lists import Wanted
from training_portal.event_store.rebuild import verify
from training_portal.projections.companies import found_by
from training_portal.projections.invoices import counts_by_state, credit_notes_page, page, page_of_all
from training_portal.projections.payments import (
    Payments,
    allocations_of,
    company_checkout,
    company_payments,
    credits_of,
    equal_transfer,
    open_invoices,
    payments_named,
    payments_page,
    refunds_of,
)
from training_portal.values import Money


@pytest.fixture
def companies(world: World) -> tuple[Company, Company]:
    return world.company(), world.company("Nordluft Handling GmbH")


@pytest.fixture
def bills(world: World, companies: tuple[Company, Company], mini: Path) -> list[Invoice]:
    """Two invoices of the first company, one of the second."""
    course = world.course(mini)
    return [invoice_of(world, company, course) for company in (companies[0], companies[0], companies[1])]


def test_what_is_paid_is_owed_no_more_and_others_stay(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    ours, theirs = companies
    checkout = opened(world, ours, bills[0])
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    with world.portal.reading() as tx:
        assert [row["number"] for row in open_invoices(tx, ours.id)] == [bills[1].number]
        assert [row["number"] for row in open_invoices(tx, theirs.id)] == [bills[2].number]
        [row] = company_payments(tx, ours.id, Wanted()).rows
        assert (row["state"], row["numbers"]) == ("used", bills[0].number)
        assert company_payments(tx, theirs.id, Wanted()).total == 0
        assert company_checkout(tx, theirs.id, checkout.id) is None
        found = company_checkout(tx, ours.id, checkout.id)
        assert found is not None
        assert (found["state"], found["payment"]) == ("completed", row["id"])
        assert payments_page(tx, Wanted(search=bills[0].number.lower())).total == 1
        assert payments_page(tx, Wanted(search=bills[1].number)).total == 0


def test_a_transfer_pays_in_order_and_the_rest_is_credit_until_it_is_used(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    ours, application = companies[0], world.application
    context = lambda: world.portal.context("staff", ours.id)  # noqa: E731
    amount = Money(bills[0].total.minor + 1_000, "EUR")
    id = application.record_transfer(context(), Transfer(amount, world.portal.today, "VIR 1", (bills[0].id,)))
    with world.portal.reading() as tx:
        [credit] = credits_of(tx, ours.id)
        assert (credit["kind"], credit["left_minor"]) == ("payment", 1_000)
        assert credits_of(tx, companies[1].id) == []
    application.allocate_credit(context(), Credit(id), bills[1].id, Money(400, "EUR"))
    application.refund_by_transfer(context(), Credit(id), Money(600, "EUR"), "VIR 2")
    with world.portal.reading() as tx:
        assert credits_of(tx, ours.id) == []
        assert [row["amount_minor"] for row in allocations_of(tx, id)] == [bills[0].total.minor, 400]
        assert [(row["state"], row["amount_minor"]) for row in refunds_of(tx, id)] == [("done", 600)]
        assert [row["open_minor"] for row in open_invoices(tx, ours.id)] == [bills[1].total.minor - 400]
    assert verify(world.portal.store, Payments()) == []


def test_a_transfer_of_one_bank_entry_is_recorded_once(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    transfer = Transfer(bills[0].total, world.portal.today, "VIR 1", (bills[0].id,), "FR76/0001")
    context = lambda: world.portal.context("staff", companies[0].id)  # noqa: E731
    first = world.application.record_transfer(context(), transfer)
    assert first == payment_id("FR76/0001")
    assert world.application.record_transfer(context(), transfer) == ""
    assert world.names_of_events().count("payment.received") == 1


def test_a_withdrawn_payment_leaves_its_invoice_open_again(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    context = lambda: world.portal.context("staff", companies[0].id)  # noqa: E731
    transfer = Transfer(bills[0].total, world.portal.today, "VIR 1", (bills[0].id,))
    id = world.application.record_transfer(context(), transfer)
    world.application.withdraw_payment(context(), id, "another company's money")
    with world.portal.reading() as tx:
        assert len(open_invoices(tx, companies[0].id)) == 2
        assert (allocations_of(tx, id), credits_of(tx, companies[0].id)) == ([], [])
    assert verify(world.portal.store, Payments()) == []


def test_money_that_settles_the_last_old_invoice_gives_the_account_back(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    ours = companies[0]
    checkout = opened(world, ours, *bills[:2])
    world.clock.moves(days=120)
    assert world.application.review_account(world.portal.context("system", ours.id)) == "suspended"
    other = Transfer(bills[0].total, world.portal.today, "VIR 1", (bills[0].id,))
    world.application.record_transfer(world.portal.context("staff", ours.id), other)
    assert "account.reinstated" not in world.names_of_events()
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    assert world.names_of_events().count("account.reinstated") == 1
    with world.portal.reading() as tx:
        [credit] = credits_of(tx, ours.id)
    assert credit["left_minor"] == bills[0].total.minor


def test_staff_find_money_by_its_company_and_by_credit_notes(
    world: World, companies: tuple[Company, Company], bills: list[Invoice]
) -> None:
    ours, theirs = companies
    context = lambda: world.portal.context("staff", theirs.id)  # noqa: E731
    paid = Transfer(Money(1_000, "EUR"), world.portal.today, "VIR 1", (bills[2].id,))
    id = world.application.record_transfer(context(), paid)
    world.application.credit_invoice(context(), bills[2].id, "Twice.")
    today = world.portal.today
    with world.portal.reading() as tx:
        named = found_by(tx, "nordluft")
        assert list(named) == [theirs.id]
        assert [row["id"] for row in payments_page(tx, Wanted(search="nordluft"), named).rows] == [id]
        for search, ids in (("nordluft", named), ("a-2026-000001", ())):
            found = page_of_all(tx, Wanted(search=search), "", today, ids)
            assert [row["id"] for row in found.rows] == [bills[2].id]
            assert counts_by_state(tx, "", search, today, None, ids) == {"credited": 1}
            assert credit_notes_page(tx, Wanted(search=search), ids).total == 1
        assert credit_notes_page(tx, Wanted(search="A-2026-000002")).total == 0
        assert page(tx, ours.id, Wanted(search="A-2026-000001"), "", today).total == 0
        assert list(payments_named(tx, theirs.id, [id])) == [id]
        assert payments_named(tx, ours.id, [id]) == {}
        assert equal_transfer(tx, theirs.id, Money(1_000, "EUR"), today) is not None
        assert equal_transfer(tx, ours.id, Money(1_000, "EUR"), today) is None
