"""Sequences of notices about some tries at paying, in order and out of it, and what they lead to."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from dsl import Company, World
from paying import event, opened, sends, session_object
from training_portal.aggregates.account import Account
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.root import new_id
from training_portal.application.payments import Transfer
from training_portal.billing import Buyer, InvoiceLine, Seller, totals
from training_portal.event_store.work import Work
from training_portal.projections.payments.tables import allocations, checkouts, invoices, payments
from training_portal.values import Money, Vat

OUTCOMES = ("paid", "paid later", "failed", "expired", "expired, then paid", "failed, then paid", "nothing")
"""What may become of one try at paying."""

LIES = ("forged", "replayed", "amount", "currency", "company", "invoices", "account", "mode", "session")
"""What may be wrong with a notice; none of these is ever applied."""

Bring = Callable[[World, dict[str, Any]], object]


@dataclass(frozen=True)
class Story:
    """So many invoices, and what becomes of each try at paying them all."""

    bills: int
    outcomes: tuple[str, ...]


def a_story(chance: random.Random) -> Story:
    """A story of one to three tries."""
    return Story(chance.randint(1, 2), tuple(chance.choices(OUTCOMES, k=chance.randint(1, 3))))


def told(world: World, company: Company, story: Story) -> tuple[list[Invoice], list[list[dict[str, Any]]]]:
    """The invoices of a story, and the notices of each of its tries, in order."""
    bills = [a_bill(world, company, 10_000 + 700 * place) for place in range(story.bills)]
    tries = [opened(world, company, *bills) for _ in story.outcomes]
    notices = []
    for one, outcome in zip(tries, story.outcomes, strict=True):
        about = session_object(one.aggregate(world), one.session)
        notices.append(_notices(world, about, outcome))
    return bills, notices


def _notices(world: World, about: dict[str, Any], outcome: str) -> list[dict[str, Any]]:
    unpaid = {**about, "payment_status": "unpaid"}
    paid, pending = event(world, about), event(world, unpaid)
    later = event(world, about, "async_payment_succeeded")
    failed = event(world, unpaid, "async_payment_failed")
    expired = event(world, {**unpaid, "status": "expired"}, "expired")
    return {
        "paid": [paid],
        "paid later": [pending, later],
        "failed": [pending, failed],
        "expired": [expired],
        "expired, then paid": [expired, paid],
        "failed, then paid": [pending, failed, later],
        "nothing": [pending],
    }[outcome]


def shuffled(chance: random.Random, tries: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All notices, doubled now and then, in any order."""
    notices = [notice for one in tries for notice in one]
    notices += chance.choices(notices, k=chance.randint(0, len(notices)))
    chance.shuffle(notices)
    return notices


def lie(world: World, truth: dict[str, Any], kind: str) -> None:
    """Bring a notice that claims money, made up from a true one."""
    about = {**truth["data"]["object"], "status": "complete", "payment_status": "paid"}
    metadata = about["metadata"]
    around = {"account": {"account": "acct_other"}, "mode": {"livemode": True}}.get(kind, {})
    changed = {
        "amount": {"amount_total": about["amount_total"] - 1},
        "currency": {"currency": "usd"},
        "company": {"metadata": {**metadata, "company": "other"}},
        "invoices": {"metadata": {**metadata, "invoices": "other"}},
        "session": {"id": "cs_other"},
    }.get(kind, {})
    made_up = event(world, {**about, **changed}, **around)
    if kind == "forged":
        sends(world, made_up, signature="t=1,v1=abc")
    else:
        sends(world, made_up, age=10_000 if kind == "replayed" else 0)


