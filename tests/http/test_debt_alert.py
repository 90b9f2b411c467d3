"""Old invoices are told of at every sign-in; by the day they close the portal, with the job or without."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from studying import Student
from training_portal.aggregates.account import Account
from training_portal.aggregates.order import Order
from training_portal.application.payments import Transfer
from training_portal.values import Money

ALERT = "more than 2 months old and unpaid"


class Debt:
    """What a company of one manager owes since 23 November 2026, seen in a browser."""

    def __init__(self, world: World, app: Flask, company: Company, manager: Browser) -> None:
        self.world, self.app, self.company, self.manager = world, app, company, manager

    def on(self, day: date) -> Browser:
        """A manager who has just signed in on a day, sent to the trainees' page."""
        now = self.world.clock.now
        self.world.clock.now = now + (datetime.combine(day, now.timetz()) - now)
        username = self.company.manager.username
        self.manager.log_in("manager", username, OWN_PASSWORD)
        return self.manager

    def is_suspended(self) -> bool:
        """What the account records."""
        return self.world.portal.store.get(Account, self.company.id).suspended


@pytest.fixture
def debt(world: World, app: Flask, company: Company, manager: Browser, order: Order) -> Debt:
    """An order of 23 November 2026 that nobody pays."""
    return Debt(world, app, company, manager)


def test_two_months_are_not_yet_told_of(debt: Debt) -> None:
    assert ALERT not in debt.on(date(2027, 1, 23)).get("/dashboard").text


def test_the_day_after_two_months_every_sign_in_tells_how_much_and_until_when(debt: Debt) -> None:
    page = debt.on(date(2027, 1, 24)).get("/dashboard").text
    assert "1 invoice is more than 2 months old and unpaid" in page
    assert "117.60 EUR in all. The oldest is F-2026-000001 of 23 November 2026." in page
    assert "The account is suspended in 31 days." in page


def test_whoever_signs_in_is_told_on_whichever_page_comes_first_and_then_on_the_dashboard(debt: Debt) -> None:
    manager = debt.on(date(2027, 1, 24))
    assert ALERT in manager.get("/trainees").text
    assert ALERT not in manager.get("/trainees").text
    assert ALERT in manager.get("/dashboard").text
    assert ALERT in debt.on(date(2027, 1, 25)).get("/trainees").text


def test_three_months_leave_the_portal_open_and_the_day_after_the_first_request_closes_it(debt: Debt) -> None:
    manager = debt.on(date(2027, 2, 23))
    assert manager.get("/trainees").status_code == 200
    assert not debt.is_suspended()
    debt.world.clock.now += timedelta(days=1)
    manager.log_in("manager", debt.company.manager.username, OWN_PASSWORD)
    closed = manager.get("/trainees")
    assert closed.status_code == 403
    assert "suspended because of unpaid invoices" in closed.text
    assert debt.is_suspended()
    assert (
        "The account is suspended until what is older than 3 months is paid: 117.60 EUR."
        in manager.get("/invoices").text
    )
    assert manager.get("/my-profile").status_code == 200


def test_payment_is_not_promised_to_open_an_account_that_was_suspended_for_another_reason(debt: Debt) -> None:
    context = debt.world.portal.context("cli", debt.company.id)
    debt.world.application.suspend_company(context, "papers are missing")
    page = debt.on(date(2027, 1, 24)).get("/invoices").text
    assert ALERT in page
    assert "suspended until" not in page
    assert "suspended in" not in page
    debt.on(date(2027, 3, 1))
    assert "because of unpaid" not in debt.manager.get("/trainees").text


def test_trainees_are_not_told(debt: Debt, students: list[Student]) -> None:
    debt.on(date(2027, 1, 24))
    assert ALERT not in students[0].browser.get("/my-trainings").text


def test_the_first_request_is_let_in_when_credit_saves_the_account(debt: Debt) -> None:
    context = debt.world.portal.context("staff", debt.company.id)
    transfer = Transfer(Money(20_000, "EUR"), debt.world.portal.today, "R-1")
    debt.world.application.record_transfer(context, transfer)
    page = debt.on(date(2027, 2, 23)).get("/dashboard").text
    assert "Your company has a credit of 200.00 EUR: use it under Pay now." in page
    manager = debt.on(date(2027, 2, 24))
    assert manager.get("/trainees").status_code == 200
    assert not debt.is_suspended()
    assert ALERT not in manager.get("/dashboard").text
