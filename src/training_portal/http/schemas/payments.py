"""What is sent about money: invoices to pay, transfers, credit, refunds."""

import marshmallow as ma

_ID = ma.validate.Length(max=80)


class InvoicesToPay(ma.Schema):
    """Invoices by their ids; none means every open one."""

    invoices = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=2000)
    )


class AskedAgain(ma.Schema):
    """How often a page has asked already what became of a payment."""

    asked = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 10_000))
