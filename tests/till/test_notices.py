"""Notices of payment: believed when signed, young and about what was asked; applied once, in any order."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dsl import Company, World
from paying import decides, event, invoice_of, opened, sends, session_object, signed, standing
from training_portal.aggregates.checkout import Checkout
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import Payment, payment_id
from training_portal.application.payments import Credit
from training_portal.errors import Refusal, TryAgainLater
from training_portal.payments.gateway import Notice, PaymentPageIsOutOfReach, Session, SessionWanted
from training_portal.payments.notices import keep_notice, note_believed, payment_notices
from training_portal.payments.stripe_gateway import StripeGateway
from training_portal.payments.test_provider import RunningProvider
from training_portal.till.notices import judge_waiting, take_notice
from training_portal.till.round import settle_what_is_undecided
from training_portal.values import Money


def states(world: World) -> list[tuple[str, str, int]]:
    """What became of every notice: its state, why, and how often it came."""
    return [(row["state"], row["why"], row["deliveries"]) for row in world.rows(payment_notices)]


def test_money_is_set_against_the_invoice_and_settles_it(world: World, company: Company, course: str) -> None:
    bill = invoice_of(world, company, course)
    untouched = invoice_of(world, company, course)
    checkout = opened(world, company, bill)
    assert sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    assert world.portal.store.get(Invoice, bill.id).open == Money(0, "EUR")
    assert world.portal.store.get(Invoice, untouched.id).open == untouched.total
    payment = world.portal.store.get(Payment, payment_id(checkout.id))
    assert (payment.amount, payment.left, payment.company) == (bill.total, Money(0, "EUR"), company.id)
    assert checkout.aggregate(world).payment == payment.id
    assert states(world) == [("applied", "", 1)]


def test_a_notice_that_comes_again_changes_nothing(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    for later in (0, 1, 60, 100_000):
        world.clock.moves(seconds=later)
        assert sends(world, told)
    assert world.names_of_events().count("payment.received") == 1
    assert states(world) == [("applied", "", 4)]


def test_another_event_about_the_same_money_changes_nothing(
    world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    about = session_object(checkout.aggregate(world), checkout.session)
    for kind in ("completed", "async_payment_succeeded"):
        assert sends(world, event(world, about, kind))
    assert world.names_of_events().count("payment.received") == 1


def test_an_event_in_another_body_is_the_same_event(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    assert sends(world, {**told, "pending_webhooks": 2})
    assert sends(world, {**told, "pending_webhooks": 1})
    assert states(world) == [("applied", "", 2)]


def test_two_who_pay_the_same_invoice_leave_a_credit(world: World, company: Company, course: str) -> None:
    bill = invoice_of(world, company, course)
    for checkout in [opened(world, company, bill), opened(world, company, bill)]:
        sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    assert world.portal.store.get(Invoice, bill.id).open.minor == 0
    left = [row["left_minor"] for row in standing(world)["view_payments"]]
    assert sorted(left) == [0, bill.total.minor]


def test_money_after_the_end_is_still_money(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    found = checkout.aggregate(world)
    gone = session_object(found, checkout.session, status="expired", payment_status="unpaid")
    assert sends(world, event(world, gone, "expired"))
    assert checkout.aggregate(world).state == "expired"
    assert sends(world, event(world, session_object(found, checkout.session)))
    assert checkout.aggregate(world).state == "completed"


def test_a_payment_on_its_way_decides_nothing_until_it_came_or_failed(
    world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    pending = session_object(checkout.aggregate(world), checkout.session, payment_status="unpaid")
    assert sends(world, event(world, pending))
    assert checkout.aggregate(world).state == "waiting"
    assert sends(world, event(world, pending, "async_payment_failed"))
    assert checkout.aggregate(world).state == "refused"
    assert "payment.received" not in world.names_of_events()


LIES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("AmountDiffers", {"amount_total": 1}, {}),
    ("CurrencyDiffers", {"currency": "usd"}, {}),
    ("SessionDiffers", {"id": "cs_other"}, {}),
    ("AccountDiffers", {}, {"account": "acct_other"}),
    ("AccountDiffers", {}, {"livemode": True}),
    ("NoticeCannotBeRead", {"amount_total": "much"}, {}),
    ("NoticeCannotBeRead", {}, {"data": None}),
]


@pytest.mark.parametrize(("why", "changes", "around"), LIES)
def test_what_differs_from_what_was_asked_is_not_applied(
    why: str, changes: dict[str, Any], around: dict[str, Any], world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    before, history = standing(world), world.names_of_events()
    about = session_object(checkout.aggregate(world), checkout.session, **changes)
    sends(world, event(world, about, **around))
    assert (standing(world), world.names_of_events()) == (before, history)
    assert states(world) == [("refused", why, 1)]


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("CompanyDiffers", {"company": "other"}),
        ("InvoicesDiffer", {"invoices": "other"}),
        ("CheckoutIsUnknown", {"checkout": "other"}),
        ("CheckoutIsUnknown", {"checkout": ""}),
    ],
)
def test_what_names_others_is_not_applied(
    why: str, told: dict[str, str], world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    history = world.names_of_events()
    about = session_object(checkout.aggregate(world), checkout.session)
    sends(world, event(world, {**about, "metadata": {**about["metadata"], **told}}))
    assert world.names_of_events() == history
    assert states(world) == [("refused", why, 1)]


@pytest.mark.parametrize("signature", ["", "t=1,v1=abc", "nonsense", "t=x,v1=", "v1=abc", "t=1,v1=\u00e9"])
def test_a_forged_notice_is_kept_and_not_applied(
    signature: str, world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    history = world.names_of_events()
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    assert not sends(world, told, signature=signature)
    assert world.names_of_events() == history
    assert states(world) == [("refused", "NoticeIsForged", 1)]


def test_a_signature_is_good_for_its_own_body_only(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    about = session_object(checkout.aggregate(world), checkout.session)
    told = event(world, {**about, "amount_total": 1})
    good = signed(world, json.dumps(told))
    assert not sends(world, {**told, "data": {"object": about}}, signature=good)
    assert states(world) == [("refused", "NoticeIsForged", 1)]


@pytest.mark.parametrize("age", [301, 10_000, -301])
def test_a_replayed_notice_is_kept_and_not_applied(
    age: int, world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    assert not sends(world, told, age=age)
    assert "payment.received" not in world.names_of_events()
    assert states(world) == [("refused", "NoticeIsTooOld", 1)]


def test_a_forgery_does_not_keep_the_true_notice_out(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    assert not sends(world, {**told, "livemode": True}, signature="t=1,v1=abc")
    assert not sends(world, told, signature="t=1,v1=abc")
    assert sends(world, told)
    assert checkout.aggregate(world).state == "completed"
    assert sorted(states(world)) == [("applied", "", 2), ("refused", "NoticeIsForged", 1)]


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"\xff\xfe", b'{"type": 1}', b"[" * 100_000])
def test_a_body_that_makes_no_sense_is_kept(body: bytes, world: World) -> None:
    signature = signed(world, body.decode("latin-1"))
    take_notice(world.portal, body, signature)
    [row] = world.rows(payment_notices)
    assert bytes(row["body"]) == body
    assert row["state"] == "refused"


def test_a_notice_that_was_kept_when_the_process_died_is_acted_on_later(
    world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    body = json.dumps(event(world, session_object(checkout.aggregate(world), checkout.session)))
    with world.portal.store.engine.execution_options(transaction="write").begin() as tx:
        row = {"id": "kept", "body": body.encode(), "signature": signed(world, body), "deliveries": 1}
        told = {"state": "received", "kind": "", "checkout": "", "company": "", "why": ""}
        tx.execute(payment_notices.insert(), {**row, **told, "received_at": world.clock.now})
    world.clock.now += timedelta(days=3)
    settle_what_is_undecided(world.portal)
    assert checkout.aggregate(world).state == "completed"
    assert states(world) == [("applied", "", 1)]


def test_a_notice_that_comes_twice_at_the_same_moment_is_applied_once(
    world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    about = session_object(checkout.aggregate(world), checkout.session)
    told = [event(world, about), event(world, about, "async_payment_succeeded")] * 6

    def brings(notice: dict[str, Any]) -> None:
        with suppress(TryAgainLater):
            sends(world, notice)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(brings, told))
    for notice in told:
        assert sends(world, notice)
    assert world.names_of_events().count("payment.received") == 1
    assert {state for state, _, _ in states(world)} == {"applied"}


def test_a_notice_that_is_faster_than_we_are_is_checked_at_the_provider(
    world: World, company: Company, course: str, provider: RunningProvider
) -> None:
    """We died after the session was opened, and before we had noted it."""
    bill = invoice_of(world, company, course)
    checkout = world.application.open_checkout(world.as_manager(company), [bill.id], "en")
    found = world.portal.store.get(Checkout, checkout)
    session = world.portal.gateway.open_session(wanted(world, found))
    made_up = session_object(found, "cs_made_up")
    with suppress(Refusal):
        sends(world, event(world, made_up))
    assert world.portal.store.get(Checkout, checkout).session == ""
    assert decides(session.address, "pay")[0] == 303
    [(_, body, _)] = provider.books.notices_due()
    assert sends(world, json.loads(body))
    assert world.portal.store.get(Invoice, bill.id).open.minor == 0
    assert world.portal.store.get(Checkout, checkout).session == session.id


def wanted(world: World, checkout: Checkout) -> SessionWanted:
    """What is asked of the provider for a checkout."""
    return SessionWanted(
        checkout=checkout.id,
        company=checkout.company,
        invoices=tuple(share.invoice for share in checkout.invoices),
        amount=checkout.amount,
        title="Invoice",
        language="en",
        return_address=f"{world.portal.settings.base_url}/invoices/pay/{checkout.id}",
        expires_at=checkout.expires_at,
    )


UNREADABLE = [
    ("Infinity", '"amount_total": 5', '"amount_total": Infinity'),
    ("too large a float", '"amount_total": 5', '"amount_total": 1e999'),
    ("a half", '"amount_total": 5', '"amount_total": 5.5'),
    ("too large", '"amount_total": 5', f'"amount_total": {"9" * 30}'),
    ("a moment beyond all years", '"created": 5', f'"created": {10**20}'),
    ("NUL in the id", '"id": "evt_5"', '"id": "evt_\\u0000"'),
    ("half a letter in the id", '"id": "evt_5"', '"id": "evt_\\ud800"'),
    ("half a letter in the checkout", '"checkout": "', '"checkout": "\\ud800'),
    ("an endless id", '"id": "evt_5"', f'"id": "{"x" * 5000}"'),
]


@pytest.mark.parametrize(
    ("before", "after"), [one[1:] for one in UNREADABLE], ids=[one[0] for one in UNREADABLE]
)
def test_a_signed_notice_with_impossible_values_cannot_be_read(
    before: str, after: str, world: World, company: Company, course: str
) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    about = session_object(checkout.aggregate(world), checkout.session, amount_total=5)
    body = json.dumps(event(world, about, id="evt_5", created=5))
    assert before in body
    wrong = body.replace(before, after)
    assert not take_notice(world.portal, wrong.encode(), signed(world, wrong))
    assert states(world) == [("refused", "NoticeCannotBeRead", 1)]


class Breaking(StripeGateway):
    """A gateway with a fault of its own: what names a word makes it fail as nobody foresaw."""

    def read_notice(self, body: bytes) -> Notice:
        """Fail now and then."""
        if b"break" in body:
            raise ArithmeticError("nobody foresaw this")
        return super().read_notice(body)


def test_a_notice_that_fails_unexpectedly_is_put_aside_and_stops_no_other(
    world: World, company: Company, course: str
) -> None:
    portal = replace(world.portal, gateway=Breaking(world.portal.settings.card_payments))
    checkout = opened(world, company, invoice_of(world, company, course))
    good = event(world, session_object(checkout.aggregate(world), checkout.session))
    for told in ({**good, "id": "break"}, good):
        keeps(world, json.dumps(told))
        world.clock.moves(seconds=1)
    world.clock.moves(minutes=3)
    settle_what_is_undecided(portal)
    assert checkout.aggregate(world).state == "completed"
    assert sorted(states(world)) == [("applied", "", 1), ("left", "ArithmeticError", 1)]
    assert sends(world, {**good, "id": "break"})
    assert ("applied", "", 2) in states(world)


def keeps(world: World, body: str, state: str = "received") -> None:
    """Keep a notice as a process does that dies before it acts on it."""
    with world.portal.store.engine.execution_options(transaction="write").begin() as tx:
        id = keep_notice(tx, body.encode(), signed(world, body), world.clock.now)
        if state == "believed":
            note_believed(tx, id, json.loads(body)["id"], "kind", "")


@pytest.mark.parametrize("age", [0, 10_000])
def test_a_copy_with_a_bad_signature_does_not_overturn_a_verdict(
    age: int, world: World, company: Company, course: str
) -> None:
    """A forged copy, and one that was overheard and comes too late."""
    checkout = opened(world, company, invoice_of(world, company, course))
    about = session_object(checkout.aggregate(world), checkout.session)
    waiting, wrong = event(world, about), event(world, {**about, "amount_total": 1})
    unreadable = event(world, {**about, "amount_total": "much"})
    keeps(world, json.dumps(waiting), "believed")
    sends(world, wrong)
    sends(world, unreadable)
    before = [(state, why) for state, why, _ in states(world)]
    for told in (waiting, wrong, unreadable):
        assert not sends(world, told, age=age, signature=None if age else "t=1,v1=00")
    assert [(state, why) for state, why, _ in states(world)] == before
    world.clock.moves(minutes=3)
    settle_what_is_undecided(world.portal)
    assert checkout.aggregate(world).state == "completed"
    assert not sends(world, waiting, signature="t=1,v1=00")
    assert ("applied", "", 3) in states(world)


class OutOfReach(StripeGateway):
    """A gateway whose provider does not answer."""

    def session(self, id: str) -> Session:
        """Nobody answers."""
        raise PaymentPageIsOutOfReach


def test_notices_that_always_have_to_wait_do_not_starve_the_others(
    world: World, company: Company, course: str
) -> None:
    """The provider has to be asked about a session that was never noted, and does not answer."""
    portal = replace(world.portal, gateway=OutOfReach(world.portal.settings.card_payments))
    bill = invoice_of(world, company, course)
    unknown = world.application.open_checkout(world.as_manager(company), [bill.id], "en")
    about = session_object(world.portal.store.get(Checkout, unknown), "cs_unknown")
    for _ in range(101):
        keeps(world, json.dumps(event(world, about)))
    world.clock.moves(seconds=1)
    checkout = opened(world, company, bill)
    keeps(world, json.dumps(event(world, session_object(checkout.aggregate(world), checkout.session))))
    world.clock.moves(minutes=3)
    judge_waiting(portal, world.clock.now)
    assert checkout.aggregate(world).state == "waiting"
    world.clock.moves(seconds=30)
    judge_waiting(portal, world.clock.now)
    assert checkout.aggregate(world).state == "completed"
    assert "left" not in {state for state, _, _ in states(world)}
    world.clock.moves(days=3)
    judge_waiting(portal, world.clock.now)
    assert ("left", "NoticeStaysUndone", 1) in states(world)


def test_what_turned_at_the_provider_is_left_to_staff(world: World, company: Company, course: str) -> None:
    checkout = opened(world, company, invoice_of(world, company, course))
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    charge = {"object": "charge", "payment_intent": f"pi_{checkout.session}", "amount_refunded": 100}
    assert sends(world, event(world, charge, type="charge.refunded"))
    assert sends(world, event(world, charge, type="charge.dispute.created"))
    assert sends(world, event(world, {**charge, "object": "refund"}, type="refund.failed"))
    assert sends(world, event(world, charge, type="payout.paid"))
    found = {row["kind"]: (row["state"], row["why"], row["checkout"]) for row in world.rows(payment_notices)}
    assert found["charge.refunded"] == ("left", "MoneyWentBack", checkout.id)
    assert found["charge.dispute.created"] == ("left", "PaymentIsDisputed", checkout.id)
    assert found["refund.failed"] == ("left", "RefundFellThrough", checkout.id)
    assert found["payout.paid"] == ("applied", "", "")


def test_a_refund_that_staff_asked_for_here_is_no_news(world: World, company: Company, course: str) -> None:
    bill = invoice_of(world, company, course)
    for checkout in [opened(world, company, bill), opened(world, company, bill)]:
        sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    surplus = payment_id(checkout.id)
    first, second = (world.portal.context("staff", company.id) for _ in range(2))
    refund = world.application.ask_refund(first, surplus, Money(500, "EUR"))
    world.application.refund_by_transfer(second, Credit(surplus), Money(200, "EUR"), "R-1")
    charge = {"object": "charge", "payment_intent": f"pi_{checkout.session}", "amount_refunded": 500}
    sends(world, event(world, charge, type="charge.refunded"))
    failed = {"object": "refund", "payment_intent": f"pi_{checkout.session}", "metadata": {"refund": refund}}
    sends(world, event(world, failed, type="refund.failed"))
    assert {state for state, _, _ in states(world)} == {"applied"}
    sends(world, event(world, {**charge, "amount_refunded": 501}, type="charge.refunded"))
    assert ("left", "MoneyWentBack", 1) in states(world)
