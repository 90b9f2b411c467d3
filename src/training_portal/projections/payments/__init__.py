"""Payments: what is owed and can be paid, tries at paying, money that came, and credit that is left."""

from .following import Payments
from .questions import (
    all_credits,
    allocations_of,
    checkout,
    checkouts_undecided,
    company_checkout,
    company_payments,
    credit,
    credits_of,
    invoices_numbered,
    invoices_owing,
    open_invoices,
    payable_invoice,
    payment,
    payment_totals,
    payments_known,
    payments_page,
    refunds_of,
    refunds_waiting,
)
from .tables import CHECKOUT_STATES, PAYMENT_STATES

__all__ = [
    "CHECKOUT_STATES",
    "PAYMENT_STATES",
    "Payments",
    "all_credits",
    "allocations_of",
    "checkout",
    "checkouts_undecided",
    "company_checkout",
    "company_payments",
    "credit",
    "credits_of",
    "invoices_numbered",
    "invoices_owing",
    "open_invoices",
    "payable_invoice",
    "payment",
    "payment_totals",
    "payments_known",
    "payments_page",
    "refunds_of",
    "refunds_waiting",
]
