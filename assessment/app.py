"""The application: the one place that knows everything, so that nothing else has to."""

from __future__ import annotations

import gc
import logging

from flask import Blueprint, Flask
from jinja2 import StrictUndefined
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from assessment.clock import Clock, system_clock
from assessment.config import TEMPLATES, Settings, from_environment
from assessment.models import Round, RoundState, make_engine
from assessment.services.catalogue import index_for
from assessment.services.errors import NotFoundError
from assessment.services.layout import layout
from assessment.web import (
    access,
    accounts,
    analysis,
    catalogue,
    compression,
    errors,
    evidence,
    filters,
    language,
    public,
    request,
    security,
    turns,
    working,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    public.blueprint,
    accounts.blueprint,
    catalogue.blueprint,
    working.blueprint,
    analysis.blueprint,
    evidence.blueprint,
)


def create_app(settings: Settings | None = None, clock: Clock = system_clock) -> Flask:
    """The WSGI application; raises AudienceMissingError when a route has no audience."""
    settings = settings or from_environment()
    app = Flask("assessment.web", template_folder=str(TEMPLATES), static_folder=str(filters.STATIC))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    security.configure(app, settings)
    compression.install(app)
    request.install(app, request.World(settings, make_engine(settings.database_url), clock))
    language.install(app, request.language, secure=settings.production)
    evidence.read_before_locking(app)  # before the guard, whose first question to the database takes its lock
    turns.install(app)  # before the first question to the database, after what is read without a turn
    access.guard(app)  # before CSRF: who may not come in is told so, whatever they bring
    security.install(app, settings)
    errors.install(app)
    filters.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.require_complete_table(app)
    return app


FIRST_PAGES = ("/", "/dang-nhap", "/xep-hang")  # their templates and statements are everybody's


def application() -> Flask:
    """The application as a server's process runs it: warmed up, and with what stays in memory left out of every search.

    A search for garbage through the catalogue, pandas and all modules takes a quarter of a second, in which nobody's
    save goes on; after the freeze it looks at what requests leave behind only.
    """
    app = create_app()
    _warm_up(app)
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 50)
    return app


def _warm_up(app: Flask) -> None:
    """What the first visitors would wait for: the sets of questions of open rounds, and the first pages.

    A database that cannot be asked yet, or says something odd, keeps no server from starting.
    """
    world: request.World = app.extensions["assessment"]
    try:
        with Session(world.engine) as session:
            for round_ in session.scalars(select(Round).where(Round.state == RoundState.OPEN)):
                layout(index_for(round_))
        client = app.test_client()
        for path in FIRST_PAGES:
            client.get(path)
    except (SQLAlchemyError, NotFoundError):  # no tables yet; a round of a set that is gone
        logging.getLogger(__name__).warning("the database could not be asked while the server started")
