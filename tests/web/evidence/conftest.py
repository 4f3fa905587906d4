"""An officer with files to hand in; on SQLite, as what differs between databases is tested with the services."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from tests.files import samples
from tests.web.working.conftest import filled, sign_in

__all__ = ["filled", "sign_in"]

Upload = tuple[io.BytesIO, str]


@pytest.fixture
def world_url(sqlite_world: Path, tmp_path: Path) -> str:
    """A copy of the nation of tests/world.py."""
    shutil.copyfile(sqlite_world, tmp_path / "test.sqlite3")
    return f"sqlite:///{tmp_path / 'test.sqlite3'}"


def upload(name: str = "Quyết định 12.pdf", content: bytes | None = None) -> Upload:
    """A file as a form brings it."""
    return io.BytesIO(samples.pdf(name) if content is None else content), name
