"""What is asked about payments: by a company about its own, by staff about all."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from ...event_store.lists import Found, Wanted, page_of
from ...event_store.searching import among
from ...values import Money
from .tables import allocations, checkouts, credit_notes, invoices, payments, refunds

SORTS = ("paid_on", "amount_minor", "left_minor", "recorded_at")


def open_invoices(tx: sa.Connection, company: str) -> Sequence[sa.RowMapping]:
    """A company's invoices on which something is owed, the oldest first."""
    owing = sa.and_(invoices.c.company == company, invoices.c.open_minor > 0)
    question = sa.select(invoices).where(owing).order_by(invoices.c.issued_on, invoices.c.number)
    return tx.execute(question).mappings().all()


def payable_invoice(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """One invoice of a company, with what is owed on it."""
    mine = sa.and_(invoices.c.company == company, invoices.c.id == id)
    return tx.execute(sa.select(invoices).where(mine)).mappings().first()


def invoices_numbered(tx: sa.Connection, numbers: Sequence[str]) -> dict[str, sa.RowMapping]:
    """Invoices of any company by number, for staff who match payments."""
    some = sa.select(invoices).where(among(invoices.c.number, numbers))
    return {row["number"]: row for row in tx.execute(some).mappings()}


def invoices_owing(tx: sa.Connection, amounts: Collection[int]) -> Sequence[sa.RowMapping]:
    """Invoices of any company on which exactly one of some amounts (minor units) is owed."""
    same = among(sa.cast(invoices.c.open_minor, sa.Text), [str(minor) for minor in amounts])
    return tx.execute(sa.select(invoices).where(invoices.c.open_minor > 0, same)).mappings().all()


def checkout(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """A checkout of any company, for the till."""
    return tx.execute(sa.select(checkouts).where(checkouts.c.id == id)).mappings().first()


def company_checkout(tx: sa.Connection, company: str, id: str) -> sa.RowMapping | None:
    """A checkout of a company."""
    mine = sa.and_(checkouts.c.company == company, checkouts.c.id == id)
    return tx.execute(sa.select(checkouts).where(mine)).mappings().first()


def checkouts_beside(tx: sa.Connection, id: str) -> Sequence[sa.RowMapping]:
    """The older checkouts of the same company that can still be paid and share an invoice with this one."""
    mine = checkout(tx, id)
    if mine is None:
        return []
    wanted = {one["invoice"] for one in mine["invoices"]}
    same = sa.and_(
        checkouts.c.company == mine["company"], checkouts.c.state == "waiting", checkouts.c.id != id
    )
    rows = tx.execute(sa.select(checkouts).where(same)).mappings().all()
    return [row for row in rows if wanted & {one["invoice"] for one in row["invoices"]}]


def checkouts_undecided(tx: sa.Connection, before: datetime, limit: int = 100) -> Sequence[sa.RowMapping]:
    """Checkouts opened before an instant of which nobody knows what became; the oldest first."""
    undecided = sa.and_(checkouts.c.state.in_(("opened", "waiting")), checkouts.c.opened_at <= before)
    question = sa.select(checkouts).where(undecided).order_by(checkouts.c.opened_at, checkouts.c.id)
    return tx.execute(question.limit(limit)).mappings().all()


def checkouts_asking_too_much(tx: sa.Connection) -> Sequence[sa.RowMapping]:
    """Checkouts that can still be paid, and ask more for one of their invoices than is owed on it now."""
    waiting = sa.and_(checkouts.c.state == "waiting", checkouts.c.session != "")
    rows = tx.execute(sa.select(checkouts).where(waiting)).mappings().all()
    named = sorted({one["invoice"] for row in rows for one in row["invoices"]})
    owed = sa.select(invoices.c.id, invoices.c.open_minor).where(among(invoices.c.id, named))
    left = {id: minor for id, minor in tx.execute(owed)}
    return [row for row in rows if any(one["minor"] > left.get(one["invoice"], 0) for one in row["invoices"])]


def company_payments(tx: sa.Connection, company: str, wanted: Wanted) -> Found:
    """One page of a company's payments, those of a day in the order they were recorded."""
    return page_of(tx, payments, payments.c.company == company, wanted, SORTS, ties="recorded_at")


def payments_page(tx: sa.Connection, wanted: Wanted, named: Sequence[str] = ()) -> Found:
    """One page of all payments, for staff; `named` are the ids of companies that the search finds."""
    of_named = among(payments.c.company, named) if named else None
    return page_of(tx, payments, sa.true(), wanted, SORTS, ties="recorded_at", besides=of_named)


def payment_totals(tx: sa.Connection) -> dict[str, int]:
    """How many payments are in each state."""
    question = sa.select(payments.c.state, sa.func.count()).group_by(payments.c.state)
    return {state: count for state, count in tx.execute(question)}


def payment(tx: sa.Connection, id: str) -> sa.RowMapping | None:
    """A payment of any company, for staff."""
    return tx.execute(sa.select(payments).where(payments.c.id == id)).mappings().first()


def equal_transfer(tx: sa.Connection, company: str, amount: Money, on: date) -> sa.RowMapping | None:
    """A transfer of a company of the same amount and day that was not withdrawn, if there is one."""
    same = sa.and_(
        payments.c.company == company,
        payments.c.method == "transfer",
        payments.c.paid_on == on,
        payments.c.amount_minor == amount.minor,
        payments.c.currency == amount.currency,
        payments.c.state != "withdrawn",
    )
    return tx.execute(sa.select(payments).where(same).order_by(payments.c.id).limit(1)).mappings().first()


def payments_named(tx: sa.Connection, company: str, ids: Sequence[str]) -> dict[str, sa.RowMapping]:
    """Some payments of a company, by their ids."""
    mine = sa.select(payments).where(payments.c.company == company, among(payments.c.id, ids))
    return {row["id"]: row for row in tx.execute(mine).mappings()}


def payments_identified(tx: sa.Connection, ids: Sequence[str]) -> dict[str, sa.RowMapping]:
    """Payments of any company by their ids, those that there are."""
    some = sa.select(payments).where(among(payments.c.id, ids))
    return {row["id"]: row for row in tx.execute(some).mappings()}


def transfers_referenced(tx: sa.Connection, references: Sequence[str]) -> Sequence[sa.RowMapping]:
    """Transfers to any company's account that bear one of some references and were not withdrawn."""
    standing = sa.and_(payments.c.method == "transfer", payments.c.state != "withdrawn")
    some = sa.select(payments).where(standing, among(payments.c.reference, references))
    return tx.execute(some.order_by(payments.c.recorded_at, payments.c.id)).mappings().all()


def allocations_of(tx: sa.Connection, payment: str) -> Sequence[sa.RowMapping]:
    """What a payment was set against."""
    question = sa.select(allocations).where(allocations.c.payment == payment)
    return tx.execute(question.order_by(allocations.c.allocated_on, allocations.c.id)).mappings().all()


def invoices_settled(tx: sa.Connection, payment: str) -> Sequence[sa.RowMapping]:
    """The invoices that a payment is set against: `number`, `paid_minor` of it, `open_minor` still."""
    paid = sa.func.sum(allocations.c.amount_minor).label("paid_minor")
    asked = sa.select(invoices.c.number, invoices.c.open_minor, paid).join(
        allocations, allocations.c.invoice == invoices.c.id
    )
    mine = asked.where(allocations.c.payment == payment).group_by(
        invoices.c.id, invoices.c.number, invoices.c.open_minor, invoices.c.issued_on
    )
    return tx.execute(mine.order_by(invoices.c.issued_on, invoices.c.number)).mappings().all()


def refunds_of(tx: sa.Connection, payment: str) -> Sequence[sa.RowMapping]:
    """What of a payment was given back, or is asked to be."""
    question = sa.select(refunds).where(refunds.c.payment == payment)
    return tx.execute(question.order_by(refunds.c.asked_at, refunds.c.id)).mappings().all()


def refunds_waiting(tx: sa.Connection) -> Sequence[sa.RowMapping]:
    """Refunds to cards that were asked for and not carried out, each with its payment's `provider_id`."""
    waiting = sa.select(refunds, payments.c.provider_id).join(payments, payments.c.id == refunds.c.payment)
    question = waiting.where(refunds.c.state == "asked").order_by(refunds.c.asked_at, refunds.c.id)
    return tx.execute(question).mappings().all()


def refund_state(tx: sa.Connection, id: str) -> str:
    """How a refund stands: asked, done or refused; "" when there is none."""
    return tx.scalar(sa.select(refunds.c.state).where(refunds.c.id == id)) or ""


def card_payment(tx: sa.Connection, provider_id: str) -> sa.RowMapping | None:
    """A card payment by the provider's id of it, with its `checkout`."""
    found = sa.select(payments, checkouts.c.id.label("checkout")).join(
        checkouts, checkouts.c.payment == payments.c.id
    )
    return tx.execute(found.where(payments.c.provider_id == provider_id)).mappings().first()


def given_back_to_card(tx: sa.Connection, payment: str) -> int:
    """What went back of a card payment or is on its way, in minor units.

    What was paid out by transfer is no part of it: such a refund is named after the payment.
    """
    back = sa.and_(refunds.c.payment == payment, refunds.c.state.in_(("asked", "done")))
    by_card = refunds.c.id.not_like(f"{payment}/%")
    return tx.scalar(sa.select(sa.func.sum(refunds.c.amount_minor)).where(back, by_card)) or 0


def credits_of(tx: sa.Connection, company: str) -> list[dict[str, Any]]:
    """Where a company's credit lies, the oldest first: payments and credit notes of which something is left.

    Each has `id`, `kind` (payment, credit_note), `name`, `day`, `left_minor`, `currency`, `method`.
    """
    return _credits(tx, payments.c.company == company, credit_notes.c.company == company)


def all_credits(tx: sa.Connection) -> list[dict[str, Any]]:
    """Where credit lies, of any company, for staff."""
    return _credits(tx, sa.true(), sa.true())


def credit(tx: sa.Connection, id: str) -> dict[str, Any] | None:
    """A credit of any company by its payment's or credit note's id, for staff."""
    return next(iter(_credits(tx, payments.c.id == id, credit_notes.c.id == id)), None)


def _credits(
    tx: sa.Connection, paid: sa.ColumnElement[bool], noted: sa.ColumnElement[bool]
) -> list[dict[str, Any]]:
    left = sa.select(payments).where(paid, payments.c.left_minor > 0)
    found = [
        {"kind": "payment", "name": row["reference"], "day": row["paid_on"], **row}
        for row in tx.execute(left).mappings()
    ]
    left = sa.select(credit_notes).where(noted, credit_notes.c.left_minor > 0)
    found += [
        {"kind": "credit_note", "name": row["number"], "day": row["issued_on"], "method": "", **row}
        for row in tx.execute(left).mappings()
    ]
    return sorted(found, key=lambda one: (one["day"], one["id"]))
