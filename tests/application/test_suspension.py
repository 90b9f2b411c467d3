"""An account is suspended by the age of what it owes, and given back in the transaction that settles it."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dsl import World
from training_portal.aggregates.account import Account
from training_portal.aggregates.invoice import EndIsFar, Invoice, PutOffReason, invoice_id
from training_portal.aggregates.order import Order
from training_portal.application.payments import NoCreditToUse, Transfer
from training_portal.application.suspension import reinstate_when_settled
from training_portal.event_store.schema import outbox
from training_portal.event_store.work import Work
from training_portal.letters import write_letter
from training_portal.projections.overdue import alert, suspends
from training_portal.values import Money
from training_portal.worker import suspend_accounts_with_old_invoices


class Debtor:
    """A company that ordered at noon on 30 November 2025: three months later is 28 February."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.go_to(date(2025, 11, 30))
        self.course, self.company = world.course(folder), world.company()
        self.order = world.order(self.company, self.course, ["Ann Zed"])

    def go_to(self, day: date) -> None:
        """Let it be noon of a day."""
        self.world.clock.now = datetime(day.year, day.month, day.day, 11, tzinfo=UTC)

    def review(self) -> str:
        """The account's state after a review."""
        return self.world.application.review_account(self.world.portal.context("portal", self.company.id))

    def is_suspended(self) -> bool:
        """What the account records."""
        return self.world.portal.store.get(Account, self.company.id).suspended

    def settle(self, order: Order | None = None, cents: int | None = None) -> None:
        """Pay an order's invoice, or a part of it."""
        world = self.world

        def decide(work: Work) -> dict[str, Any]:
            invoice = work.get(Invoice, invoice_id((order or self.order).id))
            amount = invoice.open if cents is None else type(invoice.open)(cents, "EUR")
            invoice.apply_payment("payment", amount, world.portal.today, world.clock.now)
            reinstate_when_settled(work, self.company.id)
            return {}

        world.portal.store.perform(world.portal.context("staff", self.company.id), decide)

    def letters(self) -> list[tuple[str, str]]:
        """Which letters about the account wait, and for whom."""
        with self.world.portal.reading() as tx:
            rows = tx.execute(outbox.select()).mappings().all()
        return [(r["occasion"], r["recipient"]) for r in rows if r["occasion"].startswith("account_")]


@pytest.fixture
def debtor(world: World, mini: Path) -> Debtor:
    """A company that owes something."""
    return Debtor(world, mini)


def test_three_months_are_not_yet_more_than_three_months(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 2, 28))
    assert (debtor.review(), debtor.is_suspended()) == ("open", False)


def test_the_day_after_three_months_the_account_is_suspended_and_all_managers_are_told(
    debtor: Debtor,
) -> None:
    context = debtor.world.portal.context("cli", debtor.company.id)
    second = debtor.world.application.appoint_manager(context, "Marc", "Petit", "m@example.com", "fr").person
    debtor.go_to(date(2026, 3, 1))
    assert (debtor.review(), debtor.is_suspended()) == ("suspended", True)
    told = {("account_suspended", debtor.company.manager.person), ("account_suspended", second)}
    assert set(debtor.letters()) == told
    assert debtor.review() == "suspended"
    assert len(debtor.letters()) == 2


def test_the_daily_job_suspends_also_when_it_comes_late_or_twice(debtor: Debtor) -> None:
    other = debtor.world.company("Nord Logistique SA")
    debtor.go_to(date(2026, 3, 11))
    for _ in range(2):
        suspend_accounts_with_old_invoices(debtor.world.portal)
    assert debtor.is_suspended()
    assert not debtor.world.portal.store.get(Account, other.id).suspended
    assert [occasion for occasion, _ in debtor.letters()] == ["account_suspended"]


def test_payment_of_what_is_too_old_gives_the_account_back_at_once(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 2, 1))
    young = debtor.world.order(debtor.company, debtor.course, ["Bo Lee"])
    debtor.go_to(date(2026, 3, 1))
    debtor.review()
    debtor.settle(cents=100)
    assert debtor.is_suspended()
    debtor.settle()
    assert not debtor.is_suspended()
    assert debtor.world.portal.store.get(Invoice, invoice_id(young.id)).open.minor > 0
    assert [occasion for occasion, _ in debtor.letters()] == ["account_suspended", "account_reinstated"]


def test_nobody_is_suspended_whose_credit_covers_what_is_too_old(debtor: Debtor) -> None:
    world, total = debtor.world, debtor.world.portal.store.get(Invoice, invoice_id(debtor.order.id)).total
    context = world.portal.context("staff", debtor.company.id)
    world.application.record_transfer(context, Transfer(total, world.portal.today, "R-1"))
    debtor.go_to(date(2026, 3, 1))
    assert (debtor.review(), debtor.is_suspended()) == ("open", False)
    assert world.portal.store.get(Invoice, invoice_id(debtor.order.id)).open.minor == 0
    assert debtor.letters() == []


