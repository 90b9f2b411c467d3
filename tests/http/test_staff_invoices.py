"""Staff look after invoices: find them, put them off, take them back, and see why an account is suspended."""

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from paying import invoice_of, text_of
from training_portal.aggregates.account import Account
from training_portal.aggregates.course import course_id
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.staff import StaffRole
from training_portal.application.people import Appointed
from training_portal.worker import suspend_accounts_with_old_invoices

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def bill(world: World, company: Company, mini: Path) -> Invoice:
    """An invoice of 23 November 2026 over 58.80 euros."""
    return invoice_of(world, company, world.course(mini), 1)


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text_of(page)))


def is_suspended(world: World, company: Company) -> bool:
    return world.portal.store.get(Account, company.id).suspended


def until_suspended(world: World, accountant: Browser) -> None:
    """Let three months pass; whoever was signed in signs in again."""
    world.clock.moves(days=93)
    suspend_accounts_with_old_invoices(world.portal)
    accountant.log_in("staff", "o.petit", OWN_PASSWORD)


def test_invoices_of_all_companies_are_listed_found_and_saved(
    world: World, accountant: Browser, bill: Invoice
) -> None:
    other = world.company("Nordluft Handling GmbH")
    invoice_of(world, other, course_id("MINI"), 2)
    page = words(accountant.get("/staff/invoices").text)
    for text in ("F-2026-000001", "F-2026-000002", "Fret Atlantique SAS", "Nordluft Handling GmbH"):
        assert text in page
    assert "F-2026-000002" not in accountant.get("/staff/invoices?q=000001").text
    assert "F-2026-000001" not in accountant.get("/staff/invoices?state=paid").text
    rows = accountant.get("/staff/invoices?format=csv").data.decode("utf-8-sig").splitlines()
    assert sorted(row.partition(",")[0] for row in rows[1:]) == [
        "Fret Atlantique SAS",
        "Nordluft Handling GmbH",
    ]


def test_documents_are_those_that_the_company_has(accountant: Browser, bill: Invoice, world: World) -> None:
    place = f"/staff/invoices/{bill.id}"
    assert accountant.get(f"{place}/1.pdf").data.startswith(b"%PDF-")
    assert b"F-2026-000001" in accountant.get(f"{place}/1.xml").data
    assert accountant.get(f"{place}/2.pdf").status_code == 404
    assert accountant.get("/staff/invoices/nothing").status_code == 404


def test_a_delay_gives_the_account_back_until_its_end(
    world: World, company: Company, accountant: Browser, bill: Invoice
) -> None:
    until_suspended(world, accountant)
    assert is_suspended(world, company)
    until = world.portal.today + timedelta(days=10)
    place = f"/staff/invoices/{bill.id}"
    fields = {"why": "delay", "until": until.isoformat(), "reason": "They pay on Friday."}
    assert accountant.submit(f"{place}/put-off", **fields).status_code == 303
    assert not is_suspended(world, company)
    assert "A delay was granted up to and with" in words(accountant.get(place).text)
    world.clock.moves(days=10)
    suspend_accounts_with_old_invoices(world.portal)
    assert not is_suspended(world, company)
    world.clock.moves(days=1)
    suspend_accounts_with_old_invoices(world.portal)
    assert is_suspended(world, company)


def test_a_delay_can_be_ended_before_its_day(
    world: World, company: Company, accountant: Browser, bill: Invoice
) -> None:
    place = f"/staff/invoices/{bill.id}"
    fields = {"why": "dispute", "until": "2027-12-31", "reason": "Wrong price."}
    assert accountant.submit(f"{place}/put-off", **fields).status_code == 303
    assert "disputed" in words(accountant.get(place).text)
    until_suspended(world, accountant)
    assert not is_suspended(world, company)
    assert accountant.submit(place, f"{place}/put-off/end").status_code == 303
    suspend_accounts_with_old_invoices(world.portal)
    assert is_suspended(world, company)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"until": "2026-11-23"}, "Choose a day after today."),
        ({"until": ""}, "Choose a day."),
        ({"reason": ""}, "Reason"),
    ],
)
def test_a_delay_that_makes_no_sense_keeps_what_was_typed(
    accountant: Browser, bill: Invoice, fields: dict[str, str], said: str
) -> None:
    typed = {"why": "delay", "until": "2027-01-01", "reason": "They asked.", **fields}
    refused = accountant.submit(f"/staff/invoices/{bill.id}/put-off", **typed)
    assert refused.status_code == 422
    assert said in words(refused.text)
    for text in typed.values():
        assert text in refused.text


