"""The story of chapter 10: an invoice is edited, told of, suspends its company, and is settled.

It is of 30 November 2027. Two months later is 30 January, three months later 29 February of a leap year.
"""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdfium2
import pytest

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World, settings_for
from paying import decides, provider_at_work
from programs import Program
from structure.estates import ABSENT, path_of, routes
from studying import temporary_password, words
from training_portal.aggregates.account import Account
from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.aggregates.order import Order
from training_portal.event_store.schema import outbox
from training_portal.http import create_app
from training_portal.http.visitor import Kind
from training_portal.till.round import settle_what_is_undecided
from training_portal.worker import suspend_accounts_with_old_invoices

ADDRESS = "http://localhost:8000"
ORDERED = date(2027, 11, 30)
TWO_MONTHS, A_DAY_MORE = date(2028, 1, 30), date(2028, 1, 31)
THREE_MONTHS, TOO_OLD = date(2028, 2, 29), date(2028, 3, 1)


@dataclass
class Story:
    """A company with its manager, two trainees, a program, and one order of 117.60 euros."""

    world: World
    company: Company
    order: Order
    manager: Browser
    program: Program

    @property
    def bill(self) -> Invoice:
        return self.world.portal.store.get(Invoice, invoice_id(self.order.id))

    @property
    def is_suspended(self) -> bool:
        """What the account records, whoever asked."""
        return self.world.portal.store.get(Account, self.company.id).suspended

    def signs_in_on(self, day: date) -> str:
        """Let it be noon of a day, sign in at a new browser, and read the first page."""
        self.world.clock.now = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)
        self.manager = Browser(self.manager.app)
        gone = self.manager.log_in("manager", self.company.manager.username, OWN_PASSWORD)
        return words(self.manager.get(gone.location, follow_redirects=True))

    def letters(self) -> list[str]:
        """The occasions of letters about the account, in order."""
        rows = self.world.rows(outbox)
        return [row["occasion"] for row in rows if row["occasion"].startswith("account_")]


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{probe.getsockname()[1]}"
    settings = settings_for(sqlite_url, tmp_path, base_url=ADDRESS)
    cards = replace(settings.card_payments, api_base=address, pages=address)
    ordered_at = datetime(ORDERED.year, ORDERED.month, ORDERED.day, 11, tzinfo=UTC)
    world = World(settings.with_changes(card_payments=cards), ordered_at)
    yield world
    world.close()


@pytest.fixture
def story(world: World, mini: Path) -> Story:
    company, course = world.company(), world.course(mini)
    boss = company.manager
    manager = Browser(create_app(world.portal)).sign_in("manager", boss.username, boss.temporary_password)
    order = world.order(company, course, ["Karim Benali", "Zoé Lefèvre"])
    return Story(world, company, order, manager, Program(world, company))


def test_it_suspends_by_the_job_and_paying_gives_the_account_back(story: Story, tmp_path: Path) -> None:
    edits_the_purchase_order_number(story)
    is_told_from_two_months_and_a_day(story)
    is_not_suspended_at_three_months(story)
    story.world.clock.moves(days=1)
    suspend_accounts_with_old_invoices(story.world.portal)
    assert story.is_suspended
    reaches_invoices_and_nothing_else(story)
    with provider_at_work(story.world, tmp_path):
        pays_now(story)
    is_open_again(story)


def test_without_the_job_the_first_request_suspends_and_a_credit_note_gives_the_account_back(
    story: Story,
) -> None:
    is_not_suspended_at_three_months(story)
    story.world.clock.moves(days=1)
    assert not story.is_suspended
    assert story.program.get("/trainees").status_code == 403
    assert story.is_suspended
    reaches_invoices_and_nothing_else(story)
    staff = story.world.portal.context("staff", story.company.id)
    story.world.application.credit_invoice(staff, story.bill.id, "Ordered twice.")
    assert story.bill.open.minor == 0
    is_open_again(story)


