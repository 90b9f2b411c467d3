"""Commands of staff about money: transfers, credit set against invoices, refunds, mistakes taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..aggregates.credit_note import CreditNote
from ..aggregates.invoice import Invoice
from ..aggregates.payment import AmountIsNotPositive, Payment, PaymentMethod, payment_id
from ..aggregates.root import new_id
from ..errors import NotFound, Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked
from ..projections.invoices import credit_notes_of
from ..values import Money
from .settling import owed_invoices, own_invoices, own_payment, set_against, spend_credit, tell_of_money
from .suspension import reinstate_when_settled

BANK_ENTRY = "bank-entry"
"""The claims of the bank's entries and bookings that were recorded."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money that came by bank: how much, on which day, the bank's or our reference, for which invoices.

    What it brings goes to the invoices (by id) in this order, as far as they are open; the rest is credit.
    `entry` names it in the bank's own books, so that it is recorded once; "" for one that staff type in.
    `booking` is the name of the booking that the entry is a part of, "" where it is the booking itself.
    """

    amount: Money
    on: date
    reference: str
    invoices: tuple[str, ...] = ()
    entry: str = ""
    booking: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Where a company's credit lies: what is left of a payment, or of a credit note, by id."""

    id: str
    is_credit_note: bool = False


class NoCreditToUse(Refusal):
    """Credit is used for what is owed in its currency, as long as there is some of both."""

    words = marked("There is no credit that could be set against an open invoice any more.")


class PaymentCommands:
    """Money that came otherwise than by card, and what is done with credit. For the context's company."""

    _store: Store

    def record_transfer(self, context: Context, transfer: Transfer) -> str:
        """Record money that came by bank transfer. Answers the payment's id, "" where nothing was to record.

        Nothing is, where the bank's entry is recorded already: as it is, in parts, or as a part of its
        booking. Errors: NotFound, AmountIsNotPositive.
        """

        def decide(work: Work) -> dict[str, Any]:
            id = payment_id(transfer.entry) if transfer.entry else new_id()
            if transfer.entry and not _claim_entry(work, transfer, id):
                return {"payment": ""}
            _record(work, id, transfer)
            return {"payment": id}

        return str(self._store.perform(context, decide)["payment"])

    def allocate_credit(self, context: Context, credit: Credit, invoice: str, amount: Money) -> None:
        """Set credit against an invoice of the same company.

        Errors: NotFound, PaymentIsTooSmall, CreditIsTooSmall, NothingIsOwed, MoreThanIsOwed.
        """

        def decide(work: Work) -> dict[str, Any]:
            source = own_credit(work, credit)
            source.allocate(invoice, amount, context.today, context.now)
            owed = own_invoices(work, [invoice])[invoice]
            owed.apply_payment(credit.id, amount, context.today, context.now)
            reinstate_when_settled(work, context.company)
            return {}

        self._store.perform(context, decide)

    def use_credit(self, context: Context) -> list[str]:
        """Set all credit of the context's company against what it owes, the oldest invoice first.

        Answers the numbers of the invoices. Errors: NoCreditToUse.
        """

        def decide(work: Work) -> dict[str, Any]:
            owed = owed_invoices(work, context.company)
            settled = spend_credit(work, owed)
            if not settled:
                raise NoCreditToUse
            reinstate_when_settled(work, context.company)
            return {"numbers": [invoice.number for invoice in owed if invoice.id in settled]}

        return list(self._store.perform(context, decide)["numbers"])

    def refund_by_transfer(self, context: Context, credit: Credit, amount: Money, reference: str) -> None:
        """Note credit paid out by transfer. Errors: NotFound, PaymentIsTooSmall, CreditIsTooSmall."""

        def decide(work: Work) -> dict[str, Any]:
            source = own_credit(work, credit)
            if isinstance(source, CreditNote):
                source.refund(amount, context.today, reference, context.actor, context.now)
            else:
                source.refund_by_transfer(amount, context.today, reference, context.actor, context.now)
            _tell_of_refund(work, source, amount, reference)
            return {}

        self._store.perform(context, decide)

    def ask_refund(self, context: Context, payment: str, amount: Money) -> str:
        """Set a part of a card payment aside to go back to the card. Answers the refund's id.

        Errors: NotFound, NoCardPayment, PaymentIsTooSmall, PaymentIsWithdrawn.
        """

        def decide(work: Work) -> dict[str, Any]:
            refund = new_id()
            own_payment(work, payment).ask_refund(refund, amount, context.actor, context.now)
            return {"refund": refund}

        return str(self._store.perform(context, decide)["refund"])

    def confirm_refund(self, context: Context, payment: str, refund: str, reference: str) -> None:
        """Note that the provider gave the money back. Errors: NotFound, RefundIsDecided."""

        def decide(work: Work) -> dict[str, Any]:
            found = own_payment(work, payment)
            amount = found.confirm_refund(refund, context.today, reference, context.now)
            _tell_of_refund(work, found, amount, reference, to_card=True)
            return {}

        self._store.perform(context, decide)

    def refuse_refund(self, context: Context, payment: str, refund: str, reason: str) -> None:
        """Note that the provider did not give the money back. Errors: NotFound, RefundIsDecided."""

        def decide(work: Work) -> dict[str, Any]:
            own_payment(work, payment).refuse_refund(refund, reason, context.now)
            return {}

        self._store.perform(context, decide)

    def withdraw_payment(self, context: Context, payment: str, reason: str) -> None:
        """Take back a transfer that was recorded by mistake; its invoices are open again.

        An invoice that was credited meanwhile is settled by what is left of its credit notes.

        Errors: NotFound, PaymentIsWithdrawn, CardPaymentStands, PaymentIsInUse.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = own_payment(work, payment)
            applied = dict(found.allocated)
            found.withdraw(context.today, reason, context.actor, context.now)
            for id, invoice in own_invoices(work, list(applied)).items():
                taken = Money(applied[id], found.amount.currency)
                invoice.take_back(payment, taken, context.today, reason, context.now)
                for row in credit_notes_of(work.ask(), id):
                    note = work.get(CreditNote, row["id"])
                    set_against(note, invoice, note.left, context.today, context.now)
            tell_of_money(work, "payment_withdrawn", payment, invoices=list(applied))
            return {}

        self._store.perform(context, decide)


def own_credit(work: Work, credit: Credit) -> Payment | CreditNote:
    """What holds a credit of the context's company. Errors: NotFound."""
    if not credit.is_credit_note:
        return own_payment(work, credit.id)
    found = work.get(CreditNote, credit.id)
    if found.company != work.context.company:
        raise NotFound
    return found


