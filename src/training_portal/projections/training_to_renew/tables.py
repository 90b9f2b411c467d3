"""The tables of Training to Renew.

What was known is kept by intervals: a row holds from `known_from` until before `known_until`, which is `FAR`
for what is known now. The row of now is found by its id, "trainee/training"; each row before it has the
position of the event that ended it behind that.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from ...event_store.tables import Instant, metadata

FAR = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of what is known now."""

known = sa.Table(
    "view_training_to_renew_known",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("trainee", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False, default=""),
    sa.Column("company", sa.Text, nullable=False, default=""),
    sa.Column("first_name", sa.Text, nullable=False, default=""),
    sa.Column("last_name", sa.Text, nullable=False, default=""),
    sa.Column("identifier", sa.Text, nullable=False, default=""),
    sa.Column("state", sa.Text, nullable=False, default=""),
    sa.Column("left_on", sa.Date),
    sa.Column("sort_name", sa.Text, nullable=False, default=""),
    sa.Column("search", sa.Text, nullable=False, default=""),
    sa.Column("held", sa.JSON, nullable=False),
)
"""What is known by an id. By their own: every trainee; `state` is present, left, or gone (merged into another
record, or forgotten), and `held` has what they have of each training, by its id: `proofs` (certificates
that count, past trainings), and `open`, the orders of registrations under way by enrolment. By the id of a
registration or a certificate: whose it is, and of which training. All in one table, so that an order for
many newcomers is followed by one statement."""

renewals = sa.Table(
    "view_training_to_renew",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("trainee", sa.Text, nullable=False, index=True),
    sa.Column("first_name", sa.Text, nullable=False),
    sa.Column("last_name", sa.Text, nullable=False),
    sa.Column("identifier", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("months", sa.Integer, nullable=False),
    sa.Column("certificate", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("completed_on", sa.Date, nullable=False),
    sa.Column("renewal_on", sa.Date),
    sa.Column("order", sa.Text, nullable=False),
    sa.Column("listed", sa.Boolean, nullable=False),
    sa.Column("left_on", sa.Date),
    sa.Column("known_from", Instant, nullable=False),
    sa.Column("known_until", Instant, nullable=False),
    sa.Column("sort_name", sa.Text, nullable=False),
    sa.Column("search", sa.Text, nullable=False),
    sa.Index(
        "ix_view_training_to_renew_now", "company", "listed", "known_until", "renewal_on", "id", "search"
    ),
    sa.Index("ix_view_training_to_renew_name", "company", "listed", "known_until", "sort_name", "id"),
    sa.Index(
        "ix_view_training_to_renew_then",
        *("company", "listed", "renewal_on", "known_from", "known_until", "id"),
    ),
    sa.Index("ix_view_training_to_renew_training", "company", "listed", "training", "known_until"),
)
"""One row for each trainee, training and interval. `listed` is false once the trainee has left; `order` is
the order that brings the renewal, "" while there is none; `certificate` is "" for a training taken over."""

due_days = sa.Table(
    "view_training_to_renew_days",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("training", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("renewal_on", sa.Date, nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Index("ix_view_training_to_renew_days_company", "company", "renewal_on"),
)
"""How many listed rows of now fall due on each day, so that no page counts a company's people."""
