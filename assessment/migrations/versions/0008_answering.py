"""What a unit declares instead of a figure, the ministry's consent to what does not apply, and who is at work where."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    declared = sa.Column("declared", sa.String(length=20), nullable=False, server_default="data")
    with op.batch_alter_table("answer") as answer:
        answer.add_column(declared)
        answer.create_check_constraint(op.f("ck_answer_declared"), "declared IN ('data', 'no_data', 'not_applicable')")
    with op.batch_alter_table("review") as review:
        review.drop_constraint(op.f("ck_review_decision"), type_="check")
        review.drop_constraint(op.f("ck_review_an_adjustment_has_a_reason"), type_="check")
        review.alter_column("decision", existing_type=sa.String(length=10), type_=sa.String(length=20))
        review.create_check_constraint(op.f("ck_review_decision"), "decision IN ('accept', 'adjust', 'not_applicable')")
        review.create_check_constraint(
            op.f("ck_review_an_adjustment_has_a_reason"), "decision <> 'adjust' OR length(reason) >= 20"
        )
    op.create_table(
        "presence",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("active_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_presence_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_presence_user_id_user_account")),
        sa.PrimaryKeyConstraint("submission_id", "user_id", "page", name=op.f("pk_presence")),
    )


def downgrade() -> None:
    raise NotImplementedError("what was declared must not be lost; restore a copy of the database instead")
