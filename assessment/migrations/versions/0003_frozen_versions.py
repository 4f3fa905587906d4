"""Frozen versions of forms; a version is only ever read."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "submission_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("maximum", sa.Double(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_submission_version_numbers_start_at_one")),
        sa.CheckConstraint(
            "occasion IN ('sign_off', 'sent', 'sent_again', 'reopened')", name=op.f("ck_submission_version_occasion")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["user_account.id"], name=op.f("fk_submission_version_frozen_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_version_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission_version")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_submission_version_submission_id_number")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER submission_version_never_changes BEFORE UPDATE OR DELETE ON submission_version "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER submission_version_no_{event.lower()} BEFORE {event} ON submission_version "
            "BEGIN SELECT RAISE(ABORT, 'submission_version rows never change'); END"
        )


def downgrade() -> None:
    raise NotImplementedError("frozen versions must not be lost; restore a copy of the database instead")
