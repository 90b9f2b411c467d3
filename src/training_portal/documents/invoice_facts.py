"""What an invoice or credit note says, as values: the printed page and the XML are both made of it."""

from dataclasses import dataclass
from datetime import date

from ..billing import Buyer, Seller
from ..values import Money, Vat


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A training as billed: title, how it was sold in words, price for one, people, net amount, VAT.

    `list_price` is the price before a reduction, None when there was none.
    """

    title: str
    sold_as: str
    price: Money
    quantity: int
    net: Money
    tax: Money
    vat: Vat
    list_price: Money | None = None


@dataclass(frozen=True, slots=True)
class InvoiceFacts:
    """An invoice, or (`names_invoice`, `invoiced_on`) a credit note that takes back a part of one.

    Amounts of credit notes are positive. `due_on` is None for them; `po_number` is "" when there is none.
    """

    number: str
    language: str
    issued_on: date
    supplied_on: date
    due_on: date | None
    seller: Seller
    buyer: Buyer
    order_number: str
    po_number: str
    lines: tuple[BilledLine, ...]
    net: Money
    total: Money
    names_invoice: str = ""
    invoiced_on: date | None = None
    reason: str = ""

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back instead of charging."""
        return bool(self.names_invoice)
