"""The database's schema over time (Alembic), from the first table on."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from assessment.models import make_engine

FOLDER = Path(__file__).parent


def configuration() -> Config:
    """Alembic's settings without an .ini file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(target: Engine | str, revision: str = "head") -> None:
    """Bring a database to `revision`, in one transaction."""
    engine = make_engine(target) if isinstance(target, str) else target
    config = configuration()
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    if isinstance(target, str):
        engine.dispose()
