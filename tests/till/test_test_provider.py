"""The test provider behind the provider's own SDK: sessions, the page to pay on, notices, refunds."""

from dataclasses import replace

import pytest

from builders import offer
from dsl import Company, World
from paying import decides, invoice_of, text_of
from training_portal.aggregates.checkout import Checkout, CurrenciesAreMixed, NothingIsChosen
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import Payment, payment_id
from training_portal.application.payments import Transfer
from training_portal.errors import NotFound
from training_portal.payments.gateway import (
    PaymentPageIsOutOfReach,
    ProviderRefuses,
    Refund,
    Session,
    SessionState,
)
from training_portal.payments.stripe_gateway import StripeGateway
from training_portal.payments.test_provider import RunningProvider
from training_portal.projections.payments import refunds_waiting
from training_portal.projections.payments.tables import refunds
from training_portal.till.checkouts import ask_about, has_declined, pay_now
from training_portal.till.round import settle_what_is_undecided
from training_portal.values import Money


def test_pay_now_opens_a_page_on_which_the_invoice_is_paid(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    status, back, _ = decides(address, "pay")
    assert (status, back) == (303, f"{world.portal.settings.base_url}/invoices/pay/{checkout}")
    assert ask_about(world.portal, checkout) == "completed"
    assert world.portal.store.get(Invoice, bill.id).open.minor == 0
    found = world.portal.store.get(Payment, payment_id(checkout))
    assert (found.amount, found.on) == (bill.total, world.portal.today)


def test_a_second_click_leads_to_the_same_page(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    first = pay_now(world.portal, world.as_manager(company, "click"), [bill.id], "en")
    assert pay_now(world.portal, world.as_manager(company, "click"), [bill.id], "en") == first


def test_a_session_whose_answer_was_lost_is_found_again(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    """The first answer of the provider is thrown away; the same idempotency key gives it again."""
    bill = invoice_of(world, company, course)
    checkout = world.application.open_checkout(world.as_manager(company, "click"), [bill.id], "en")
    found, address = pay_now(world.portal, world.as_manager(company, "click"), [bill.id], "en")
    assert found == checkout
    assert pay_now(world.portal, world.as_manager(company, "click"), [bill.id], "en") == (found, address)


def test_several_invoices_are_paid_at_once(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bills = [invoice_of(world, company, course, people) for people in (1, 2)]
    untouched = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id for bill in bills], "fr")
    decides(address, "pay")
    ask_about(world.portal, checkout)
    assert [world.portal.store.get(Invoice, bill.id).open.minor for bill in bills] == [0, 0]
    assert world.portal.store.get(Invoice, untouched.id).open == untouched.total


def test_a_declined_card_pays_nothing_and_may_be_tried_again(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    status, _, page = decides(address, "decline")
    assert status == 402
    assert "Your card was declined." in text_of(page)
    assert ask_about(world.portal, checkout) == "waiting"
    found = world.portal.store.get(Checkout, checkout)
    assert has_declined(world.portal, found.session)
    assert world.portal.store.get(Invoice, bill.id).open == bill.total
    assert decides(address, "pay")[0] == 303
    assert ask_about(world.portal, checkout) == "completed"
    assert not has_declined(world.portal, found.session)


def test_a_page_is_closed_when_its_time_is_over(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    world.clock.moves(hours=3)
    assert decides(address, "pay")[0] == 409
    provider.post.deliver_due()
    settle_what_is_undecided(world.portal)
    assert world.portal.store.get(Checkout, checkout).state == "expired"
    assert world.portal.store.get(Invoice, bill.id).open == bill.total


def test_the_round_finds_money_whose_notice_never_came(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    _, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    decides(address, "pay")
    settle_what_is_undecided(world.portal)
    assert world.portal.store.get(Invoice, bill.id).open == bill.total
    world.clock.moves(minutes=3)
    for _ in range(2):
        settle_what_is_undecided(world.portal)
    assert world.portal.store.get(Invoice, bill.id).open.minor == 0
    assert world.names_of_events().count("payment.received") == 1


def test_without_the_provider_nothing_is_charged_and_the_click_can_be_repeated(
    world: World, company: Company, course: str
) -> None:
    bill = invoice_of(world, company, course)
    with pytest.raises(PaymentPageIsOutOfReach):
        pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    world.clock.moves(hours=3)
    settle_what_is_undecided(world.portal)
    assert "checkout.expired" in world.names_of_events()


def test_nobody_pays_what_is_settled_or_another_companys(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill, other = invoice_of(world, company, course), world.company("Nordluft Handling GmbH")
    with pytest.raises(NotFound):
        pay_now(world.portal, world.as_manager(other), [bill.id], "en")
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    decides(address, "pay")
    ask_about(world.portal, checkout)
    for ids in ([bill.id], []):
        with pytest.raises(NothingIsChosen):
            pay_now(world.portal, world.as_manager(company), ids, "en")


def paid_twice(world: World, company: Company, bill: Invoice) -> str:
    """A card payment of an invoice that a transfer settled meanwhile, by its id: all of it is credit."""
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    transfer = Transfer(bill.total, world.portal.today, "R-1", (bill.id,))
    world.application.record_transfer(world.portal.context("staff", company.id), transfer)
    decides(address, "pay")
    ask_about(world.portal, checkout)
    return payment_id(checkout)


def test_credit_goes_back_to_the_card_once(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    surplus = paid_twice(world, company, bill)
    staff = world.portal.context("staff", company.id)
    world.application.ask_refund(staff, surplus, bill.total)
    for _ in range(2):
        settle_what_is_undecided(world.portal)
    found = world.portal.store.get(Payment, surplus)
    assert (found.refunded, found.left.minor) == (bill.total.minor, 0)
    assert world.names_of_events().count("payment.refunded") == 1
    with pytest.raises(ProviderRefuses):
        world.portal.gateway.refund(found.provider_id, Money(1, "EUR"), "another")


def test_a_refund_that_the_provider_refuses_is_credit_again(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    found = world.portal.store.get(Payment, paid_twice(world, company, bill))
    world.portal.gateway.refund(found.provider_id, found.amount, "behind our back")
    world.application.ask_refund(world.portal.context("staff", company.id), found.id, found.amount)
    settle_what_is_undecided(world.portal)
    assert world.portal.store.get(Payment, found.id).left == bill.total
    assert "payment.refund_refused" in world.names_of_events()


def test_a_refund_on_its_way_is_asked_about_until_it_is_done_or_failed(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    surplus = paid_twice(world, company, invoice_of(world, company, course))
    found = world.portal.store.get(Payment, surplus)
    asked = [
        world.application.ask_refund(world.portal.context("staff", company.id), surplus, Money(minor, "EUR"))
        for minor in (500, 700)
    ]
    made = [
        {
            "id": f"re_{place}",
            "object": "refund",
            "payment_intent": found.provider_id,
            "metadata": {"refund": refund},
            "status": "pending",
        }
        for place, refund in enumerate(asked)
    ]
    provider.books.keep(*made)
    settle_what_is_undecided(world.portal)
    assert "payment.refunded" not in world.names_of_events()
    assert [row["state"] for row in world.rows(refunds)] == ["asked", "asked"]
    lost = {"status": "failed", "failure_reason": "expired_or_canceled_card"}
    provider.books.keep({**made[0], **lost}, {**made[1], "status": "succeeded"})
    settle_what_is_undecided(world.portal)
    stands = {row["amount_minor"]: (row["state"], row["reference"]) for row in world.rows(refunds)}
    assert stands == {500: ("refused", "expired_or_canceled_card"), 700: ("done", "re_1")}
    found = world.portal.store.get(Payment, surplus)
    assert (found.refunded, found.left.minor) == (700, found.amount.minor - 700)


def test_a_payment_page_is_closed_when_its_invoice_is_settled_otherwise(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill, other = invoice_of(world, company, course), invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    untouched, _ = pay_now(world.portal, world.as_manager(company), [other.id], "en")
    staff = world.portal.context("staff", company.id)
    half = Money(bill.total.minor // 2, "EUR")
    world.application.record_transfer(staff, Transfer(half, world.portal.today, "R-1", (bill.id,)))
    settle_what_is_undecided(world.portal)
    assert decides(address, "pay")[0] == 409
    assert world.portal.store.get(Checkout, checkout).state == "expired"
    assert world.portal.store.get(Checkout, untouched).state == "waiting"


def test_what_was_paid_before_its_page_could_be_closed_is_taken(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    decides(address, "pay")
    transfer = Transfer(bill.total, world.portal.today, "R-1", (bill.id,))
    world.application.record_transfer(world.portal.context("staff", company.id), transfer)
    settle_what_is_undecided(world.portal)
    assert world.portal.store.get(Payment, payment_id(checkout)).left == bill.total


def test_a_key_that_is_not_accepted_decides_nothing(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    surplus = paid_twice(world, company, bill)
    world.application.ask_refund(world.portal.context("staff", company.id), surplus, bill.total)
    cards = replace(world.portal.settings.card_payments, secret_key="sk_test_other")
    settle_what_is_undecided(replace(world.portal, gateway=StripeGateway(cards)))
    assert [row["state"] for row in world.rows(refunds)] == ["asked"]
    settle_what_is_undecided(world.portal)
    assert [row["state"] for row in world.rows(refunds)] == ["done"]


class FirstRefundUnheard(StripeGateway):
    """A gateway that gets no answer about one refund."""

    unheard = ""

    def refund(self, payment: str, amount: Money, refund: str) -> Refund:
        """Give money back, but for one."""
        if refund == self.unheard:
            raise PaymentPageIsOutOfReach
        return super().refund(payment, amount, refund)


def test_one_refund_without_an_answer_holds_up_no_other(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    surplus = paid_twice(world, company, invoice_of(world, company, course))
    for minor in (500, 700):
        world.application.ask_refund(world.portal.context("staff", company.id), surplus, Money(minor, "EUR"))
    gateway = FirstRefundUnheard(world.portal.settings.card_payments)
    with world.portal.reading() as tx:
        gateway.unheard = refunds_waiting(tx)[0]["id"]
    settle_what_is_undecided(replace(world.portal, gateway=gateway))
    assert sorted(row["state"] for row in world.rows(refunds)) == ["asked", "done"]


class WithoutSessions(StripeGateway):
    """A gateway that fails as nobody foresaw when it is asked about a session."""

    def session(self, id: str) -> Session:
        """Fail."""
        raise ArithmeticError("nobody foresaw this")


def test_one_part_of_the_round_that_fails_lets_the_others_run(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    surplus = paid_twice(world, company, bill)
    world.application.ask_refund(world.portal.context("staff", company.id), surplus, bill.total)
    pay_now(world.portal, world.as_manager(company), [invoice_of(world, company, course).id], "en")
    world.clock.moves(minutes=3)
    portal = replace(world.portal, gateway=WithoutSessions(world.portal.settings.card_payments))
    with pytest.raises(ExceptionGroup):
        settle_what_is_undecided(portal)
    assert world.portal.store.get(Payment, surplus).refunded == bill.total.minor


def test_invoices_in_two_currencies_are_not_paid_at_once(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    euros = invoice_of(world, company, course)
    world.application.make_offer(
        world.portal.context("cli"), "MINI", replace(offer("en"), price=Money(10_000, "CHF"))
    )
    francs = invoice_of(world, company, course)
    with pytest.raises(CurrenciesAreMixed):
        pay_now(world.portal, world.as_manager(company), [euros.id, francs.id], "en")
    assert "checkout.opened" not in world.names_of_events()
    checkout, _ = pay_now(world.portal, world.as_manager(company), [francs.id], "en")
    assert world.portal.store.get(Checkout, checkout).amount == francs.total


def test_another_key_is_not_let_in(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    cards = replace(world.portal.settings.card_payments, secret_key="sk_test_other")
    with pytest.raises(PaymentPageIsOutOfReach):
        StripeGateway(cards).session("cs_test_any")


def test_the_books_outlive_the_process(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    bill = invoice_of(world, company, course)
    checkout, address = pay_now(world.portal, world.as_manager(company), [bill.id], "en")
    decides(address, "pay")
    session = world.portal.store.get(Checkout, checkout).session
    assert world.portal.gateway.session(session).state is SessionState.PAID
    assert provider.books.find(session) is not None
