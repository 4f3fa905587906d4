"""Difficulties and proposals of a form, and the copies of its report that were signed."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("submission", sa.Column("remarks", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "signed_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("code_found", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_signed_report_it_has_a_number")),
        sa.ForeignKeyConstraint(
            ["evidence_id", "unit_id"], ["evidence.id", "evidence.unit_id"], name=op.f("fk_signed_report_evidence_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "unit_id"],
            ["submission.id", "submission.unit_id"],
            name=op.f("fk_signed_report_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id", "version_number"],
            ["submission_version.submission_id", "submission_version.number"],
            name=op.f("fk_signed_report_version_number"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_signed_report_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signed_report")),
    )
    op.create_index("ix_signed_report_submission_id", "signed_report", ["submission_id"])
    op.create_index("ix_signed_report_evidence_id", "signed_report", ["evidence_id"])


def downgrade() -> None:
    raise NotImplementedError("signed reports must not be lost; restore a copy of the database instead")