def test_trainees_finish_what_they_started_and_start_nothing_new(story: Story) -> None:
    world = story.world
    started, idle = world.enrolments(story.order)
    world.application.start_training(world.as_trainee(started), started.id)
    people = {}
    for one in (started, idle):
        secret = temporary_password(world, story.order, one.trainee.id)
        browser = Browser(create_app(world.portal))
        people[one.id] = browser.sign_in("trainee", one.trainee.identifier, secret)
    world.clock.now = datetime(TOO_OLD.year, TOO_OLD.month, TOO_OLD.day, 11, tzinfo=UTC)
    for one in (started, idle):
        people[one.id].log_in("trainee", one.trainee.identifier, OWN_PASSWORD)
    assert people[idle.id].post(f"/my-trainings/{idle.id}/start").status_code in (403, 422)
    assert story.is_suspended
    world.study(started)
    world.take_test(started)
    states = [one.state.value for one in world.enrolments(story.order)]
    assert states == ["passed", "not_started"]


def edits_the_purchase_order_number(story: Story) -> None:
    """10.1: the number is added; the invoice keeps everything else, and both documents."""
    before = story.bill
    story.manager.post("/local-edit", {"invoice": [before.id], "po_number": ["PO-7781"], "total": ["1"]})
    after = story.bill
    assert (after.po_number, after.rendition) == ("PO-7781", 2)
    assert (after.number, after.issued_on, after.total, after.lines) == (
        *(before.number, before.issued_on, before.total),
        before.lines,
    )
    texts = [story.manager.get(f"/invoices/{before.id}/{rendition}.pdf").data for rendition in (1, 2)]
    printed = [str(pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()) for pdf in texts]
    assert ["PO-7781" in text for text in printed] == [False, True]


def is_told_from_two_months_and_a_day(story: Story) -> None:
    """10.3: how many, total, oldest, days left, Pay now; at every sign-in, and no day too early."""
    assert "Unpaid invoices" not in story.signs_in_on(TWO_MONTHS)
    for _ in range(2):
        page = story.signs_in_on(A_DAY_MORE)
        assert "1 invoice is more than 2 months old and unpaid: 117.60 EUR in all." in page
        assert f"The oldest is {story.bill.number} of 30 November 2027." in page
        assert "The account is suspended in 30 days." in page
        assert "Pay now" in page


def is_not_suspended_at_three_months(story: Story) -> None:
    story.signs_in_on(THREE_MONTHS)
    suspend_accounts_with_old_invoices(story.world.portal)
    assert story.manager.get("/trainees").status_code == 200
    assert story.program.get("/trainees").status_code == 200
    assert not story.is_suspended


def reaches_invoices_and_nothing_else(story: Story) -> None:
    """Every route of managers and of programs, by its own declaration of whom it lets in."""
    assert "The account is suspended until what is older than 3 months is paid: " in story.signs_in_on(
        TOO_OLD
    )
    assert story.program.order().status_code == 403
    assert story.manager.post("/orders").status_code == 403
    things = {"invoice": story.bill.id, "order": story.order.id}
    reached = set()
    for rule, method, entry in routes(story.manager.app):
        path, _ = path_of(rule, things)
        if method != "GET" or not entry.kinds & {Kind.MANAGER, Kind.API_TOKEN} or ABSENT in path:
            continue
        by_token = Kind.API_TOKEN in entry.kinds
        answer = story.program.get(path.removeprefix("/api/v1")) if by_token else story.manager.get(path)
        if answer.status_code != 403:
            reached.add(rule.endpoint.partition(".")[0])
    assert reached == {
        *("invoices", "local_edit", "pay_now", "statement", "profile", "security", "sign_in_steps"),
        *("api_invoices", "api_credits", "api_profile"),
    }
    assert story.letters() == ["account_suspended"]


def pays_now(story: Story) -> None:
    """10.2: the card is declined first; then the provider's notice never comes, and the portal asks."""
    page = story.manager.post("/invoices/pay", {"invoices": [story.bill.id]}).headers["Location"]
    decides(page, "decline")
    assert story.is_suspended
    decides(page, "pay")
    assert story.is_suspended
    story.world.clock.moves(minutes=3)
    settle_what_is_undecided(story.world.portal)
    assert story.bill.open.minor == 0


def is_open_again(story: Story) -> None:
    """At once: the same session goes on."""
    assert not story.is_suspended
    assert story.manager.get("/trainees").status_code == 200
    assert story.program.get("/trainees").status_code == 200
    assert story.letters() == ["account_suspended", "account_reinstated"]
    names = story.world.names_of_events()
    assert [names.count(f"account.{what}") for what in ("suspended", "reinstated")] == [1, 1]
