"""The bills of one company, as events: issued over the last three years, paid by transfer late."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from training_portal.aggregates.invoice import Invoice, invoice_id
from training_portal.aggregates.payment import Payment, PaymentMethod
from training_portal.aggregates.root import Event, new_id
from training_portal.billing import Buyer, InvoiceLine, Seller, totals
from training_portal.values import Money, Vat

LAST = datetime.now(UTC)
"""The instant of the newest bill: the clock of the pages that are measured is not moved."""

_YEARS = timedelta(days=3 * 365)
_PAID_AFTER = timedelta(days=58)
"""Late, yet before anybody is alarmed."""

_LINES = (InvoiceLine("one", "Air dangerous goods, awareness", "en", 24, Money(4_900, "EUR"), 3, Vat(2000)),)
_SELLER, _BUYER = Seller("Cap Sûreté Formation"), Buyer("Grand Fret SA")


def invoiced(size: int, company: str, manager: str) -> Iterator[Event]:
    """So many invoices, evenly over the years; those of the last weeks are not paid yet, some are overdue."""
    for number in range(1, size + 1):
        at = LAST - _YEARS + _YEARS * number / size
        bill = _issued(number, company, manager, at)
        yield bill
        if at + _PAID_AFTER < LAST:
            yield from _paid(bill, company, at + _PAID_AFTER)


def _issued(number: int, company: str, manager: str, at: datetime) -> Any:
    order, (net, total) = new_id(), totals(_LINES)
    return Invoice.InvoiceIssued(
        **_placed(invoice_id(order), 1, at, Invoice),
        order=order,
        order_number=f"O-{at.year}-{number:06d}",
        company=company,
        number=f"F-{at.year}-{number:06d}",
        manager=manager,
        language="en",
        issued_on=at.date(),
        supplied_on=at.date(),
        due_on=at.date() + timedelta(days=30),
        seller=_SELLER,
        buyer=_BUYER,
        lines=_LINES,
        net=net,
        total=total,
        po_number="",
    )


def _paid(bill: Any, company: str, at: datetime) -> Iterator[Event]:
    payment = new_id()
    yield Payment.PaymentReceived(
        **_placed(payment, 1, at, Payment),
        payment=payment,
        company=company,
        method=PaymentMethod.TRANSFER,
        amount=bill.total,
        on=at.date(),
        reference=f"VIR {bill.number}",
        provider_id="",
        recorded_by="staff",
    )
    allocated = {"invoice": bill.originator_id, "amount": bill.total, "on": at.date()}
    yield Payment.PaymentAllocated(**_placed(payment, 2, at), **allocated)
    applied = {"source": payment, "amount": bill.total, "on": at.date()}
    yield Invoice.PaymentApplied(**_placed(bill.originator_id, 2, at), **applied)


def _placed(id: str, version: int, at: datetime, begun: type[Any] | None = None) -> dict[str, Any]:
    topic = {"originator_topic": begun.TOPIC} if begun else {}
    return {"originator_id": id, "originator_version": version, "timestamp": at, **topic}
