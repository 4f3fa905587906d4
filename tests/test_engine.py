"""Connections to a database that ends them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from assessment.models import engine as engines
from assessment.models import make_engine


def test_a_connection_that_ended_while_it_rested_is_replaced_before_it_is_used(
    engine: Engine, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if engine.dialect.name != "postgresql":
        return
    monkeypatch.setattr(engines, "REST", 0.0)
    other = make_engine(database_url)
    with other.connect() as connection:
        first = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    with other.connect() as connection:
        assert connection.execute(text("SELECT pg_backend_pid()")).scalar() != first
    other.dispose()
