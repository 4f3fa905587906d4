"""Departments instead of a free text, who answers what inside a province, and what is confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FITS = "SELECT unit_id FROM department WHERE id = NEW.department_id"


def upgrade() -> None:
    _departments()
    _carry_texts_over()
    _assignments()
    _confirmations()
    if op.get_bind().dialect.name == "postgresql":
        _own_unit_only_postgresql()
    else:
        _own_unit_only_sqlite()


def _departments() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_department_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("unit_id", "name", name=op.f("uq_department_unit_id_name")),
        sa.UniqueConstraint("id", "unit_id", name=op.f("uq_department_id_unit_id")),
    )
    op.create_index(
        "ix_department_of_the_ministry",
        "department",
        ["name"],
        unique=True,
        sqlite_where=sa.text("unit_id IS NULL"),
        postgresql_where=sa.text("unit_id IS NULL"),
    )


def _carry_texts_over() -> None:
    """Every text that was written becomes a department of its user's unit, or of the ministry."""
    # Plain SQL: Alembic would copy the whole table on SQLite, which its foreign keys forbid.
    op.execute(
        "ALTER TABLE user_account ADD COLUMN department_id INTEGER "
        "CONSTRAINT fk_user_account_department_id_department REFERENCES department (id)"
    )
    op.execute("ALTER TABLE user_account ADD COLUMN email VARCHAR")
    op.execute(
        "INSERT INTO department (unit_id, name, active) "
        "SELECT DISTINCT unit_id, trim(department), true FROM user_account WHERE trim(department) <> ''"
    )
    op.execute(
        "UPDATE user_account SET department_id = (SELECT department.id FROM department "
        "WHERE department.name = trim(user_account.department) "
        "AND coalesce(department.unit_id, 0) = coalesce(user_account.unit_id, 0))"
    )
    op.execute("ALTER TABLE user_account DROP COLUMN department")


def _assignments() -> None:
    op.create_index("ix_submission_id_unit_id", "submission", ["id", "unit_id"], unique=True)
    op.create_table(
        "assignment",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(), nullable=False),
        sa.Column("assigned_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id", "unit_id"],
            ["submission.id", "submission.unit_id"],
            name=op.f("fk_assignment_submission_id_submission"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id", "unit_id"],
            ["department.id", "department.unit_id"],
            name=op.f("fk_assignment_department_id_department"),
        ),
        sa.ForeignKeyConstraint(
            ["assigned_by_id"], ["user_account.id"], name=op.f("fk_assignment_assigned_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("submission_id", "indicator", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_department_id"), "assignment", ["department_id"])


def _confirmations() -> None:
    op.create_table(
        "confirmation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_confirmation_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_confirmation_department_id_department")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_confirmation_confirmed_by_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
        sa.UniqueConstraint(
            "submission_id",
            "section",
            "department_id",
            name=op.f("uq_confirmation_submission_id_section_department_id"),
        ),
    )
    op.create_index(
        "ix_confirmation_of_the_part_nobody_owns",
        "confirmation",
        ["submission_id", "section"],
        unique=True,
        sqlite_where=sa.text("department_id IS NULL"),
        postgresql_where=sa.text("department_id IS NULL"),
    )


def _own_unit_only_sqlite() -> None:
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER user_department_of_own_unit_{event.lower()} BEFORE {event} ON user_account "
            f"WHEN NEW.department_id IS NOT NULL AND ({FITS}) IS NOT NEW.unit_id "
            "BEGIN SELECT RAISE(ABORT, 'a department of another unit'); END"
        )


def _own_unit_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_foreign_department() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF NEW.department_id IS NOT NULL AND ({FITS}) IS DISTINCT FROM NEW.unit_id THEN "
        "RAISE EXCEPTION 'a department of another unit' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER user_department_of_own_unit BEFORE INSERT OR UPDATE ON user_account "
        "FOR EACH ROW EXECUTE FUNCTION refuse_foreign_department()"
    )


def downgrade() -> None:
    raise NotImplementedError("assignments must not be lost; restore a copy of the database instead")
