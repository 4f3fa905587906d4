"""The site on a nation of its own, a clock that tests move, and a browser that checks every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from assessment.app import create_app
from assessment.config import Settings, from_environment
from assessment.models import make_engine
from assessment.web.request import World
from tests.conftest import NOW, SECRET_KEY
from tests.pages import Browser

SETTINGS = {"SECRET_KEY": SECRET_KEY}


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def settings(world_url: str, tmp_path: Path) -> Settings:
    """Of a demonstration, on the nation of tests/world.py."""
    return from_environment({**SETTINGS, "DATABASE_URL": world_url, "ASSESSMENT_VAR": str(tmp_path / "var")})


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(made_app: Flask, settings: Settings, clock: Clock) -> Iterator[Flask]:
    engine = make_engine(settings.database_url)
    made_app.extensions["assessment"] = World(settings, engine, clock)
    yield made_app
    engine.dispose()


@pytest.fixture
def app_of_its_own(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """For a test that changes the application itself."""
    made = create_app(settings, clock)
    yield made
    made.extensions["assessment"].engine.dispose()


@pytest.fixture
def site_engine(app: Flask) -> Engine:
    engine: Engine = app.extensions["assessment"].engine
    return engine


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)