def receive(work: Work, payment: Payment, shares: Iterable[tuple[str, Money]]) -> None:
    """Take a payment in: set it against invoices, perhaps reinstate, and send managers a receipt.

    Each invoice is settled as far as its share goes and it is open. What is not owed any more stays with the
    payment, as the company's credit. The receipt goes to every manager who may see invoices.
    """
    work.add(payment)
    for id, share in shares:
        set_against(payment, work.get(Invoice, id), share, payment.on, work.context.now)
    reinstate_when_settled(work, payment.company)
    tell_of_money(work, "payment_received", payment.id)


def _tell_of_refund(
    work: Work, source: Payment | CreditNote, amount: Money, reference: str, *, to_card: bool = False
) -> None:
    """Write that a part of a credit went back; `change` tells two equal refunds apart."""
    facts = {"minor": amount.minor, "currency": amount.currency, "on": work.context.today.isoformat()}
    told = {"reference": reference, "to_card": to_card, "change": source.version}
    tell_of_money(work, "refund_made", source.id, **facts, **told)


def _claim_entry(work: Work, transfer: Transfer, id: str) -> bool:
    """Claim a bank entry, and its booking for what is cut as it is; whether it was still to be had."""
    booking = transfer.booking or transfer.entry
    whole = f"{booking}/whole"
    own = transfer.entry if transfer.booking else whole
    taken = work.claimed(BANK_ENTRY, [booking, whole, own])
    if taken & {whole, own} or (own == whole and taken):
        return False
    for value in (booking, own):
        if value not in taken:
            work.claim(BANK_ENTRY, value, id)
    return True


def _record(work: Work, id: str, transfer: Transfer) -> None:
    """A transfer as a payment, set against its invoices. Errors: those of `record_transfer`."""
    context = work.context
    if transfer.amount.minor <= 0:
        raise AmountIsNotPositive
    payment = Payment(
        payment=id,
        company=context.company,
        method=PaymentMethod.TRANSFER,
        amount=transfer.amount,
        on=transfer.on,
        reference=transfer.reference,
        provider_id="",
        recorded_by=context.actor,
        timestamp=context.now,
    )
    own_invoices(work, transfer.invoices)
    receive(work, payment, [(invoice, transfer.amount) for invoice in transfer.invoices])
