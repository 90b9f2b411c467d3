"""Managers get a receipt for each payment, once, with what it settled and what is open or left."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.manager import ManagerRole
from training_portal.application.payments import Transfer
from training_portal.event_store.outbox import Letter
from training_portal.letters import write_letter
from training_portal.mail.message import CannotBeWritten, WrittenLetter
from training_portal.values import Money

ON = date(2026, 11, 23)


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def bills(world: World, company: Company, mini: Path) -> list[Invoice]:
    """Two invoices, of 58.80 EUR and of 117.60 EUR."""
    course = world.course(mini)
    return [invoice_of(world, company, course, people) for people in (1, 2)]


@pytest.fixture
def transfers(world: World, company: Company, bills: list[Invoice]) -> Callable[..., str]:
    """Records a transfer of so many cents for the first so many invoices."""

    def transfers(cents: int, count: int = 1) -> str:
        paid = Transfer(Money(cents, "EUR"), ON, "VIR 77", tuple(bill.id for bill in bills[:count]))
        return world.application.record_transfer(world.portal.context("staff", company.id), paid)

    return transfers


def receipts(world: World) -> list[Letter]:
    waiting = world.portal.store.outbox.take_due(world.clock.now)
    return [letter for letter in waiting if letter.occasion == "payment_received"]


def words(letter: WrittenLetter) -> str:
    return " ".join(letter.text.replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_card_payment_brings_one_receipt_however_often_it_is_told(
    world: World, company: Company, bills: list[Invoice]
) -> None:
    checkout = opened(world, company, bills[1])
    told = event(world, session_object(checkout.aggregate(world), checkout.session))
    for _ in range(3):
        assert sends(world, told)
    [letter] = receipts(world)
    written = write_letter(world.portal, letter)
    assert (written.to.email, written.subject) == ("claire@example.com", "Receipt: 117.60 EUR received")
    text = words(written)
    assert "We have received this payment of Fret Atlantique SAS." in text
    assert "23 November 2026" in text
    assert "Paid by: card" in text
    assert f"{bills[1].number}: 117.60 EUR, settled" in text
    assert "Open in all: 58.80 EUR" in text
    assert bills[0].number not in text
    assert "credit" not in text


def test_a_part_of_what_is_owed_says_what_stays_open(
    world: World, bills: list[Invoice], transfers: Callable[..., str]
) -> None:
    transfers(5_000)
    [letter] = receipts(world)
    text = words(write_letter(world.portal, letter))
    assert "Paid by: bank transfer" in text
    assert f"{bills[0].number}: 50.00 EUR, still to pay: 8.80 EUR" in text
    assert "Open in all: 126.40 EUR" in text


def test_more_than_is_owed_is_named_as_credit(world: World, transfers: Callable[..., str]) -> None:
    transfers(20_000, 2)
    [letter] = receipts(world)
    text = words(write_letter(world.portal, letter))
    assert "23.60 EUR of it is set against no invoice" in text
    assert "No invoice is open any more." in text


def test_every_manager_who_may_see_invoices_reads_it_in_their_language(
    world: World, company: Company, transfers: Callable[..., str]
) -> None:
    context = world.portal.context("cli", company.id)
    for role in (ManagerRole.INVOICES, ManagerRole.PURCHASING):
        email = f"{role.value}@example.com"
        made = world.application.appoint_manager(context, "Marc", "Petit", email, "fr", role)
    world.application.deactivate_manager(context, made.person)
    receipts(world)
    transfers(5_880)
    written = {one.to.email: one for one in (write_letter(world.portal, each) for each in receipts(world))}
    assert written.keys() == {"claire@example.com", "invoices@example.com"}
    assert written["invoices@example.com"].to.language == "fr"


def test_what_was_recorded_by_mistake_is_not_confirmed(
    world: World, company: Company, transfers: Callable[..., str]
) -> None:
    payment = transfers(5_880)
    world.application.withdraw_payment(world.portal.context("staff", company.id), payment, "another company")
    [letter] = receipts(world)
    with pytest.raises(CannotBeWritten):
        write_letter(world.portal, letter)
