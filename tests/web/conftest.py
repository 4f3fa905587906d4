"""The site on a nation of its own, a clock that tests move, and a browser that checks every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine

from assessment.app import create_app
from assessment.config import Settings, from_environment
from assessment.web.security import limiter
from tests.conftest import NOW
from tests.pages import Browser


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def settings(world_url: str, tmp_path: Path) -> Settings:
    """Of a demonstration, on the nation of tests/world.py."""
    return from_environment(
        {"DATABASE_URL": world_url, "ASSESSMENT_VAR": str(tmp_path / "var"), "SECRET_KEY": "only for tests " * 3}
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once a run instead of once a test."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, clock: Clock, compiled_templates: FileSystemBytecodeCache) -> Iterator[Flask]:
    made = create_app(settings, clock)
    made.jinja_env.bytecode_cache = compiled_templates
    limiter.reset()
    yield made
    made.extensions["assessment"].engine.dispose()


@pytest.fixture
def site_engine(app: Flask) -> Engine:
    engine: Engine = app.extensions["assessment"].engine
    return engine


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)
