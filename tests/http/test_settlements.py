"""The page of an invoice says what settled it, so that anybody can add it up: for managers and for staff."""

import html
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from browsing import Browser
from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object, text_of
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.staff import StaffRole
from training_portal.application.payments import Credit, Transfer
from training_portal.application.people import Appointed
from training_portal.values import Money

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def bills(world: World, company: Company, mini: Path) -> list[Invoice]:
    """Invoices of 58.80, 117.60 and 58.80 euros."""
    course = world.course(mini)
    return [invoice_of(world, company, course, people) for people in (1, 2, 1)]


@pytest.fixture
def accountant(browser: Browser, staff: Callable[[StaffRole], Appointed], bills: list[Invoice]) -> Browser:
    joined = staff(StaffRole.ACCOUNTS)
    return browser.sign_in("staff", joined.username, joined.temporary_password)


def pays(world: World, company: Company, bill: Invoice, cents: int, on: date) -> str:
    transfer = Transfer(Money(cents, "EUR"), on, "VIR 77", (bill.id,))
    return world.application.record_transfer(world.portal.context("staff", company.id), transfer)


def block(browser: Browser, place: str) -> str:
    """The words of the block "Payments and credit"."""
    page = browser.get(place).text
    found = re.search(r'aria-label="Payments and credit">(.*?)</table>', page, re.S)
    assert found, place
    return " ".join(html.unescape(text_of(found[1])).split())


def test_a_transfer_that_was_larger_says_of_how_much(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    payment = pays(world, company, bills[0], 15_000, date(2026, 11, 20))
    place = f"/staff/invoices/{bills[0].id}"
    assert "20 November 2026 Bank transfer VIR 77 58.80 EUR of 150.00 EUR" in block(accountant, place)
    assert f'href="/staff/payments/{payment}"' in accountant.get(place).text


def test_credit_says_which_payment_it_was_of(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    payment = pays(world, company, bills[0], 15_000, date(2026, 11, 20))
    context = world.portal.context("staff", company.id)
    world.application.allocate_credit(context, Credit(payment), bills[1].id, Money(9_120, "EUR"))
    told = block(accountant, f"/staff/invoices/{bills[1].id}")
    assert "Credit of the bank transfer of 20 November 2026 VIR 77 91.20 EUR of 150.00 EUR" in told


def test_a_card_payment_and_one_taken_back_are_told_apart(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    payment = pays(world, company, bills[0], 1_000, date(2026, 11, 23))
    world.application.withdraw_payment(world.portal.context("staff", company.id), payment, "Not ours.")
    checkout = opened(world, company, bills[0])
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    told = block(accountant, f"/staff/invoices/{bills[0].id}")
    assert "Bank transfer VIR 77 10.00 EUR 23 November 2026 Payment taken back VIR 77 -10.00 EUR" in told
    assert told.endswith("Card payment – 58.80 EUR")


def test_a_manager_sees_credit_notes_that_took_nothing_off_as_well(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    pays(world, company, bills[0], 5_880, date(2026, 11, 23))
    context = lambda: world.portal.context("staff", company.id)  # noqa: E731
    note = world.application.credit_invoice(context(), bills[0].id, "Agreed.")
    credit = Credit(note, is_credit_note=True)
    world.application.allocate_credit(context(), credit, bills[2].id, Money(1_000, "EUR"))
    accountant.post("/log-out")
    accountant.sign_in("manager", company.manager.username, company.manager.temporary_password)
    told = block(accountant, f"/invoices/{bills[0].id}")
    assert "Bank transfer VIR 77 58.80 EUR 23 November 2026" in told
    assert "Credit note A-2026-000001 – 0.00 EUR of 58.80 EUR" in told
    used = block(accountant, f"/invoices/{bills[2].id}")
    assert "Credit of credit note A-2026-000001 – 10.00 EUR of 58.80 EUR" in used
    assert f'href="/credit-notes/{note}.pdf"' in accountant.get(f"/invoices/{bills[2].id}").text
    assert "/staff/" not in accountant.get(f"/invoices/{bills[0].id}").text
