"""Managers who see invoices are told when a payment is withdrawn, and when credit is given back."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import payment_id
from training_portal.application.payments import Credit, Transfer
from training_portal.event_store.context import Context
from training_portal.letters import write_letter
from training_portal.mail.message import WrittenLetter
from training_portal.values import Money

ON = date(2026, 11, 20)


@pytest.fixture
def company(world: World) -> Company:
    """A company with two managers, one of whom has left."""
    company, context = world.company(), lambda: world.portal.context("cli", company.id)
    marc = world.application.appoint_manager(context(), "Marc", "Petit", "marc@example.com", "en")
    world.application.deactivate_manager(context(), marc.person)
    return company


@pytest.fixture
def bill(world: World, company: Company, mini: Path) -> Invoice:
    """An invoice of 58.80 EUR."""
    return invoice_of(world, company, world.course(mini))


def staff(world: World, company: Company) -> Context:
    return world.portal.context("staff", company.id)


def pays(world: World, company: Company, bill: Invoice, cents: int) -> str:
    transfer = Transfer(Money(cents, "EUR"), ON, "VIR 77", (bill.id,))
    return world.application.record_transfer(staff(world, company), transfer)


def letters(world: World, occasion: str) -> Sequence[WrittenLetter]:
    waiting = world.portal.store.outbox.take_due(world.clock.now, limit=100)
    return [write_letter(world.portal, letter) for letter in waiting if letter.occasion == occasion]


def words(letter: WrittenLetter) -> str:
    return " ".join(letter.text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_withdrawn_payment_is_told_with_what_is_open_again(
    world: World, company: Company, bill: Invoice
) -> None:
    payment = pays(world, company, bill, 5_880)
    world.application.withdraw_payment(staff(world, company), payment, "It was another company’s.")
    [letter] = letters(world, "payment_withdrawn")
    assert (letter.to.email, letter.subject) == ("claire@example.com", "Payment of 58.80 EUR withdrawn")
    text = words(letter)
    assert "This payment of Fret Atlantique SAS was recorded by mistake." in text
    for told in ("20 November 2026", "VIR 77", "It was another company’s.", "These invoices are open again:"):
        assert told in text
    assert f"{bill.number} | 23 November 2026 | 58.80 EUR" in text


def test_what_was_settled_otherwise_meanwhile_is_not_called_open(
    world: World, company: Company, bill: Invoice
) -> None:
    payment = pays(world, company, bill, 5_880)
    world.application.withdraw_payment(staff(world, company), payment, "Typed twice.")
    pays(world, company, bill, 5_880)
    [letter] = letters(world, "payment_withdrawn")
    assert "open again" not in words(letter)


def test_each_refund_by_transfer_is_told_although_it_equals_another(
    world: World, company: Company, bill: Invoice
) -> None:
    payment = pays(world, company, bill, 6_880)
    for _ in range(2):
        world.application.refund_by_transfer(
            staff(world, company), Credit(payment), Money(500, "EUR"), "VIR 9"
        )
    first, second = letters(world, "refund_made")
    assert (first.to.email, first.subject) == ("claire@example.com", "Refund of 5.00 EUR")
    assert first.text == second.text
    for told in ("How: by bank transfer", "Reference: VIR 9", "Payment of: 20 November 2026"):
        assert told in words(first)


def test_a_refund_of_a_credit_note_names_it(world: World, company: Company, bill: Invoice) -> None:
    pays(world, company, bill, 5_880)
    note = world.application.credit_invoice(staff(world, company), bill.id, "Agreed.")
    world.application.refund_by_transfer(
        staff(world, company), Credit(note, is_credit_note=True), Money(5_880, "EUR"), ""
    )
    [letter] = letters(world, "refund_made")
    text = words(letter)
    assert "Credit note: A-2026-000001" in text
    assert "Reference" not in text


def test_a_refund_to_the_card_is_told_when_the_provider_made_it(
    world: World, company: Company, bill: Invoice
) -> None:
    checkout = opened(world, company, bill)
    pays(world, company, bill, 5_880)
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    payment = payment_id(checkout.id)
    refund = world.application.ask_refund(staff(world, company), payment, Money(5_880, "EUR"))
    assert letters(world, "refund_made") == []
    world.application.confirm_refund(staff(world, company), payment, refund, "re_1")
    [letter] = letters(world, "refund_made")
    text = words(letter)
    assert "How: to the card" in text
    assert "58.80 EUR" in text
    assert "It may take some days" in text
