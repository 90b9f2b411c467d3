"""Managers are reminded of unpaid invoices on the provider's days, each once, and never after payment."""

import json
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from builders import offer
from dsl import Company, World
from training_portal.aggregates.invoice import PutOffReason, invoice_id
from training_portal.aggregates.manager import ManagerRole
from training_portal.aggregates.order import Order
from training_portal.digests import queue_digests
from training_portal.event_store.schema import outbox
from training_portal.settings import read_settings
from training_portal.values import Money
from training_portal.worker import send_waiting_mail

DUE = date(2026, 12, 23)
REMINDED = [DUE + timedelta(days=days) for days in (5, 15, 30)]


class Debtor:
    """A company with an invoice of 23 November 2026, due on 23 December, and the provider's worker."""

    def __init__(self, world: World, mini: Path) -> None:
        self.world, self.course = world, world.course(mini)
        self.company: Company = world.company()
        self.order: Order = world.order(self.company, self.course, ["Ann Zed"])
        send_waiting_mail(world.portal)

    def works_on(self, day: date) -> None:
        """Let the worker's job run on a day."""
        self.world.clock.moves(days=(day - self.world.portal.today).days)
        queue_digests(self.world.portal)

    @property
    def reminders(self) -> list[tuple[date, int]]:
        """The days on which a reminder was queued, and which one it was."""
        rows = [row for row in self.world.rows(outbox) if row["occasion"] == "payment_reminder"]
        return [(row["queued_at"].date(), json.loads(row["facts"])["level"]) for row in rows]

    def mailed(self) -> list[EmailMessage]:
        """The reminders that were sent."""
        send_waiting_mail(self.world.portal)
        files = sorted(self.world.portal.settings.mail_folder.glob("*.eml"))
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if "eminder" in mail["Subject"]]


@pytest.fixture
def debtor(world: World, mini: Path) -> Debtor:
    return Debtor(world, mini)


def test_a_daily_worker_reminds_three_times(debtor: Debtor) -> None:
    for day in range(1, 75):
        for _ in range(2):
            debtor.works_on(date(2026, 11, 23) + timedelta(days=day))
    assert debtor.reminders == list(zip(REMINDED, (1, 2, 3), strict=True))


def test_a_worker_that_was_absent_reminds_once_of_what_it_missed(debtor: Debtor) -> None:
    debtor.works_on(REMINDED[0] - timedelta(days=1))
    debtor.works_on(REMINDED[0] + timedelta(days=9))
    debtor.works_on(REMINDED[2] + timedelta(days=9))
    assert debtor.reminders == [(REMINDED[0] + timedelta(days=9), 1), (REMINDED[2] + timedelta(days=9), 3)]


def test_nobody_is_reminded_of_what_is_paid(debtor: Debtor) -> None:
    debtor.works_on(REMINDED[0])
    debtor.world.pays(debtor.company)
    debtor.works_on(REMINDED[1])
    assert debtor.reminders == [(REMINDED[0], 1)]
    assert debtor.mailed() == []
    [kept] = [row for row in debtor.world.rows(outbox) if row["occasion"] == "payment_reminder"]
    assert kept["refused_at"] is not None


def test_a_reminder_has_the_statement_and_the_document(debtor: Debtor) -> None:
    debtor.world.order(debtor.company, debtor.course, ["Bo Lee"])
    debtor.works_on(REMINDED[2])
    [mail] = debtor.mailed()
    assert mail["Subject"] == "Last reminder: unpaid invoices of Fret Atlantique SAS"
    body = mail.get_body(("plain",))
    assert body is not None
    text = " ".join(str(body.get_content()).split())
    for words in ("F-2026-000001", "F-2026-000002", "117.60", "Open in all"):
        assert words in text
    assert [one.get_filename() for one in mail.iter_attachments()] == [
        "F-2026-000001.pdf",
        "F-2026-000002.pdf",
    ]


def test_what_is_owed_in_two_currencies_is_not_added_up(debtor: Debtor) -> None:
    francs = replace(offer("en"), price=Money(10_000, "CHF"))
    debtor.world.application.make_offer(debtor.world.portal.context("cli"), "MINI", francs)
    debtor.world.order(debtor.company, debtor.course, ["Bo Lee"])
    debtor.works_on(REMINDED[0])
    [mail] = debtor.mailed()
    body = mail.get_body(("plain",))
    assert body is not None
    text = " ".join(str(body.get_content()).split())
    assert "58.80 EUR" in text.partition("Open in all")[2]
    assert "120.00 CHF" in text.partition("Open in all")[2]
    assert "178.80" not in text


def test_what_staff_have_put_off_is_not_reminded_of(debtor: Debtor) -> None:
    world = debtor.world
    context = world.portal.context("staff", debtor.company.id)
    bill = invoice_id(debtor.order.id)
    world.application.put_off_suspension(context, bill, PutOffReason.DISPUTE, REMINDED[0], "wrong price")
    debtor.works_on(REMINDED[0])
    debtor.works_on(REMINDED[1])
    assert debtor.reminders == [(REMINDED[1], 2)]


def test_a_reminder_asks_for_nothing_that_was_put_off(debtor: Debtor) -> None:
    world = debtor.world
    second = invoice_id(world.order(debtor.company, debtor.course, ["Bo Lee"]).id)
    context = world.portal.context("staff", debtor.company.id)
    world.application.put_off_suspension(context, second, PutOffReason.DELAY, REMINDED[2], "They asked.")
    debtor.works_on(REMINDED[0])
    [mail] = debtor.mailed()
    body = mail.get_body(("plain",))
    assert body is not None
    assert "F-2026-000001" in body.get_content()
    assert "F-2026-000002" not in body.get_content()


def test_whoever_cannot_pay_is_not_reminded(debtor: Debtor) -> None:
    world = debtor.world
    for role in (ManagerRole.READ_ONLY, ManagerRole.INVOICES):
        context = world.portal.context("cli", debtor.company.id)
        world.application.appoint_manager(context, "Ivo", role.value, f"{role.value}@a.example", "en", role)
    debtor.works_on(REMINDED[0])
    assert sorted(mail["To"].addresses[0].username for mail in debtor.mailed()) == ["claire", "invoices"]


@pytest.mark.parametrize(("text", "days"), [("3,10", (3, 10)), ("", ()), ("7", (7,))])
def test_the_provider_sets_the_days(text: str, days: tuple[int, ...], tmp_path: Path) -> None:
    environ = {"TRAINING_PORTAL_DATA": str(tmp_path), "REMINDER_DAYS": text}
    assert read_settings(environ).reminder_days == days


@pytest.mark.parametrize("text", ["a", "0", "10,5", "5,5", "-3"])
def test_days_that_make_no_sense_are_refused_at_the_start(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="REMINDER_DAYS"):
        read_settings({"TRAINING_PORTAL_DATA": str(tmp_path), "REMINDER_DAYS": text})