def test_credit_saves_the_account_before_it_pays_anything_else_and_managers_are_told(debtor: Debtor) -> None:
    world, application = debtor.world, debtor.world.application
    young = world.order(debtor.company, debtor.course, ["Bo Lee"])
    debtor.go_to(date(2025, 12, 5))
    rested = [world.order(debtor.company, debtor.course, [name]) for name in ("Cy Ray", "Di Wu")]
    staff = lambda: world.portal.context("staff", debtor.company.id)  # noqa: E731
    for order, why in zip([young, *rested], ["dispute", "delay", "dispute"], strict=True):
        application.put_off_suspension(
            staff(), invoice_id(order.id), PutOffReason(why), date(2026, 6, 1), "They asked."
        )
    total = debtor.order.total
    application.record_transfer(staff(), Transfer(Money(3 * total.minor, "EUR"), world.portal.today, "R-1"))
    debtor.go_to(date(2026, 3, 6))
    assert (debtor.review(), debtor.is_suspended()) == ("open", False)
    open_now = [
        world.portal.store.get(Invoice, invoice_id(order.id)).open.minor
        for order in (debtor.order, young, *rested)
    ]
    assert open_now == [0, total.minor, total.minor, total.minor]
    waiting = world.portal.store.outbox.take_due(world.clock.now, limit=100)
    [told] = [letter for letter in waiting if letter.occasion == "credit_used"]
    written = write_letter(world.portal, told)
    assert told.recipient == debtor.company.manager.person
    assert "F-2025-000001" in written.text
    assert "58.80\u00a0EUR" in written.text or "58.80 EUR" in written.text
    numbers = application.use_credit(world.as_manager(debtor.company))
    assert numbers == ["F-2025-000002", "F-2025-000003"]


def test_managers_are_told_each_time_an_account_is_suspended_and_given_back(debtor: Debtor) -> None:
    invoice = invoice_id(debtor.order.id)
    debtor.go_to(date(2026, 3, 1))
    for _ in range(2):
        assert debtor.review() == "suspended"
        until = debtor.world.portal.today + timedelta(days=5)
        context = debtor.world.portal.context("staff", debtor.company.id)
        debtor.world.application.put_off_suspension(
            context, invoice, PutOffReason.DELAY, until, "They asked."
        )
        debtor.go_to(until + timedelta(days=1))
    told = [occasion for occasion, _ in debtor.letters()]
    assert told == ["account_suspended", "account_reinstated"] * 2


def test_managers_are_told_each_time_their_credit_is_used(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 3, 1))
    for number in range(2):
        context = debtor.world.portal.context("staff", debtor.company.id)
        transfer = Transfer(Money(100, "EUR"), debtor.world.portal.today, f"R-{number}")
        debtor.world.application.record_transfer(context, transfer)
        debtor.review()
    with debtor.world.portal.reading() as tx:
        letters = [row["occasion"] for row in tx.execute(outbox.select()).mappings()]
    assert letters.count("credit_used") == 2


def test_a_delay_ends_within_two_years(debtor: Debtor) -> None:
    context, invoice = debtor.world.portal.context("staff", debtor.company.id), invoice_id(debtor.order.id)
    put_off = debtor.world.application.put_off_suspension
    for until in (date(2027, 12, 1), date.max):
        with pytest.raises(EndIsFar):
            put_off(context, invoice, PutOffReason.DELAY, until, "They asked.")
    put_off(context, invoice, PutOffReason.DELAY, date(2027, 11, 30), "They asked.")
    debtor.go_to(date(2027, 12, 1))
    with debtor.world.portal.reading() as tx:
        assert suspends(tx, debtor.company.id, date(2027, 12, 1))


def test_what_rests_is_told_as_resting_and_what_suspends_in_its_own_sum(debtor: Debtor) -> None:
    world = debtor.world
    debtor.go_to(date(2025, 12, 5))
    world.order(debtor.company, debtor.course, ["Bo Lee"])
    world.application.put_off_suspension(
        world.portal.context("staff", debtor.company.id),
        invoice_id(debtor.order.id),
        PutOffReason.DISPUTE,
        date(2026, 6, 1),
        "They asked.",
    )
    with world.portal.reading() as tx:
        before, after = (alert(tx, debtor.company.id, day) for day in (date(2026, 3, 5), date(2026, 3, 6)))
    assert before is not None
    assert (before.count, before.resting, before.suspended_from) == (2, 1, date(2026, 3, 6))
    assert before.suspending == ()
    assert after is not None
    assert (after.count, after.resting, after.oldest) == (2, 1, "F-2025-000001")
    assert after.suspending == (debtor.order.total,)


def test_a_credit_that_is_too_small_is_used_and_the_account_is_suspended(debtor: Debtor) -> None:
    world = debtor.world
    context = world.portal.context("staff", debtor.company.id)
    world.application.record_transfer(context, Transfer(Money(100, "EUR"), world.portal.today, "R-1"))
    debtor.go_to(date(2026, 3, 1))
    assert (debtor.review(), debtor.is_suspended()) == ("suspended", True)
    bill = world.portal.store.get(Invoice, invoice_id(debtor.order.id))
    assert bill.open.minor == bill.total.minor - 100
    with pytest.raises(NoCreditToUse):
        world.application.use_credit(world.as_manager(debtor.company))


