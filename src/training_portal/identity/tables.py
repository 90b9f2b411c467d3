"""The tables of who may sign in. They hold no name: a person is an id, a user name is a keyed digest."""

import sqlalchemy as sa

from training_portal.event_store.tables import Instant, metadata

credentials = sa.Table(
    "credentials",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("username_digest", sa.Text, nullable=False, unique=True),
    sa.Column("secret", sa.Text, nullable=False),
    sa.Column("temporary_until", Instant),
    sa.Column("changed_at", Instant, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("totp_secret", sa.LargeBinary),
    sa.Column("totp_enrolled_at", Instant),
    sa.Column("totp_last_step", sa.BigInteger, nullable=False, server_default="0"),
)
"""How each person proves who they are. While `temporary_until` is set, `secret` is a keyed digest of a
machine-made password; afterwards it is an argon2id hash of the person's own. `totp_secret` is sealed."""

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_digest", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("last_seen_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
)
"""Who is signed in. The cookie holds the token, this table only its digest."""

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("token_digest", sa.Text, nullable=False, unique=True),
    sa.Column("person_id", sa.Text, nullable=False, index=True),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("revoked_at", Instant),
)
"""Bearer tokens that managers made for their own programs."""

rate_limit_hits = sa.Table(
    "rate_limit_hits",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)
"""How often something was tried within the present window, counted for all processes together."""

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("finished_at", Instant),
)
"""Who was forgotten, and when the views had been made anew without them."""

handovers = sa.Table(
    "handovers",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("order_id", sa.Text, nullable=False, index=True),
    sa.Column("manager_id", sa.Text, nullable=False),
    sa.Column("sealed_password", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""Temporary passwords of an order's new trainees, sealed, until the manager has had time to hand them on."""

password_requests = sa.Table(
    "password_requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("sealed_name", sa.LargeBinary, nullable=False),
    sa.Column("asked_at", Instant, nullable=False, index=True),
)
"""What was typed at *Forgotten your password?*, sealed, until the worker has looked who is meant."""

password_links = sa.Table(
    "password_links",
    metadata,
    sa.Column("token_digest", sa.Text, primary_key=True),
    sa.Column("person_id", sa.Text, nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("company", sa.Text, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""Links by which a person may set a new password, once. The letter holds the token, this table its digest."""

email_changes = sa.Table(
    "email_changes",
    metadata,
    sa.Column("person_id", sa.Text, primary_key=True),
    sa.Column("token_digest", sa.Text, nullable=False, unique=True),
    sa.Column("sealed_address", sa.LargeBinary, nullable=False),
    sa.Column("expires_at", Instant, nullable=False, index=True),
)
"""New e-mail addresses, sealed, until the link sent there is followed. The letter holds the token."""
