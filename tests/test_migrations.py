"""Migrations and models describe the same tables."""

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from assessment.migrations import upgrade
from assessment.models import Base, make_engine


def test_a_migrated_database_has_exactly_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_upgrading_twice_is_harmless(engine: Engine) -> None:
    upgrade(engine)
    upgrade(engine)


def test_sqlite_keeps_foreign_keys_and_writes_ahead(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_the_texts_of_departments_become_departments_of_the_same_unit(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    upgrade(engine, "0002")
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql("INSERT INTO region VALUES ('r', '34', 1, 'R', 'R', NULL, NULL, '')")
        for key, slug in ((1, "lao-cai"), (2, "hue")):
            connection.exec_driver_sql(
                "INSERT INTO unit (id, unit_set, code, name_vi, name_en, slug, folded, region_code, tile_row, "
                "tile_column, tile_label) VALUES (?, '34', ?, 'U', 'U', ?, 'u', 'r', 1, 1, 'U')",
                (key, str(key), slug),
            )
        people = (("a", 1, "Sở Y tế"), ("b", 1, " Sở Y tế "), ("c", 2, "Sở Y tế"), ("d", 2, ""), ("e", None, "Vụ A"))
        for login, unit, department in people:
            connection.exec_driver_sql(
                "INSERT INTO user_account (login, full_name, role, unit_id, department, password_hash, language, "
                "active, illustrative, created_at) VALUES (?, 'X', ?, ?, ?, '', 'vi', 1, 0, '2026-01-01 00:00:00')",
                (login, "officer" if unit else "viewer", unit, department),
            )
    upgrade(engine)
    with engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT login, department.unit_id, name FROM user_account LEFT JOIN department "
            "ON department.id = department_id ORDER BY login"
        ).fetchall()
        assert connection.exec_driver_sql("SELECT count(*) FROM department").scalar() == 3
    engine.dispose()
    assert [tuple(row) for row in found] == [
        ("a", 1, "Sở Y tế"),
        ("b", 1, "Sở Y tế"),
        ("c", 2, "Sở Y tế"),
        ("d", None, None),
        ("e", None, "Vụ A"),
    ]
