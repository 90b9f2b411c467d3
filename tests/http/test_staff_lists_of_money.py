"""The lists of invoices and payments: in the order of a day, found by company and credit note, as files."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from browsing import Browser
from dsl import Company, World
from paying import invoice_of
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.staff import StaffRole
from training_portal.application.payments import Transfer
from training_portal.application.people import Appointed
from training_portal.values import Money

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def course(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def bills(world: World, company: Company, course: str) -> list[Invoice]:
    """Twelve invoices, eight of them of one day."""
    first = [invoice_of(world, company, course) for _ in range(4)]
    world.clock.now += timedelta(days=1)
    return first + [invoice_of(world, company, course) for _ in range(8)]


@pytest.fixture
def accountant(browser: Browser, staff: Callable[[StaffRole], Appointed], bills: list[Invoice]) -> Browser:
    """Somebody of staff who signed in when everything was billed."""
    joined = staff(StaffRole.ACCOUNTS)
    return browser.sign_in("staff", joined.username, joined.temporary_password)


def rows_of(answer: TestResponse) -> list[list[str]]:
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def column(answer: TestResponse, heading: str) -> list[str]:
    heads, *rows = rows_of(answer)
    return [row[heads.index(heading)] for row in rows]


def pays(world: World, company: Company, bill: Invoice, cents: int, reference: str) -> str:
    transfer = Transfer(Money(cents, "EUR"), world.portal.today, reference, (bill.id,))
    return world.application.record_transfer(world.portal.context("staff", company.id), transfer)


def signed_in(browser: Browser, company: Company) -> Browser:
    return browser.sign_in("manager", company.manager.username, company.manager.temporary_password)


def test_invoices_of_a_day_are_in_the_order_of_their_numbers(
    accountant: Browser, bills: list[Invoice]
) -> None:
    numbers = [bill.number for bill in bills]
    assert column(accountant.get("/staff/invoices?format=csv"), "Invoice") == numbers[::-1]
    upward = accountant.get("/staff/invoices?format=csv&sort=issued_on&dir=asc")
    assert column(upward, "Invoice") == numbers
    assert column(accountant.get("/staff/invoices?format=csv&sort=total_minor"), "Invoice") == numbers[::-1]


def test_a_managers_invoices_of_a_day_are_in_the_order_of_their_numbers(
    browser: Browser, company: Company, bills: list[Invoice]
) -> None:
    manager, numbers = signed_in(browser, company), [bill.number for bill in bills]
    assert column(manager.get("/invoices?format=csv"), "Invoice") == numbers[::-1]
    page = manager.get("/local-edit").text
    places = [page.index(number) for number in reversed(numbers)]
    assert places == sorted(places)


def test_payments_of_a_day_are_in_the_order_they_were_recorded(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    references = [f"VIR {place}" for place in range(8)]
    for place, reference in enumerate(references):
        world.clock.moves(minutes=1)
        pays(world, company, bills[place], 100 + place, reference)
    assert column(accountant.get("/staff/payments?format=csv"), "Reference") == references[::-1]


def test_payments_tell_their_company_in_the_file_and_their_reference_on_the_page(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    pays(world, company, bills[0], 5_880, "VIR 77")
    file = accountant.get("/staff/payments?format=csv")
    assert column(file, "Company") == ["Fret Atlantique SAS"]
    assert "VIR 77" in accountant.get("/staff/payments").text


def test_staff_find_invoices_and_payments_by_the_name_of_the_company(
    world: World, company: Company, accountant: Browser, course: str, bills: list[Invoice]
) -> None:
    other = world.company("Élan Fret")
    theirs = invoice_of(world, other, course)
    pays(world, other, theirs, 100, "THEIRS")
    pays(world, company, bills[0], 100, "OURS")
    assert column(accountant.get("/staff/invoices?format=csv&q=elan"), "Invoice") == [theirs.number]
    assert len(column(accountant.get("/staff/invoices?format=csv&q=fret"), "Invoice")) == 13
    assert column(accountant.get("/staff/payments?format=csv&q=élan fret"), "Reference") == ["THEIRS"]
    assert column(accountant.get("/staff/payments?format=csv&q=our"), "Reference") == ["OURS"]
    page = accountant.get("/staff/invoices?q=elan").text
    assert "All <b>1</b>" in " ".join(page.split())


def test_invoices_are_found_by_the_number_of_their_credit_note(
    world: World, company: Company, accountant: Browser, course: str, bills: list[Invoice]
) -> None:
    other = world.company("Élan Fret")
    theirs = invoice_of(world, other, course)
    for client, bill in ((company, bills[2]), (other, theirs)):
        world.application.credit_invoice(world.portal.context("staff", client.id), bill.id, "Twice.")
    found = accountant.get("/staff/invoices?format=csv&q=A-2026-000001")
    assert column(found, "Invoice") == [bills[2].number]
    accountant.post("/log-out")
    manager = signed_in(accountant, company)
    assert column(manager.get("/invoices?format=csv&q=a-2026"), "Invoice") == [bills[2].number]
    assert column(manager.get("/invoices?format=csv&q=A-2026-000002"), "Invoice") == []


def test_credit_notes_of_all_companies_are_listed_found_and_saved(
    world: World, company: Company, accountant: Browser, course: str, bills: list[Invoice]
) -> None:
    other = world.company("Élan Fret")
    theirs = invoice_of(world, other, course)
    for client, bill in ((company, bills[2]), (other, theirs)):
        world.application.credit_invoice(world.portal.context("staff", client.id), bill.id, "Twice.")
    heads, newest, oldest = rows_of(accountant.get("/staff/credit-notes?format=csv"))
    assert heads == ["Credit note", "Issued", "Company", "Invoice", "Net", "VAT", "Total", "Reason"]
    assert newest[2:] == ["Élan Fret", theirs.number, "49.00", "9.80", "58.80", "Twice."]
    assert oldest[:2] == ["A-2026-000001", "2026-11-24"]
    for search in ("elan", "A-2026-000002", theirs.number):
        found = accountant.get(f"/staff/credit-notes?format=csv&q={search}")
        assert column(found, "Credit note") == ["A-2026-000002"]
    assert column(accountant.get("/staff/credit-notes?format=csv&to=2026-11-23"), "Credit note") == []
    page = accountant.get("/staff/credit-notes").text
    assert "A-2026-000001" in page
    assert f"/staff/invoices/{bills[2].id}" in page
    assert accountant.get("/staff/invoices").text.count("/staff/credit-notes") == 1


def test_staff_read_the_account_statement_of_one_company(
    world: World, company: Company, accountant: Browser, course: str, bills: list[Invoice]
) -> None:
    payment = pays(world, company, bills[0], 5_880, "VIR 77")
    theirs = invoice_of(world, world.company("Élan Fret"), course)
    place = f"/staff/companies/{company.id}/statement"
    assert place in accountant.get(f"/staff/companies/{company.id}").text
    page = accountant.get(place).text
    assert f"/staff/payments/{payment}" in page
    assert f"/staff/invoices/{bills[0].id}" in page
    assert theirs.number not in page
    assert "646.80 EUR" in page
    entries = column(accountant.get(f"{place}?format=csv&to=2026-11-23"), "Entry")
    assert sorted(entries) == [f"Invoice {bill.number}" for bill in bills[:4]]
    assert accountant.get(f"/staff/companies/{'f' * 32}/statement").status_code == 404


def test_credits_have_a_total_and_a_file(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    pays(world, company, bills[0], 6_880, "VIR 77")
    pays(world, company, bills[1], 5_880, "VIR 78")
    world.application.credit_invoice(world.portal.context("staff", company.id), bills[1].id, "Twice.")
    assert "68.80 EUR" in accountant.get("/staff/credits").text
    file = accountant.get("/staff/credits?format=csv")
    assert column(file, "Company") == ["Fret Atlantique SAS"] * 2
    told = sorted(zip(column(file, "From"), column(file, "Left"), strict=True))
    assert told == [("Bank transfer VIR 77", "10.00"), ("Credit note A-2026-000001", "58.80")]
