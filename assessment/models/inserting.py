"""An INSERT that says what becomes of it where the row is there already: both backends can, each by its own class."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

BACKENDS = ("sqlite", "postgresql")  # names of dialects


def insert_into(table: Any, backend: str) -> postgresql.Insert | sqlite.Insert:
    """An insert into a mapped class or a table; it has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return (postgresql.insert if backend == "postgresql" else sqlite.insert)(table)