def outcome_of(world: World, company: Company, bills: Sequence[Invoice], tries: Sequence[Any]) -> Any:
    """What a story has led to. Which of two payments of one invoice is the surplus depends on the order."""
    ids = [bill.id for bill in bills]
    sessions = {notice["data"]["object"]["id"] for one in tries for notice in one}
    with world.portal.reading() as tx:
        billed = _rows(tx, invoices, invoices.c.id.in_(ids))
        tried = _rows(tx, checkouts, checkouts.c.session.in_(sessions))
        paid = _rows(tx, payments, payments.c.id.in_([row["payment"] for row in tried]))
        against = _rows(tx, allocations, allocations.c.invoice.in_(ids))
    return {
        "open": sorted((row["total_minor"], row["open_minor"]) for row in billed),
        "tries": sorted((row["state"], row["amount_minor"]) for row in tried),
        "money": sorted((row["amount_minor"], row["method"], str(row["paid_on"])) for row in paid),
        "allocated": sum(row["amount_minor"] for row in against),
        "credit": sum(row["left_minor"] for row in paid),
        "suspended": world.portal.store.get(Account, company.id).suspended,
    }


def _rows(tx: sa.Connection, table: sa.Table, condition: Any) -> Sequence[sa.RowMapping]:
    return tx.execute(sa.select(table).where(condition)).mappings().all()


def careless(world: World, company: Company, bills: Sequence[Invoice]) -> Bring:
    """A till without protection: whoever says that money came is believed, each time."""

    def bring(world: World, notice: dict[str, Any]) -> None:
        about = notice["data"]["object"]
        if about["payment_status"] == "paid":
            amount = Money(about["amount_total"], "EUR")
            transfer = Transfer(amount, world.portal.today, about["id"], tuple(bill.id for bill in bills))
            world.application.record_transfer(world.portal.context("till", company.id), transfer)

    return bring


def a_bill(world: World, company: Company, cents: int) -> Invoice:
    """An invoice without the order it would belong to."""

    def decide(work: Work) -> dict[str, Any]:
        lines = (InvoiceLine("line", "Safe lifting", "en", 24, Money(cents, "EUR"), 1, Vat(2000)),)
        net, total = totals(lines)
        bill = Invoice(
            order=new_id(),
            order_number="O-2026-000001",
            company=company.id,
            number=f"F-2026-{work.number('F-2026'):06d}",
            manager=company.manager.person,
            language="en",
            issued_on=world.portal.today,
            supplied_on=world.portal.today,
            due_on=world.portal.today,
            seller=Seller("Cap Sûreté Formation"),
            buyer=Buyer("Fret Atlantique SAS"),
            lines=lines,
            net=net,
            total=total,
            po_number="",
            timestamp=world.clock.now,
        )
        work.add(bill)
        return {"invoice": bill.id}

    id = world.portal.store.perform(world.as_manager(company), decide)["invoice"]
    return world.portal.store.get(Invoice, id)


class Campaign:
    """Story after story, each told out of order and compared with the same story told in order."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.chance = world, random.Random(seed)
        self.company = world.company()
        self._in_order: dict[Story, Any] = {}
        self._start = world.clock.now

    def differs(self, protected: bool = True, with_lies: bool = True) -> tuple[Any, Any] | None:
        """Tell one more story. Answers what it led to and what it should have, when the two differ."""
        story = a_story(self.chance)
        should = self._ordered(story)
        bills, tries = self._begin(story)
        bring: Bring = sends if protected else careless(self.world, self.company, bills)
        for notice in shuffled(self.chance, tries):
            self.world.clock.moves(seconds=self.chance.choice((0, 1, 400, 90_000)))
            if with_lies and self.chance.random() < 0.3:
                lie(self.world, notice, self.chance.choice(LIES))
            bring(self.world, notice)
        led_to = outcome_of(self.world, self.company, bills, tries)
        return None if led_to == should else (led_to, should)

    def _begin(self, story: Story) -> tuple[list[Invoice], list[list[dict[str, Any]]]]:
        self.world.clock.now = self._start
        return told(self.world, self.company, story)

    def _ordered(self, story: Story) -> Any:
        if story not in self._in_order:
            bills, tries = self._begin(story)
            for one in tries:
                for notice in one:
                    assert sends(self.world, notice)
            self._in_order[story] = outcome_of(self.world, self.company, bills, tries)
        return self._in_order[story]
