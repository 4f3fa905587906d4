"""The application: the one place that knows everything, so that nothing else has to."""

from __future__ import annotations

from flask import Blueprint, Flask
from jinja2 import StrictUndefined

from assessment.clock import Clock, system_clock
from assessment.config import TEMPLATES, Settings, from_environment
from assessment.models import make_engine
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
    access.guard(app)  # before CSRF: who may not come in is told so, whatever they bring
    security.install(app, settings)
    errors.install(app)
    filters.install(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access.require_complete_table(app)
    return app