def test_credit_of_a_credit_note_and_of_a_payment_is_used_in_the_currency_it_is_in(debtor: Debtor) -> None:
    world = debtor.world
    context = world.portal.context("staff", debtor.company.id)
    world.application.record_transfer(context, Transfer(Money(100, "CHF"), world.portal.today, "R-1"))
    with pytest.raises(NoCreditToUse):
        world.application.use_credit(world.as_manager(debtor.company))
    debtor.settle()
    world.application.cancel_registrations(
        world.as_manager(debtor.company), debtor.order.id, list(debtor.order.enrolments)
    )
    second = world.order(debtor.company, debtor.course, ["Bo Lee"])
    [number] = world.application.use_credit(world.as_manager(debtor.company))
    bill = world.portal.store.get(Invoice, invoice_id(second.id))
    assert (number, bill.open.minor) == (bill.number, 0)


def test_the_last_of_two_old_invoices_gives_the_account_back(debtor: Debtor) -> None:
    second = debtor.world.order(debtor.company, debtor.course, ["Bo Lee"])
    debtor.go_to(date(2026, 3, 1))
    debtor.review()
    debtor.settle(second)
    assert debtor.is_suspended()
    debtor.settle()
    assert not debtor.is_suspended()


def test_a_credit_note_gives_the_account_back_too(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 3, 1))
    debtor.review()
    context = debtor.world.portal.context("staff", debtor.company.id)
    debtor.world.application.credit_invoice(context, invoice_id(debtor.order.id), "Nobody came.")
    assert not debtor.is_suspended()


def test_a_delay_gives_the_account_back_until_it_ends(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 3, 1))
    debtor.review()
    invoice = invoice_id(debtor.order.id)
    staff = lambda: debtor.world.portal.context("staff", debtor.company.id)  # noqa: E731
    debtor.world.application.put_off_suspension(
        staff(), invoice, PutOffReason.DELAY, date(2026, 3, 15), "Agreed by telephone."
    )
    assert not debtor.is_suspended()
    debtor.go_to(date(2026, 3, 15))
    assert debtor.review() == "open"
    debtor.go_to(date(2026, 3, 16))
    assert debtor.review() == "suspended"


def test_a_delay_that_staff_end_holds_no_longer(debtor: Debtor) -> None:
    debtor.go_to(date(2026, 2, 28))
    invoice = invoice_id(debtor.order.id)
    staff = lambda: debtor.world.portal.context("staff", debtor.company.id)  # noqa: E731
    debtor.world.application.put_off_suspension(
        staff(), invoice, PutOffReason.DISPUTE, date(2026, 6, 1), "The price is disputed."
    )
    debtor.go_to(date(2026, 3, 1))
    assert debtor.review() == "open"
    debtor.world.application.end_put_off(staff(), invoice)
    assert debtor.review() == "suspended"


def test_what_staff_suspended_for_another_reason_is_not_given_back_by_a_payment(debtor: Debtor) -> None:
    context = lambda: debtor.world.portal.context("staff", debtor.company.id)  # noqa: E731
    debtor.world.application.suspend_company(context(), "False names.")
    debtor.settle()
    assert debtor.is_suspended()
    assert debtor.review() == "suspended"


def test_the_view_and_the_aggregates_agree_on_every_day_of_a_leap_year(debtor: Debtor) -> None:
    orders = [debtor.order]
    for day in (date(2027, 11, 29), date(2027, 11, 30), date(2027, 12, 31), date(2028, 1, 31)):
        debtor.settle(orders[-1])
        debtor.go_to(day)
        orders.append(debtor.world.order(debtor.company, debtor.course, ["Bo Lee"]))
        invoice = debtor.world.portal.store.get(Invoice, invoice_id(orders[-1].id))
        for ahead in range(85, 100):
            on = day + timedelta(days=ahead)
            with debtor.world.portal.reading() as tx:
                assert suspends(tx, debtor.company.id, on) is invoice.suspends(on)


def test_what_is_older_than_two_months_is_told_with_the_day_on_which_the_portal_closes(
    debtor: Debtor,
) -> None:
    second = debtor.world.order(debtor.company, debtor.course, ["Bo Lee", "Cy Kim"])
    company, store = debtor.company.id, debtor.world.portal.store
    numbers = [store.get(Invoice, invoice_id(order.id)).number for order in (debtor.order, second)]
    with debtor.world.portal.reading() as tx:
        assert alert(tx, company, date(2026, 1, 30)) is None
        told = alert(tx, company, date(2026, 1, 31))
    assert told is not None
    assert (told.count, told.totals, told.oldest) == (2, (Money(3 * 5_880, "EUR"),), numbers[0])
    assert (told.oldest_on, told.suspended_from) == (date(2025, 11, 30), date(2026, 3, 1))
