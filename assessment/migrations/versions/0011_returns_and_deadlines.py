"""Returned indicators with their replies, sendings, extensions and closings; the rule for forms that were not sent."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

OPEN = sa.text("closed_at IS NULL")
STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.execute(
        "ALTER TABLE \"round\" ADD COLUMN unsent_rule VARCHAR(10) DEFAULT 'scored' NOT NULL "
        "CONSTRAINT ck_round_unsent_rule CHECK (unsent_rule IN ('scored', 'unranked'))"
    )
    _returns()
    _sendings()
    _extensions()
    _closings()


def _returns() -> None:
    op.create_table(
        "indicator_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(), nullable=True),
        sa.Column("reply_by", sa.DateTime(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("reply", sa.String(length=10), nullable=True),
        sa.Column("reply_text", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("level IN ('inner', 'ministry', 'reopening')", name=op.f("ck_indicator_return_level")),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_indicator_return_a_return_has_a_reason")),
        sa.CheckConstraint("reply IN ('keep', 'change')", name=op.f("ck_indicator_return_reply")),
        sa.CheckConstraint(
            "(reply IS NULL) = (answered_at IS NULL)", name=op.f("ck_indicator_return_a_reply_has_a_moment")
        ),
        sa.CheckConstraint(
            "reply IS NULL OR reply = 'change' OR length(reply_text) >= 20",
            name=op.f("ck_indicator_return_keeping_is_explained"),
        ),
        sa.CheckConstraint(
            "level = 'inner' OR given_at IS NULL OR reply_by IS NOT NULL",
            name=op.f("ck_indicator_return_a_reply_has_a_limit"),
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_indicator_return_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_indicator_return_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_indicator_return_answered_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator_return")),
    )
    op.create_index(op.f("ix_indicator_return_submission_id"), "indicator_return", ["submission_id"])
    op.create_index(
        "uq_indicator_return_open",
        "indicator_return",
        ["submission_id", "indicator", "level"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def _sendings() -> None:
    op.create_table(
        "sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("receipt", sa.String(length=40), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("unanswered", sa.JSON(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_sending_number")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_sending_submission_id_submission")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_sending_by_id_user_account")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["submission_version.id"], name=op.f("fk_sending_version_id_submission_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending")),
        sa.UniqueConstraint("submission_id", "number", name=op.f("uq_sending_submission_id_number")),
    )
    # Forms sent before sendings were kept: the receipt stands; a version is not guessed.
    op.execute(
        "INSERT INTO sending (submission_id, number, at, by_id, receipt, unanswered) "
        "SELECT id, 1, sent_at, sent_by_id, receipt, '[]' FROM submission "
        "WHERE sent_at IS NOT NULL AND sent_by_id IS NOT NULL AND receipt IS NOT NULL"
    )


def _extensions() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_extension_an_extension_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_extension_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_extension_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index(op.f("ix_extension_submission_id"), "extension", ["submission_id"])


def _closings() -> None:
    op.create_table(
        "closing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("length(reason) >= 20", name=op.f("ck_closing_a_closing_has_a_reason")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_closing_submission_id_submission")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_closing_by_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing")),
    )
    op.create_index(
        "uq_closing_standing",
        "closing",
        ["submission_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    raise NotImplementedError("replies and receipts must not be lost; restore a copy of the database instead")
