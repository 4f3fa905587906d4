"""A province's own rounds for its communes or departments: units with a parent, rounds with an owner."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OWNER = "SELECT owner_id FROM round WHERE id = NEW.round_id"
PARENT = "SELECT parent_id FROM unit WHERE id = NEW.unit_id"


def upgrade() -> None:
    # Plain SQL: Alembic would copy the whole tables on SQLite, which their foreign keys forbid.
    op.execute("ALTER TABLE unit ADD COLUMN parent_id INTEGER CONSTRAINT fk_unit_parent_id_unit REFERENCES unit (id)")
    op.execute("ALTER TABLE round ADD COLUMN owner_id INTEGER CONSTRAINT fk_round_owner_id_unit REFERENCES unit (id)")
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("unit", "code", type_=sa.String(length=12), existing_type=sa.String(length=4))
        _own_units_only_postgresql()
    else:
        _longer_codes_sqlite()
        _own_units_only_sqlite()


def _longer_codes_sqlite() -> None:
    # SQLite keeps no lengths, so only the words of the table change: https://sqlite.org/lang_altertable.html, 7.
    op.execute("PRAGMA writable_schema = ON")
    op.execute(
        "UPDATE sqlite_master SET sql = replace(sql, 'code VARCHAR(4) NOT NULL', 'code VARCHAR(12) NOT NULL') "
        "WHERE type = 'table' AND name = 'unit'"
    )
    op.execute("PRAGMA writable_schema = RESET")


def _own_units_only_sqlite() -> None:
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER submission_of_own_unit_{event.lower()} BEFORE {event} ON submission "
            f"WHEN ({OWNER}) IS NOT ({PARENT}) "
            "BEGIN SELECT RAISE(ABORT, 'the round is not run for this unit'); END"
        )


def _own_units_only_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_foreign_unit() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF ({OWNER}) IS DISTINCT FROM ({PARENT}) THEN "
        "RAISE EXCEPTION 'the round is not run for this unit' USING ERRCODE = 'integrity_constraint_violation'; "
        "END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER submission_of_own_unit BEFORE INSERT OR UPDATE ON submission "
        "FOR EACH ROW EXECUTE FUNCTION refuse_foreign_unit()"
    )


def downgrade() -> None:
    raise NotImplementedError("rounds of a province must not be lost; restore a copy of the database instead")
