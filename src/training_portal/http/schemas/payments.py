"""What is sent about money: invoices to pay, transfers, credit, refunds."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.http.schemas.fields import Text

_ID = ma.validate.Length(max=80)
LONGEST_NUMBERS = 2000
"""Letters of the invoice numbers that a transfer is typed in for."""


class InvoicesToPay(ma.Schema):
    """Invoices by their ids; none means every open one."""

    invoices = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=2000)
    )


class AskedAgain(ma.Schema):
    """How often a page has asked already what became of a payment."""

    asked = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 10_000))


class MoneyText(Text):
    """An amount as people write it (1 234,56 or 1234.56), in minor units; more than zero."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> Any:
        text = super()._deserialize(value, attr, data, **options)
        plain = text.replace(" ", "").replace("\u202f", "").replace("\u00a0", "").replace(",", ".")
        if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", plain, re.ASCII) or not Decimal(plain):
            raise ma.ValidationError([lazy_gettext("Write an amount such as 1234.56.")])
        return int(Decimal(plain).scaleb(2))


class TransferTyped(ma.Schema):
    """A transfer as staff type it in: for which invoices, how much, when, the bank's reference.

    `again` and `surplus` are ticks, each with the amount that was asked about: record it although an equal
    one is there, although it is more than is owed.
    """

    numbers = Text(required=True, longest=LONGEST_NUMBERS)
    amount = MoneyText(required=True, longest=20)
    paid_on = ma.fields.Date(
        required=True,
        error_messages={
            "invalid": [lazy_gettext("Choose a day.")],
            "required": [lazy_gettext("Choose a day.")],
        },
    )
    reference = Text(load_default="", longest=140)
    again = MoneyText(load_default=0, longest=20)
    surplus = MoneyText(load_default=0, longest=20)


class PaymentWithdrawn(ma.Schema):
    """Why a payment is taken back."""

    reason = Text(required=True, longest=300)


class CreditUsed(ma.Schema):
    """The invoice that a credit is set against, and how much of it."""

    invoice = ma.fields.String(required=True, validate=_ID)
    amount = MoneyText(required=True, longest=20)


class CreditPaidOut(ma.Schema):
    """How much of a credit goes back, and how."""

    paid_out = MoneyText(required=True, longest=20)
    way = ma.fields.String(required=True, validate=ma.validate.OneOf(("card", "transfer")))
    reference = Text(load_default="", longest=140)
