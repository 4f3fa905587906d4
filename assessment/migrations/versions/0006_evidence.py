"""A unit's documents and the answers they stand behind; both sides of a link belong to the same unit."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("storage_key", sa.String(length=36), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=True),
        sa.Column("media_type", sa.String(length=120), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("scan", sa.String(length=10), nullable=False),
        sa.Column("scan_found", sa.String(length=255), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("link_status", sa.String(length=20), nullable=True),
        sa.Column("link_checked_at", sa.DateTime(), nullable=True),
        sa.Column("illustrative", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(storage_key IS NULL) <> (url IS NULL)", name=op.f("ck_evidence_a_file_or_a_link")),
        sa.CheckConstraint(
            "storage_key IS NULL OR (file_name <> '' AND media_type <> '' AND size > 0 AND length(sha256) = 64)",
            name=op.f("ck_evidence_a_file_is_described"),
        ),
        sa.CheckConstraint(
            "url IS NULL OR url LIKE 'http://%' OR url LIKE 'https://%'", name=op.f("ck_evidence_a_link_is_of_the_web")
        ),
        sa.CheckConstraint("title <> ''", name=op.f("ck_evidence_it_has_a_title")),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_evidence_the_period_is_in_order")),
        sa.CheckConstraint("scan IN ('unscanned', 'pending', 'clean', 'infected')", name=op.f("ck_evidence_scan")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evidence_unit_id_unit")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_evidence_added_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_evidence_id_unit_id")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_evidence_storage_key")),
    )
    op.create_index("ix_evidence_unit_sha256", "evidence", ["unit_id", "sha256"])
    op.create_table(
        "evidence_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("pages", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id", "unit_id"],
            ["evidence.id", "evidence.unit_id"],
            name=op.f("fk_evidence_link_evidence_id_evidence"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "unit_id"],
            ["submission.id", "submission.unit_id"],
            name=op.f("fk_evidence_link_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["user_account.id"], name=op.f("fk_evidence_link_added_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_link")),
        sa.UniqueConstraint(
            "submission_id", "item", "evidence_id", name=op.f("uq_evidence_link_submission_id_item_evidence_id")
        ),
    )
    op.create_index("ix_evidence_link_evidence_id", "evidence_link", ["evidence_id"])


def downgrade() -> None:
    raise NotImplementedError("evidence must not be lost; restore a copy of the database instead")
