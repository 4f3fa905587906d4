"""Unusual values that a unit says are right, with its reason."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assurance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("assured_at", sa.DateTime(), nullable=False),
        sa.Column("assured_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) >= 10", name=op.f("ck_assurance_it_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["assured_by_id"], ["user_account.id"], name=op.f("fk_assurance_assured_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_assurance_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurance")),
        sa.UniqueConstraint("submission_id", "item", name=op.f("uq_assurance_submission_id_item")),
    )


def downgrade() -> None:
    op.drop_table("assurance")
