"""Invoicing: an order's invoice in the order's own transaction, and credit notes that staff decide on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ..aggregates.account import Account, CompanyIdentity
from ..aggregates.invoice import Invoice, PONumberIsUnchanged
from ..aggregates.order import Order
from ..billing import Buyer, CreditedLine, InvoiceLine, Seller, totals
from ..documents.fonts import unprintable
from ..errors import Conflict, NotFound, Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked
from ..policies import credit_invoice_lines
from ..projections.invoices import day_of_issue, invoices
from ..settings import Provider
from .suspension import reinstate_when_settled


class PONumberCannotBePrinted(Refusal):
    """What stands on an invoice can be printed."""

    words = marked("These characters cannot be printed on an invoice: %(characters)s")
    field = "po_number"


class InvoiceHasChanged(Conflict):
    """An edit is about the invoice as it was seen."""

    words = marked("The invoice has changed meanwhile. Look at it again.")


@dataclass(frozen=True, slots=True)
class POEdit:
    """A purchase order number ("" takes it off), for the version of the invoice or the number seen."""

    po_number: str
    version: int | None = None
    previous: str | None = None

    def is_about(self, invoice: Invoice) -> bool:
        """Whether the invoice is still as it was seen; nobody minds who typed the same number meanwhile."""
        same_version = self.version is None or invoice.version == self.version
        return same_version and (
            self.previous is None or invoice.po_number in (self.previous, self.po_number)
        )


class InvoiceCommands:
    """Commands about issued invoices."""

    _store: Store

    def edit_po_numbers(self, context: Context, edits: Mapping[str, POEdit]) -> tuple[str, ...]:
        """Add or correct the purchase order numbers of invoices, by id: all of them, or none.

        A number that stays as it was is passed over. Answers which were edited. Errors: NotFound,
        PONumberIsUnchanged when none is new, InvoiceHasChanged.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = work.get_many(Invoice, list(edits))
            if any(invoice.company != context.company for invoice in found.values()):
                raise NotFound
            check_printed("".join(edit.po_number for edit in edits.values()))
            changed = []
            for id, edit in edits.items():
                if not edit.is_about(found[id]):
                    raise InvoiceHasChanged
                if found[id].po_number != edit.po_number:
                    found[id].edit_po_number(edit.po_number, context.actor, context.now)
                    changed.append(id)
            if not changed:
                raise PONumberIsUnchanged
            return {"edited": changed}

        return tuple(self._store.perform(context, decide)["edited"])

    def choose_purchase_order_rule(self, context: Context, standing: str, required: bool) -> None:
        """Choose which purchase order number new invoices have when the order names none.

        "" is none; `required` refuses orders without any. Errors: PONumberCannotBePrinted.
        """

        def decide(work: Work) -> dict[str, Any]:
            check_printed(standing)
            account = work.get(Account, context.company)
            account.choose_purchase_order_rule(standing, required, context.actor, context.now)
            return {}

        self._store.perform(context, decide)

    def left_to_credit(self, invoice: str) -> dict[str, int]:
        """For how many people each line of an invoice still charges something. Errors: NotFound."""
        return self._store.get(Invoice, invoice).chargeable

    def would_credit(self, invoice: str, people: Mapping[str, int]) -> tuple[CreditedLine, ...]:
        """What a credit note over so many people of some lines would take back now.

        Errors: NotFound, NothingIsLeftToCredit.
        """
        return self._store.get(Invoice, invoice).creditable(dict(people))

    def credit_invoice(
        self, context: Context, invoice: str, reason: str, people: Mapping[str, int] | None = None
    ) -> str:
        """Take an invoice back for so many people of some lines, or all that it still charges.

        Answers the credit note's id. The command of staff. Errors: NotFound, NothingIsLeftToCredit.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = work.get(Invoice, invoice)
            wanted = found.chargeable if people is None else dict(people)
            credit_note = credit_invoice_lines(work, found, wanted, reason)
            reinstate_when_settled(work, found.company)
            return {"credit_note": credit_note}

        return str(self._store.perform(context, decide)["credit_note"])


def check_printed(po_number: str) -> None:
    """Refuse what an invoice cannot print. Errors: PONumberCannotBePrinted."""
    if not_printed := unprintable(po_number):
        raise PONumberCannotBePrinted(characters=not_printed)


def issue_invoice(work: Work, provider: Provider, order: Order, po_number: str) -> None:
    """Invoice an order that was just placed, with the next number of its year. Free orders get no invoice.

    Numbers rise with the days: the day is chosen when nobody else may write any more.
    """
    if order.total.minor == 0:
        return
    work.alone()
    context, identity = work.context, work.get(Account, order.company).identity
    charged = tuple(
        InvoiceLine(
            line.line,
            line.title,
            line.offer.language,
            line.offer.months,
            line.offer.price,
            len(line.enrolments),
            line.offer.vat,
            line.offer.list_price,
        )
        for line in order.lines
    )
    net, total = totals(charged)
    day = day_of_issue(work.ask(), invoices, context.today)
    invoice = Invoice(
        order=order.id,
        order_number=order.number,
        company=order.company,
        number=f"F-{day.year}-{work.number(f'F-{day.year}'):06d}",
        manager=order.manager,
        language=identity.language,
        issued_on=day,
        supplied_on=day,
        due_on=day + timedelta(days=provider.payment_days),
        seller=_seller(provider),
        buyer=_buyer(identity),
        lines=charged,
        net=net,
        total=total,
        po_number=po_number,
        timestamp=context.now,
    )
    work.add(invoice)


def _seller(provider: Provider) -> Seller:
    return Seller(
        name=provider.name,
        address=provider.address,
        country=provider.country,
        siren=provider.siren,
        vat_number=provider.vat_number,
        legal_form=provider.legal_form,
        declaration_number=provider.declaration_number,
        email=provider.email,
        phone=provider.phone,
        iban=provider.iban,
        bic=provider.bic,
    )


def _buyer(identity: CompanyIdentity) -> Buyer:
    return Buyer(identity.name, identity.address, identity.country, identity.siren, identity.vat_number)
