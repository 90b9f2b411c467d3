"""How the tables of payments follow what happens."""

from typing import Any

from ...aggregates.checkout import Checkout
from ...aggregates.credit_note import CreditNote
from ...aggregates.invoice import Invoice
from ...aggregates.payment import Payment
from ...event_store.projection import Projection, follows
from ...event_store.recorded import Recorded
from ...event_store.rows import Rows
from ...values import folded
from .tables import allocations, checkouts, credit_notes, invoices, payments, refunds


class Payments(Projection):
    """What is owed, what was tried, what came, and what is left."""

    name = "payments"
    tables = (invoices, payments, allocations, refunds, credit_notes, checkouts)

    @follows(Invoice.InvoiceIssued)
    def _issued(self, recorded: Recorded[Invoice.InvoiceIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            invoices,
            recorded.stream,
            company=event.company,
            number=event.number,
            issued_on=event.issued_on,
            due_on=event.due_on,
            total_minor=event.total.minor,
            open_minor=event.total.minor,
            currency=event.total.currency,
        )

    @follows(Invoice.PaymentApplied, reads=lambda r: [(invoices, r.stream)])
    def _applied(self, recorded: Recorded[Invoice.PaymentApplied], rows: Rows) -> None:
        _add(rows, invoices, recorded.stream, open_minor=-recorded.event.amount.minor)

    @follows(Invoice.PaymentTakenBack, reads=lambda r: [(invoices, r.stream)])
    def _taken_back(self, recorded: Recorded[Invoice.PaymentTakenBack], rows: Rows) -> None:
        _add(rows, invoices, recorded.stream, open_minor=recorded.event.amount.minor)

    @follows(CreditNote.CreditNoteIssued)
    def _credited(self, recorded: Recorded[CreditNote.CreditNoteIssued], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            credit_notes,
            recorded.stream,
            company=event.company,
            number=event.number,
            issued_on=event.issued_on,
            left_minor=event.total.minor,
            currency=event.total.currency,
        )

    @follows(CreditNote.CreditAllocated, reads=lambda r: [(credit_notes, r.stream)])
    def _credit_used(self, recorded: Recorded[CreditNote.CreditAllocated], rows: Rows) -> None:
        _add(rows, credit_notes, recorded.stream, left_minor=-recorded.event.amount.minor)

    @follows(CreditNote.CreditRefunded, reads=lambda r: [(credit_notes, r.stream)])
    def _credit_refunded(self, recorded: Recorded[CreditNote.CreditRefunded], rows: Rows) -> None:
        _add(rows, credit_notes, recorded.stream, left_minor=-recorded.event.amount.minor)

    @follows(Payment.PaymentReceived)
    def _received(self, recorded: Recorded[Payment.PaymentReceived], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            payments,
            recorded.stream,
            company=event.company,
            method=event.method.value,
            paid_on=event.on,
            amount_minor=event.amount.minor,
            left_minor=event.amount.minor,
            refunded_minor=0,
            currency=event.amount.currency,
            reference=event.reference,
            provider_id=event.provider_id,
            recorded_at=event.timestamp,
            recorded_by=event.recorded_by,
            state="credit",
            numbers="",
            reason="",
            search=folded(f"{event.reference} {event.provider_id}"),
        )

    @follows(Payment.PaymentAllocated, reads=lambda r: [(payments, r.stream), (invoices, r.event.invoice)])
    def _allocated(self, recorded: Recorded[Payment.PaymentAllocated], rows: Rows) -> None:
        event, invoice = recorded.event, rows.get(invoices, recorded.event.invoice)
        number = invoice["number"] if invoice else ""
        rows.put(
            allocations,
            f"{recorded.stream}/{event.originator_version}",
            payment=recorded.stream,
            invoice=event.invoice,
            number=number,
            amount_minor=event.amount.minor,
            allocated_on=event.on,
        )
        row = _add(rows, payments, recorded.stream, left_minor=-event.amount.minor)
        if row:
            numbers = " ".join(dict.fromkeys([*row["numbers"].split(), number]))
            found = folded(f"{row['reference']} {row['provider_id']} {numbers}")
            rows.change(payments, recorded.stream, numbers=numbers, search=found)

    @follows(Payment.PaymentTakenOff, reads=lambda r: [(payments, r.stream)])
    def _taken_off(self, recorded: Recorded[Payment.PaymentTakenOff], rows: Rows) -> None:
        _add(rows, payments, recorded.stream, left_minor=recorded.event.amount.minor)
        for row in rows.where(allocations, payment=recorded.stream, invoice=recorded.event.invoice):
            rows.remove(allocations, row["id"])

    @follows(Payment.RefundAsked, reads=lambda r: [(payments, r.stream)])
    def _refund_asked(self, recorded: Recorded[Payment.RefundAsked], rows: Rows) -> None:
        event = recorded.event
        _add(rows, payments, recorded.stream, left_minor=-event.amount.minor)
        _put_refund(rows, recorded, event.refund, "asked", "")

    @follows(Payment.PaymentRefunded, reads=lambda r: [(payments, r.stream)])
    def _refunded(self, recorded: Recorded[Payment.PaymentRefunded], rows: Rows) -> None:
        event = recorded.event
        _add(rows, payments, recorded.stream, refunded_minor=event.amount.minor)
        if event.refund:
            rows.change(refunds, event.refund, state="done", reference=event.reference)
            return
        _add(rows, payments, recorded.stream, left_minor=-event.amount.minor)
        _put_refund(rows, recorded, f"{recorded.stream}/{event.originator_version}", "done", event.reference)

    @follows(Payment.RefundRefused, reads=lambda r: [(payments, r.stream), (refunds, r.event.refund)])
    def _refund_refused(self, recorded: Recorded[Payment.RefundRefused], rows: Rows) -> None:
        event = recorded.event
        _add(rows, payments, recorded.stream, left_minor=event.amount.minor)
        rows.change(refunds, event.refund, state="refused", reference=event.reason)

    @follows(Payment.PaymentWithdrawn, reads=lambda r: [(payments, r.stream)])
    def _withdrawn(self, recorded: Recorded[Payment.PaymentWithdrawn], rows: Rows) -> None:
        facts = {"state": "withdrawn", "left_minor": 0, "reason": recorded.event.reason}
        rows.change(payments, recorded.stream, **facts)

    @follows(Checkout.CheckoutOpened)
    def _opened(self, recorded: Recorded[Checkout.CheckoutOpened], rows: Rows) -> None:
        event = recorded.event
        rows.put(
            checkouts,
            recorded.stream,
            company=event.company,
            manager=event.manager,
            language=event.language,
            state="opened",
            invoices=[
                {"invoice": one.invoice, "number": one.number, "minor": one.amount.minor}
                for one in event.invoices
            ],
            amount_minor=event.amount.minor,
            currency=event.amount.currency,
            session="",
            address="",
            payment="",
            reason="",
            opened_at=event.timestamp,
            expires_at=event.expires_at,
        )

    @follows(Checkout.CheckoutSessionMade, reads=lambda r: [(checkouts, r.stream)])
    def _session_made(self, recorded: Recorded[Checkout.CheckoutSessionMade], rows: Rows) -> None:
        row = rows.get(checkouts, recorded.stream)
        if row:
            state = "waiting" if row["state"] == "opened" else row["state"]
            told = {"session": recorded.event.session, "address": recorded.event.address}
            rows.change(checkouts, recorded.stream, state=state, **told)

    @follows(Checkout.CheckoutCompleted)
    def _completed(self, recorded: Recorded[Checkout.CheckoutCompleted], rows: Rows) -> None:
        rows.change(checkouts, recorded.stream, state="completed", payment=recorded.event.payment, reason="")

    @follows(Checkout.CheckoutRefused)
    def _refused(self, recorded: Recorded[Checkout.CheckoutRefused], rows: Rows) -> None:
        rows.change(checkouts, recorded.stream, state="refused", reason=recorded.event.reason)

    @follows(Checkout.CheckoutExpired)
    def _expired(self, recorded: Recorded[Checkout.CheckoutExpired], rows: Rows) -> None:
        rows.change(checkouts, recorded.stream, state="expired")


def _put_refund(rows: Rows, recorded: Recorded[Any], id: str, state: str, reference: str) -> None:
    rows.put(
        refunds,
        id,
        payment=recorded.stream,
        company=recorded.company,
        amount_minor=recorded.event.amount.minor,
        currency=recorded.event.amount.currency,
        state=state,
        reference=reference,
        asked_at=recorded.event.timestamp,
    )


def _add(rows: Rows, table: Any, id: str, **amounts: int) -> dict[str, Any]:
    """Add amounts to columns of a row; a payment's state follows. Answers the row as it was."""
    row = rows.get(table, id)
    if row is None:
        return {}
    changed: dict[str, Any] = {name: row[name] + minor for name, minor in amounts.items()}
    if table is payments and "left_minor" in changed:
        changed["state"] = "credit" if changed["left_minor"] else "used"
    rows.change(table, id, **changed)
    return dict(row)
