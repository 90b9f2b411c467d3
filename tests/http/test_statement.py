"""The account statement: every entry with the balance after it, on the page and as documents."""

import html
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object, text_of
from training_portal.aggregates.course import course_id
from training_portal.application.payments import Transfer
from training_portal.event_store.context import Context
from training_portal.event_store.rebuild import verify
from training_portal.projections.statement import Statement, balances, currencies_of
from training_portal.values import Money


def words(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(text_of(page)))


def staff(world: World, company: Company) -> Context:
    return world.portal.context("staff", company.id)


@pytest.fixture
def history(world: World, company: Company, mini: Path, manager: Browser) -> str:
    """Three invoices of 58.80 in three months, the first one paid, the second credited. Answers a payment."""
    course = world.course(mini)
    bills = []
    for _ in range(3):
        bills.append(invoice_of(world, company, course, 1))
        world.clock.moves(days=20)
    transfer = Transfer(Money(5_880, "EUR"), world.portal.today, "VIR 4711", (bills[0].id,))
    payment = world.application.record_transfer(staff(world, company), transfer)
    world.application.credit_invoice(staff(world, company), bills[1].id, "Ordered twice.")
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    return payment


def test_each_entry_stands_with_the_balance_after_it(history: str, manager: Browser) -> None:
    page = words(manager.get("/statement").text)
    rows = [
        "Credit note A-2027-000001 22 January 2027 – 58.80 EUR 58.80 EUR",
        "Bank transfer VIR 4711 22 January 2027 – 58.80 EUR 117.60 EUR",
        "Invoice F-2027-000001 2 January 2027 58.80 EUR – 176.40 EUR",
        "Invoice F-2026-000002 13 December 2026 58.80 EUR – 117.60 EUR",
        "Invoice F-2026-000001 23 November 2026 58.80 EUR – 58.80 EUR",
    ]
    places = [page.index(row) for row in rows]
    assert places == sorted(places)
    assert "Balance before 0.00 EUR Balance at the end 58.80 EUR" in page


def test_a_period_begins_with_what_was_owed_before(history: str, manager: Browser) -> None:
    page = words(manager.get("/statement?from=2026-12-01&to=2027-01-10").text)
    assert "Balance before 58.80 EUR Balance at the end 176.40 EUR" in page
    assert "F-2026-000001" not in page
    assert "VIR 4711" not in page
    nothing = words(manager.get("/statement?from=2020-01-01&to=2020-12-31").text)
    assert "Nothing was billed or paid in this period." in nothing


def test_pages_of_a_statement_go_on_with_the_balance(
    world: World, company: Company, history: str, manager: Browser
) -> None:
    for number in range(40):
        transfer = Transfer(Money(100, "EUR"), world.portal.today, f"VIR {number}")
        world.application.record_transfer(staff(world, company), transfer)
    first, second = (words(manager.get(f"/statement?page={page}").text) for page in (1, 2))
    assert "Bank transfer VIR 39 22 January 2027 – 1.00 EUR 18.80 EUR" in first
    assert "Bank transfer VIR 14 22 January 2027 – 1.00 EUR 43.80 EUR" in second


def test_it_is_handed_out_as_pdf_and_for_spreadsheets(history: str, manager: Browser) -> None:
    pdf = manager.get("/statement/statement.pdf?from=2026-12-01")
    text = " ".join(pypdfium2.PdfDocument(pdf.data)[0].get_textpage().get_text_range().split())
    for told in ("Account statement", "Fret Atlantique SAS", "Balance before 58.80 EUR", "VIR 4711"):
        assert told in text
    assert text.index("F-2026-000002") < text.index("VIR 4711")
    rows = manager.get("/statement?format=csv").data.decode("utf-8-sig").splitlines()
    assert len(rows) == 6


def test_what_is_taken_back_is_owed_again(
    world: World, company: Company, history: str, manager: Browser
) -> None:
    world.application.withdraw_payment(staff(world, company), history, "typed twice")
    page = words(manager.get("/statement").text)
    assert "Payment taken back VIR 4711" in page
    assert "Balance at the end 117.60 EUR" in page


def test_what_is_taken_back_after_midnight_is_of_the_new_day(
    world: World, company: Company, history: str, manager: Browser
) -> None:
    world.clock.now = world.clock.now.replace(hour=23, minute=30)
    assert world.portal.today == date(2027, 1, 23)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    world.application.withdraw_payment(staff(world, company), history, "typed twice")
    assert "Payment taken back VIR 4711 23 January 2027" in words(manager.get("/statement").text)


def test_a_card_payment_is_said_in_words(
    world: World, company: Company, history: str, manager: Browser
) -> None:
    bill = invoice_of(world, company, course_id("MINI"), 1)
    checkout = opened(world, company, bill)
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    page = words(manager.get("/statement").text)
    assert "Card payment 22 January 2027 – 58.80 EUR" in page
    assert checkout.session not in page


def test_the_view_is_what_a_replay_gives_and_adds_up(world: World, company: Company, history: str) -> None:
    assert verify(world.portal.store, Statement()) == []
    world.clock.moves(days=1)
    world.pays(company)
    with world.portal.reading() as tx:
        told = balances(tx, company.id, currencies_of(tx, company.id)[0], None)
    assert told.closing == Money(0, "EUR")


def test_another_company_sees_its_own(world: World, history: str, app: Flask) -> None:
    other = world.company("Nordluft Handling GmbH").manager
    stranger = Browser(app).sign_in("manager", other.username, other.temporary_password)
    assert "Nothing was billed or paid" in words(stranger.get("/statement").text)


def test_what_was_billed_or_credited_leads_to_its_page_or_document(history: str, manager: Browser) -> None:
    page = manager.get("/statement").text
    invoice = re.findall(r'<a href="(/invoices/[^"]+)">Invoice F-2026-000001</a>', page)
    note = re.findall(r'<a href="(/credit-notes/[^"]+\.pdf)" download>Credit note A-2027-000001</a>', page)
    assert "Invoice F-2026-000001" in manager.get(invoice[0]).text
    assert manager.get(note[0]).data.startswith(b"%PDF-")
    assert "Bank transfer VIR 4711</a>" not in page


def test_each_currency_has_its_statement_and_none_is_hidden(
    world: World, company: Company, history: str, manager: Browser
) -> None:
    transfer = Transfer(Money(700, "USD"), world.portal.today, "VIR USD")
    world.application.record_transfer(staff(world, company), transfer)
    first, second = (manager.get(f"/statement{asked}").text for asked in ("", "?currency=EUR"))
    assert "Balance at the end -7.00 USD" in words(first)
    assert "Balance at the end 58.80 EUR" in words(second)
    assert 'name="currency"' in first
    rows = manager.get("/statement?currency=EUR&format=csv").data.decode("utf-8-sig").splitlines()
    assert rows[0] == "Date,Entry,Amount,Balance,Currency"
    assert rows[-1].endswith(",58.80,EUR")
    unknown = words(manager.get("/statement?currency=XXX").text)
    assert "Balance at the end -7.00 USD" in unknown
    assert "Bank transfer VIR USD" in unknown


def test_a_period_that_ends_before_it_begins_has_no_figures(history: str, manager: Browser) -> None:
    asked = "?from=2027-01-10&to=2026-12-01"
    page = words(manager.get(f"/statement{asked}").text)
    assert "exchange the two days" in page
    assert "Balance" not in page
    assert manager.get(f"/statement/statement.pdf{asked}").status_code == 302
