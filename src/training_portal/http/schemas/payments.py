"""What is sent about money: invoices to pay, transfers, credit, refunds."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.http.schemas.fields import Text
from training_portal.payments.camt import OBSTACLES, BankEntry
from training_portal.values import Money

_ID = ma.validate.Length(max=80)
_PLAIN = ma.validate.Regexp(r"[^\0\ud800-\udfff]*\Z")
"""What can be kept and shown."""


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

    numbers = Text(required=True, longest=2000)
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
    currency = Text(load_default="", longest=3)


class EntryCarried(ma.Schema):
    """An entry of a bank statement, as a preview carries it along to be recorded."""

    name = ma.fields.String(required=True, validate=ma.validate.Regexp(r"[0-9a-f./]{1,90}\Z"))
    booking = ma.fields.String(required=True, validate=ma.validate.Regexp(r"[0-9a-f.]{0,45}\Z"))
    account = ma.fields.String(required=True, validate=_PLAIN)
    statement = ma.fields.String(required=True, validate=_PLAIN)
    booked_on = ma.fields.Date(required=True)
    minor = ma.fields.Integer(required=True, attribute="amount.minor", validate=ma.validate.Range(0, 10**14))
    currency = ma.fields.String(
        required=True, attribute="amount.currency", validate=ma.validate.Regexp(r"[A-Z]{3}\Z")
    )
    is_credit = ma.fields.Boolean(required=True)
    reference = ma.fields.String(required=True, validate=[_PLAIN, ma.validate.Length(1, 140)])
    text = ma.fields.String(required=True, validate=_PLAIN)
    payer = ma.fields.String(required=True, validate=_PLAIN)
    obstacle = ma.fields.String(required=True, validate=ma.validate.OneOf(("", *OBSTACLES)))

    @ma.post_load
    def _entry(self, facts: dict[str, Any], **_: Any) -> BankEntry:
        return BankEntry(**{**facts, "amount": Money(**facts["amount"])})


class PaymentWithdrawn(ma.Schema):
    """Why a payment is taken back."""

    reason = Text(required=True, longest=300)


class CreditUsed(ma.Schema):
    """The invoice that a credit is set against, and how much of it."""

    invoice = ma.fields.String(required=True, validate=_ID)
    amount = MoneyText(required=True, longest=20)


class CreditPaidOut(ma.Schema):
    """How much of a credit goes back, and how. `over` is the amount that was shown and confirmed."""

    paid_out = MoneyText(required=True, longest=20)
    way = ma.fields.String(required=True, validate=ma.validate.OneOf(("card", "transfer")))
    reference = Text(load_default="", longest=140)
    over = MoneyText(load_default=0, longest=20)
