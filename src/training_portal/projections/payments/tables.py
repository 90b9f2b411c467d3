"""The tables of what is owed, what was tried, what came, and what is left."""

import sqlalchemy as sa

from ...event_store.tables import Instant, metadata

invoices = sa.Table(
    "view_payments_invoices",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False, index=True),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("total_minor", sa.BigInteger, nullable=False),
    sa.Column("open_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Index("ix_view_payments_invoices_owing", "company", "open_minor"),
)
"""Each invoice with what is owed on it."""

payments = sa.Table(
    "view_payments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("paid_on", sa.Date, nullable=False, index=True),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("left_minor", sa.BigInteger, nullable=False),
    sa.Column("refunded_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("provider_id", sa.Text, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("recorded_by", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("numbers", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
)
"""Money that came. `state` is used, credit (something is left of it) or withdrawn."""

allocations = sa.Table(
    "view_payments_allocations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("payment", sa.Text, nullable=False, index=True),
    sa.Column("invoice", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("allocated_on", sa.Date, nullable=False),
)
"""Which invoice a payment was set against, with how much."""

refunds = sa.Table(
    "view_payments_refunds",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("payment", sa.Text, nullable=False, index=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
)
"""What was given back. `state` is asked, done or refused."""

credit_notes = sa.Table(
    "view_payments_credit_notes",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False, index=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("issued_on", sa.Date, nullable=False),
    sa.Column("left_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
)
"""Credit notes with what is left of them."""

checkouts = sa.Table(
    "view_payments_checkouts",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("manager", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("invoices", sa.JSON, nullable=False),
    sa.Column("amount_minor", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("payment", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("opened_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Index("ix_view_payments_checkouts_state", "state", "opened_at"),
)
"""Tries at Pay now. `invoices` are ids and numbers with the frozen amounts."""

CHECKOUT_STATES = ("opened", "waiting", "completed", "refused", "expired")
PAYMENT_STATES = ("credit", "used", "withdrawn")
