"""The first schema"""

import sqlalchemy as sa
from alembic import op

from training_portal.event_store import schema as portal_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", portal_types.Instant(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.Column("revoked_at", portal_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_api_tokens_token_digest")),
    )
    op.create_index(op.f("ix_api_tokens_person_id"), "api_tokens", ["person_id"], unique=False)
    op.create_table(
        "claims",
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "digest", name=op.f("pk_claims")),
    )
    op.create_table(
        "command_results",
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("recorded_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("command_id", name=op.f("pk_command_results")),
    )
    op.create_table(
        "counters",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_counters")),
    )
    op.create_table(
        "course_packages",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_course_packages")),
    )
    op.create_table(
        "credentials",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("username_digest", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("temporary_until", portal_types.Instant(), nullable=True),
        sa.Column("changed_at", portal_types.Instant(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_enrolled_at", portal_types.Instant(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("username_digest", name=op.f("uq_credentials_username_digest")),
    )
    op.create_table(
        "digests_done",
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("occasion", "manager", name=op.f("pk_digests_done")),
    )
    op.create_table(
        "email_changes",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("sealed_address", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_email_changes")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_email_changes_token_digest")),
    )
    op.create_index(op.f("ix_email_changes_expires_at"), "email_changes", ["expires_at"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("asked_at", portal_types.Instant(), nullable=False),
        sa.Column("finished_at", portal_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_erasures")),
    )
    op.create_table(
        "events",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("command_id", sa.Text(), nullable=False),
        sa.Column("correlation", sa.Text(), nullable=False),
        sa.Column("recorded_at", portal_types.Instant(), nullable=False),
        sa.Column("chain", sa.LargeBinary(), nullable=False),
        sa.Column(
            "transaction_id",
            portal_types.Xid8(),
            server_default=portal_types.CurrentTransaction(),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_events")),
        sa.UniqueConstraint("stream", "version", name=op.f("uq_events_stream_version")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handovers",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("manager_id", sa.Text(), nullable=False),
        sa.Column("sealed_password", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_expires_at"), "handovers", ["expires_at"], unique=False)
    op.create_index(op.f("ix_handovers_order_id"), "handovers", ["order_id"], unique=False)
    op.create_table(
        "kept_documents",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_kept_documents")),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("once_key", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=True),
        sa.Column("queued_at", portal_types.Instant(), nullable=False),
        sa.Column("due_at", portal_types.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", portal_types.Instant(), nullable=True),
        sa.Column("refused_at", portal_types.Instant(), nullable=True),
        sa.Column("fault", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("once_key", name=op.f("uq_outbox_once_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_company_about"), "outbox", ["company", "about"], unique=False)
    op.create_index(
        op.f("ix_outbox_company_queued_at_id"), "outbox", ["company", "queued_at", "id"], unique=False
    )
    op.create_index(op.f("ix_outbox_company_recipient"), "outbox", ["company", "recipient"], unique=False)
    op.create_index(
        "ix_outbox_company_refused",
        "outbox",
        ["company", "refused_at"],
        unique=False,
        sqlite_where=sa.text("refused_at IS NOT NULL"),
        postgresql_where=sa.text("refused_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_outbox_company_sent_at_id"), "outbox", ["company", "sent_at", "id"], unique=False
    )
    op.create_index(
        "ix_outbox_company_waiting",
        "outbox",
        ["company", "due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_outbox_due_at"), "outbox", ["due_at"], unique=False)
    op.create_table(
        "password_links",
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_password_links")),
    )
    op.create_index(op.f("ix_password_links_expires_at"), "password_links", ["expires_at"], unique=False)
    op.create_index(op.f("ix_password_links_person_id"), "password_links", ["person_id"], unique=False)
    op.create_table(
        "password_requests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_requests")),
    )
    op.create_index(op.f("ix_password_requests_asked_at"), "password_requests", ["asked_at"], unique=False)
    op.create_table(
        "payment_notices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("received_at", portal_types.Instant(), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("checkout", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("settled_at", portal_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notices")),
        sa.UniqueConstraint("event", name=op.f("uq_payment_notices_event")),
    )
    op.create_index(
        op.f("ix_payment_notices_state_received_at"),
        "payment_notices",
        ["state", "received_at"],
        unique=False,
    )
    op.create_table(
        "person_keys",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_keys")),
    )
    op.create_table(
        "rate_limit_hits",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limit_hits")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", portal_types.Instant(), nullable=False),
        sa.Column("last_seen_at", portal_types.Instant(), nullable=False),
        sa.Column("ended_at", portal_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)
    op.create_table(
        "tracking",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tracking")),
    )
    op.create_table(
        "view_attendance",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", portal_types.Instant(), nullable=True),
        sa.Column("last_seen_at", portal_types.Instant(), nullable=True),
        sa.Column("finished_at", portal_types.Instant(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("connections", sa.Integer(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_attendance")),
    )
    op.create_index(op.f("ix_view_attendance_order"), "view_attendance", ["order"], unique=False)
    op.create_table(
        "view_attendance_connections",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("enrolment", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("began_at", portal_types.Instant(), nullable=False),
        sa.Column("ended_at", portal_types.Instant(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_attendance_connections")),
    )
    op.create_index(
        op.f("ix_view_attendance_connections_enrolment"),
        "view_attendance_connections",
        ["enrolment"],
        unique=False,
    )
    op.create_table(
        "view_attendance_modules",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("enrolment", sa.Text(), nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("completed_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_attendance_modules")),
    )
    op.create_index(
        op.f("ix_view_attendance_modules_enrolment"), "view_attendance_modules", ["enrolment"], unique=False
    )
    op.create_table(
        "view_attendance_tests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("enrolment", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", portal_types.Instant(), nullable=False),
        sa.Column("right", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_attendance_tests")),
    )
    op.create_index(
        op.f("ix_view_attendance_tests_enrolment"), "view_attendance_tests", ["enrolment"], unique=False
    )
    op.create_table(
        "view_cart",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_cart")),
    )
    op.create_index(op.f("ix_view_cart_manager"), "view_cart", ["manager"], unique=False)
    op.create_table(
        "view_cart_lines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cart", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("list_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("vat_basis_points", sa.Integer(), nullable=False),
        sa.Column("vat_exemption", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_cart_lines")),
    )
    op.create_index(op.f("ix_view_cart_lines_cart"), "view_cart_lines", ["cart"], unique=False)
    op.create_table(
        "view_cart_people",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("cart", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_cart_people")),
    )
    op.create_index(op.f("ix_view_cart_people_cart"), "view_cart_people", ["cart"], unique=False)
    op.create_index(op.f("ix_view_cart_people_line"), "view_cart_people", ["line"], unique=False)
    op.create_table(
        "view_catalogue",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("summaries", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("package", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("modules", sa.Integer(), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("renewal_rule", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_catalogue")),
    )
    op.create_table(
        "view_catalogue_offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("list_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("vat_basis_points", sa.Integer(), nullable=False),
        sa.Column("vat_exemption", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_catalogue_offers")),
    )
    op.create_index(
        op.f("ix_view_catalogue_offers_training"), "view_catalogue_offers", ["training"], unique=False
    )
    op.create_table(
        "view_catalogue_titles",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_catalogue_titles")),
    )
    op.create_table(
        "view_certificate_amendments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("with_record", sa.Boolean(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("asked_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_certificate_amendments")),
    )
    op.create_table(
        "view_certificate_history",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_certificate_history")),
    )
    op.create_index(
        op.f("ix_view_certificate_history_certificate"),
        "view_certificate_history",
        ["certificate"],
        unique=False,
    )
    op.create_table(
        "view_certificate_verification",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("printed_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("superseded_at", portal_types.Instant(), nullable=True),
        sa.Column("revoked_at", portal_types.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_certificate_verification")),
    )
    op.create_index(
        op.f("ix_view_certificate_verification_certificate"),
        "view_certificate_verification",
        ["certificate"],
        unique=False,
    )
    op.create_table(
        "view_certified_trainees",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("registration", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("duration_minutes", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=False),
        sa.Column("revoked_at", portal_types.Instant(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_certified_trainees")),
    )
    op.create_index(
        "ix_view_certified_trainees_company_day",
        "view_certified_trainees",
        ["company", "completed_on", "id", "renewal_on", "superseded_by", "revoked_at"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_name",
        "view_certified_trainees",
        ["company", "sort_name", "id", "signature", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_number",
        "view_certified_trainees",
        ["company", "number", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_percent",
        "view_certified_trainees",
        ["company", "percent", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_registration",
        "view_certified_trainees",
        ["company", "registration"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_renewal",
        "view_certified_trainees",
        ["company", "renewal_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_revoked",
        "view_certified_trainees",
        ["company", "sort_name", "id"],
        unique=False,
        sqlite_where=sa.text("revoked_at IS NOT NULL"),
        postgresql_where=sa.text("revoked_at IS NOT NULL"),
    )
    op.create_index(
        "ix_view_certified_trainees_company_search",
        "view_certified_trainees",
        ["company", "signature", "id", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_superseded",
        "view_certified_trainees",
        ["company", "sort_name", "id"],
        unique=False,
        sqlite_where=sa.text("superseded_by != ''"),
        postgresql_where=sa.text("superseded_by != ''"),
    )
    op.create_index(
        "ix_view_certified_trainees_company_title",
        "view_certified_trainees",
        ["company", "title", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_certified_trainees_company_training",
        "view_certified_trainees",
        ["company", "training", "sort_name", "id"],
        unique=False,
    )
    op.create_index("ix_view_certified_trainees_number", "view_certified_trainees", ["number"], unique=False)
    op.create_index(
        op.f("ix_view_certified_trainees_trainee"), "view_certified_trainees", ["trainee"], unique=False
    )
    op.create_table(
        "view_certified_trainees_newest",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_certified_trainees_newest")),
    )
    op.create_table(
        "view_companies",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("suspended_for_debt", sa.Boolean(), nullable=False),
        sa.Column("standing_po_number", sa.Text(), nullable=False),
        sa.Column("needs_po_number", sa.Boolean(), nullable=False),
        sa.Column("opened_at", portal_types.Instant(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_companies")),
    )
    op.create_table(
        "view_conventions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("party", sa.JSON(), nullable=False),
        sa.Column("trainings", sa.JSON(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("terms_version", sa.Text(), nullable=False),
        sa.Column("drawn_up_at", portal_types.Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registrations", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_conventions")),
    )
    op.create_index(
        "ix_view_conventions_company_drawn_up", "view_conventions", ["company", "drawn_up_at"], unique=False
    )
    op.create_table(
        "view_conventions_named",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("convention", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("since", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_conventions_named")),
    )
    op.create_index(
        op.f("ix_view_conventions_named_convention"), "view_conventions_named", ["convention"], unique=False
    )
    op.create_table(
        "view_conventions_versions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("convention", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn_up_at", portal_types.Instant(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("replaced", sa.Integer(), nullable=False),
        sa.Column("accepted_at", portal_types.Instant(), nullable=True),
        sa.Column("accepted_by", sa.Text(), nullable=False),
        sa.Column("accepted_name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("signed_at", portal_types.Instant(), nullable=True),
        sa.Column("signed_digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_conventions_versions")),
    )
    op.create_index(
        op.f("ix_view_conventions_versions_convention"),
        "view_conventions_versions",
        ["convention"],
        unique=False,
    )
    op.create_table(
        "view_dashboard",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("trainees", sa.Integer(), nullable=False),
        sa.Column("not_started", sa.Integer(), nullable=False),
        sa.Column("in_progress", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_dashboard")),
    )
    op.create_table(
        "view_dashboard_gone",
        sa.Column("id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_dashboard_gone")),
    )
    op.create_table(
        "view_dashboard_passed",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_dashboard_passed")),
    )
    op.create_index(
        op.f("ix_view_dashboard_passed_company"), "view_dashboard_passed", ["company"], unique=False
    )
    op.create_table(
        "view_invoices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("seller", sa.JSON(), nullable=False),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("titles", sa.Text(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("rendition", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_invoices")),
    )
    op.create_index(
        "ix_view_invoices_company_issued",
        "view_invoices",
        ["company", "issued_on", "number", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_invoices_company_search",
        "view_invoices",
        ["company", "signature", "id", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_invoices_company_state",
        "view_invoices",
        ["company", "state", "issued_on", "number", "id", "due_on"],
        unique=False,
    )
    op.create_index("ix_view_invoices_issued", "view_invoices", ["issued_on", "number", "id"], unique=False)
    op.create_table(
        "view_invoices_credit_notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("invoice_number", sa.Text(), nullable=False),
        sa.Column("invoiced_on", sa.Date(), nullable=False),
        sa.Column("order_number", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("seller", sa.JSON(), nullable=False),
        sa.Column("buyer", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_invoices_credit_notes")),
    )
    op.create_index(
        "ix_view_invoices_credit_notes_company_issued",
        "view_invoices_credit_notes",
        ["company", "issued_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_view_invoices_credit_notes_invoice"), "view_invoices_credit_notes", ["invoice"], unique=False
    )
    op.create_index(
        "ix_view_invoices_credit_notes_issued", "view_invoices_credit_notes", ["issued_on"], unique=False
    )
    op.create_table(
        "view_invoices_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_invoices_entries")),
    )
    op.create_index(
        op.f("ix_view_invoices_entries_invoice"), "view_invoices_entries", ["invoice"], unique=False
    )
    op.create_table(
        "view_invoices_renditions",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("rendition", sa.Integer(), nullable=False),
        sa.Column("po_number", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("made_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_invoices_renditions")),
    )
    op.create_index(
        op.f("ix_view_invoices_renditions_invoice"), "view_invoices_renditions", ["invoice"], unique=False
    )
    op.create_table(
        "view_managers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("chosen_language", sa.Text(), nullable=False),
        sa.Column("notify_not_started", sa.Text(), nullable=False),
        sa.Column("deadline_days", sa.Integer(), nullable=False),
        sa.Column("notify_renewals", sa.Boolean(), nullable=False),
        sa.Column("appointed_at", portal_types.Instant(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_managers")),
    )
    op.create_index(op.f("ix_view_managers_company"), "view_managers", ["company"], unique=False)
    op.create_table(
        "view_my_trainings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registered_at", portal_types.Instant(), nullable=False),
        sa.Column("started_at", portal_types.Instant(), nullable=True),
        sa.Column("last_seen_at", portal_types.Instant(), nullable=True),
        sa.Column("finished_at", portal_types.Instant(), nullable=True),
        sa.Column("modules", sa.Integer(), nullable=False),
        sa.Column("modules_done", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("attempts_used", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_my_trainings")),
    )
    op.create_index(
        "ix_view_my_trainings_company_training", "view_my_trainings", ["company", "training"], unique=False
    )
    op.create_index(op.f("ix_view_my_trainings_trainee"), "view_my_trainings", ["trainee"], unique=False)
    op.create_table(
        "view_not_started",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("registered_at", portal_types.Instant(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_not_started")),
    )
    op.create_index(
        "ix_view_not_started_company_name", "view_not_started", ["company", "sort_name", "id"], unique=False
    )
    op.create_index(
        "ix_view_not_started_company_registered",
        "view_not_started",
        ["company", "registered_at", "id", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_not_started_company_title", "view_not_started", ["company", "title", "id"], unique=False
    )
    op.create_index(
        "ix_view_not_started_company_training",
        "view_not_started",
        ["company", "training", "registered_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_view_not_started_trainee"), "view_not_started", ["trainee"], unique=False)
    op.create_table(
        "view_orders",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("placed_at", portal_types.Instant(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("registrations", sa.Integer(), nullable=False),
        sa.Column("not_started", sa.Integer(), nullable=False),
        sa.Column("in_progress", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Integer(), nullable=False),
        sa.Column("terms_version", sa.Text(), nullable=False),
        sa.Column("terms_digest", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_orders")),
    )
    op.create_index("ix_view_orders_company_placed", "view_orders", ["company", "placed_at"], unique=False)
    op.create_table(
        "view_orders_lines",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_basis_points", sa.Integer(), nullable=False),
        sa.Column("vat_exemption", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_orders_lines")),
    )
    op.create_index(op.f("ix_view_orders_lines_order"), "view_orders_lines", ["order"], unique=False)
    op.create_table(
        "view_orders_registrations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("registered_at", portal_types.Instant(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_orders_registrations")),
    )
    op.create_index(
        "ix_view_orders_registrations_company_name",
        "view_orders_registrations",
        ["company", "sort_name"],
        unique=False,
    )
    op.create_index(
        op.f("ix_view_orders_registrations_order"), "view_orders_registrations", ["order"], unique=False
    )
    op.create_table(
        "view_overdue",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("put_off_until", sa.Date(), nullable=True),
        sa.Column("put_off_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_overdue")),
    )
    op.create_index(
        "ix_view_overdue_company_owed_issued", "view_overdue", ["company", "owed", "issued_on"], unique=False
    )
    op.create_index(
        "ix_view_overdue_owed_due",
        "view_overdue",
        ["owed", "company", "currency", "due_on", "open_minor"],
        unique=False,
    )
    op.create_index("ix_view_overdue_owed_issued", "view_overdue", ["owed", "issued_on"], unique=False)
    op.create_table(
        "view_payments",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("left_minor", sa.BigInteger(), nullable=False),
        sa.Column("refunded_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("recorded_at", portal_types.Instant(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments")),
    )
    op.create_index(op.f("ix_view_payments_company"), "view_payments", ["company"], unique=False)
    op.create_index(op.f("ix_view_payments_paid_on"), "view_payments", ["paid_on"], unique=False)
    op.create_table(
        "view_payments_allocations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("allocated_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments_allocations")),
    )
    op.create_index(
        op.f("ix_view_payments_allocations_invoice"), "view_payments_allocations", ["invoice"], unique=False
    )
    op.create_index(
        op.f("ix_view_payments_allocations_payment"), "view_payments_allocations", ["payment"], unique=False
    )
    op.create_table(
        "view_payments_checkouts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("manager", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("invoices", sa.JSON(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", portal_types.Instant(), nullable=False),
        sa.Column("expires_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments_checkouts")),
    )
    op.create_index(
        "ix_view_payments_checkouts_state", "view_payments_checkouts", ["state", "opened_at"], unique=False
    )
    op.create_table(
        "view_payments_credit_notes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("left_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments_credit_notes")),
    )
    op.create_index(
        op.f("ix_view_payments_credit_notes_company"), "view_payments_credit_notes", ["company"], unique=False
    )
    op.create_table(
        "view_payments_invoices",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments_invoices")),
    )
    op.create_index(
        op.f("ix_view_payments_invoices_number"), "view_payments_invoices", ["number"], unique=False
    )
    op.create_index(
        "ix_view_payments_invoices_owing", "view_payments_invoices", ["company", "open_minor"], unique=False
    )
    op.create_table(
        "view_payments_refunds",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("payment", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("asked_at", portal_types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_payments_refunds")),
    )
    op.create_index(
        op.f("ix_view_payments_refunds_payment"), "view_payments_refunds", ["payment"], unique=False
    )
    op.create_index(op.f("ix_view_payments_refunds_state"), "view_payments_refunds", ["state"], unique=False)
    op.create_table(
        "view_staff",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_staff")),
    )
    op.create_table(
        "view_statement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_statement")),
    )
    op.create_index(
        "ix_view_statement_company_on",
        "view_statement",
        ["company", "currency", "on", "id", "minor"],
        unique=False,
    )
    op.create_table(
        "view_statement_days",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_statement_days")),
    )
    op.create_index(
        "ix_view_statement_days_company_on",
        "view_statement_days",
        ["company", "currency", "on", "minor"],
        unique=False,
    )
    op.create_table(
        "view_statement_received",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_statement_received")),
    )
    op.create_table(
        "view_trainee_history",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", portal_types.Instant(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainee_history")),
    )
    op.create_index(
        op.f("ix_view_trainee_history_trainee"), "view_trainee_history", ["trainee"], unique=False
    )
    op.create_table(
        "view_trainee_history_certificates",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainee_history_certificates")),
    )
    op.create_index(
        op.f("ix_view_trainee_history_certificates_trainee"),
        "view_trainee_history_certificates",
        ["trainee"],
        unique=False,
    )
    op.create_table(
        "view_trainee_history_registrations",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainee_history_registrations")),
    )
    op.create_index(
        op.f("ix_view_trainee_history_registrations_trainee"),
        "view_trainee_history_registrations",
        ["trainee"],
        unique=False,
    )
    op.create_table(
        "view_trainees",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("registered_at", portal_types.Instant(), nullable=False),
        sa.Column("registrations", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("signature", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainees")),
    )
    op.create_index("ix_view_trainees_company_email", "view_trainees", ["company", "email"], unique=False)
    op.create_index(
        "ix_view_trainees_company_identifier", "view_trainees", ["company", "identifier", "id"], unique=False
    )
    op.create_index(
        "ix_view_trainees_company_name",
        "view_trainees",
        ["company", "sort_name", "id", "signature", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_trainees_company_registered",
        "view_trainees",
        ["company", "registered_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_trainees_company_search",
        "view_trainees",
        ["company", "signature", "id", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_trainees_company_state",
        "view_trainees",
        ["company", "state", "sort_name", "id", "signature", "search"],
        unique=False,
    )
    op.create_table(
        "view_trainees_past",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainees_past")),
    )
    op.create_index(
        "ix_view_trainees_past_company_training", "view_trainees_past", ["company", "training"], unique=False
    )
    op.create_index(op.f("ix_view_trainees_past_trainee"), "view_trainees_past", ["trainee"], unique=False)
    op.create_table(
        "view_trainees_taken",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_trainees_taken")),
    )
    op.create_index(
        "ix_view_trainees_taken_company_training",
        "view_trainees_taken",
        ["company", "training", "trainee"],
        unique=False,
    )
    op.create_index(op.f("ix_view_trainees_taken_trainee"), "view_trainees_taken", ["trainee"], unique=False)
    op.create_table(
        "view_training_to_renew",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=True),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("known_from", portal_types.Instant(), nullable=False),
        sa.Column("known_until", portal_types.Instant(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_training_to_renew")),
    )
    op.create_index(
        "ix_view_training_to_renew_name",
        "view_training_to_renew",
        ["company", "listed", "known_until", "sort_name", "id"],
        unique=False,
    )
    op.create_index(
        "ix_view_training_to_renew_now",
        "view_training_to_renew",
        ["company", "listed", "known_until", "renewal_on", "id", "search"],
        unique=False,
    )
    op.create_index(
        "ix_view_training_to_renew_then",
        "view_training_to_renew",
        ["company", "listed", "renewal_on", "known_from", "known_until", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_view_training_to_renew_trainee"), "view_training_to_renew", ["trainee"], unique=False
    )
    op.create_index(
        "ix_view_training_to_renew_training",
        "view_training_to_renew",
        ["company", "listed", "training", "known_until"],
        unique=False,
    )
    op.create_table(
        "view_training_to_renew_days",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("renewal_on", sa.Date(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_training_to_renew_days")),
    )
    op.create_index(
        "ix_view_training_to_renew_days_company",
        "view_training_to_renew_days",
        ["company", "renewal_on"],
        unique=False,
    )
    op.create_table(
        "view_training_to_renew_known",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("trainee", sa.Text(), nullable=False),
        sa.Column("training", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("identifier", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_training_to_renew_known")),
    )
    op.create_table(
        "view_vat",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("basis_points", sa.Integer(), nullable=False),
        sa.Column("exemption", sa.Text(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_view_vat")),
    )
    op.create_index("ix_view_vat_on", "view_vat", ["on"], unique=False)