def test_an_invoice_is_credited_and_the_account_open_again(
    world: World, company: Company, accountant: Browser, bill: Invoice
) -> None:
    until_suspended(world, accountant)
    place = f"/staff/invoices/{bill.id}"
    assert accountant.submit(f"{place}/credit", reason="").status_code == 422
    asked = accountant.submit(f"{place}/credit", reason="Ordered twice.")
    assert asked.status_code == 200
    assert "This cannot be undone. A credit note over 58.80 EUR is issued" in words(asked.text)
    assert "credit_note.issued" not in world.names_of_events()
    wrong = accountant.submit(f"{place}/credit", reason="Ordered twice.", over="5879")
    assert "This cannot be undone." in wrong.text
    sent = {"reason": "Ordered twice.", "over": "5880", "command_id": "a" * 32}
    for _ in range(2):
        assert accountant.post(f"{place}/credit", sent).status_code == 303
    assert not is_suspended(world, company)
    page = accountant.get(place).text
    assert "A-2027-000001" in page
    [note] = set(re.findall(r"/staff/invoices/credit-notes/\w+\.pdf", page))
    assert accountant.get(note).data.startswith(b"%PDF-")
    assert "Credit this invoice" not in page


def test_the_page_of_a_company_says_why_its_account_is_as_it_is(
    world: World, company: Company, accountant: Browser, bill: Invoice
) -> None:
    place = f"/staff/companies/{company.id}"
    assert place in accountant.get("/staff").text
    assert "it was always open" in words(accountant.get(place).text)
    until_suspended(world, accountant)
    until = world.portal.today + timedelta(days=5)
    fields = {"why": "delay", "until": until.isoformat(), "reason": "They pay on Friday."}
    accountant.submit(f"/staff/invoices/{bill.id}/put-off", **fields)
    world.pays(company)
    page = words(accountant.get(place).text)
    told = [
        "58.80 EUR set against F-2026-000001",
        "Open again",
        "Delay granted for F-2026-000001 up to 1 March 2027: They pay on Friday.",
        "Suspended for unpaid invoices: F-2026-000001 of 23 November 2026 "
        "(three months over since 24 February 2027)",
    ]
    places = [page.index(text) for text in told]
    assert places == sorted(places)
    assert "Olga Petit" in page
    assert world.portal.today == date(2027, 2, 24)


def test_support_sees_the_company_but_not_its_money(
    world: World, company: Company, browser: Browser, staff: Callable[[StaffRole], Appointed], bill: Invoice
) -> None:
    world.clock.moves(days=93)
    suspend_accounts_with_old_invoices(world.portal)
    world.pays(company)
    joined = staff(StaffRole.SUPPORT)
    support = browser.sign_in("staff", joined.username, joined.temporary_password)
    page = support.get(f"/staff/companies/{company.id}").text
    told = words(page)
    assert "Claire Morel" in told
    assert "Suspended for unpaid invoices" in told
    for hidden in ("58.80", "Money", "Payments", "/staff/invoices/"):
        assert hidden not in page
    assert support.get("/staff/invoices").status_code == 403
    assert "/staff/people/" not in page
    assert "Record a transfer" not in page


def test_the_page_of_a_company_names_its_managers_and_leads_to_what_staff_can_do(
    world: World, company: Company, browser: Browser, staff: Callable[[StaffRole], Appointed], bill: Invoice
) -> None:
    joined = staff(StaffRole.ADMINISTRATOR)
    administrator = browser.sign_in("staff", joined.username, joined.temporary_password)
    world.company("Nordluft Handling GmbH")
    answer = administrator.get(f"/staff/companies/{company.id}")
    assert f'href="/staff/people/{company.manager.person}">Claire Morel</a>' in answer.text
    assert "Claire Morel c.morel claire@example.com Full 23 November 2026" in words(answer.text)
    assert "Trainees 1 Trainees who have left 0" in words(answer.text)
    assert answer.text.count("claire@example.com</a>") == 1
    assert 'href="/staff/payments/new?numbers=F-2026-000001"' in answer.text
    assert 'value="F-2026-000001"' in administrator.get("/staff/payments/new?numbers=F-2026-000001").text


def test_an_error_page_says_its_sentence_once(accountant: Browser) -> None:
    answer = accountant.get("/dashboard")
    assert answer.status_code == 404
    said = words(answer.text.partition("<main")[2])
    assert said.count("There is no such page") == 1
    assert "Check the address, or start again from the first page." in said


def test_staff_credit_some_people_of_a_line(
    world: World, company: Company, accountant: Browser, mini: Path
) -> None:
    bill = invoice_of(world, company, world.course(mini), 3)
    place, line = f"/staff/invoices/{bill.id}/credit", bill.lines[0].line
    assert 'max="3" value="3"' in accountant.get(place).text
    sent = {"line": line, "reason": "Two did not come."}
    for people, told in (
        ("4", "No more people than are left"),
        ("0", "Credit one person at least."),
        ("-1", "Write a number of people."),
        ("two", "Write a number of people."),
    ):
        answer = accountant.submit(place, **sent, people=people)
        assert answer.status_code == 422
        assert told in words(answer.text)
        assert f'value="{people}"' in answer.text
    asked = words(accountant.submit(place, **sent, people="2").text)
    for told in ("2 people", "Without VAT 98.00 EUR", "VAT 19.60 EUR", "Total 117.60 EUR"):
        assert told in asked
    assert "Taken off what is still to pay 117.60 EUR Becomes credit 0.00 EUR" in asked
    assert accountant.submit(place, **sent, people="2", over="11760").status_code == 303
    assert world.portal.store.get(Invoice, bill.id).open.minor == 5_880
    assert 'max="1" value="1"' in accountant.get(place).text
