"""What a view may ask of the request it serves: the database, the user, the moment and the language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from assessment.clock import Clock
from assessment.config import Settings
from assessment.models import User
from assessment.web import language as languages
from assessment.web import sessions

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FOR_SCRIPTS = frozenset({"working.autosave", "working.ping"})
BY_ITSELF = frozenset({"working.ping", "accounts.time_left"})  # asked by open pages, not by people


@dataclass(frozen=True, slots=True)
class World:
    """What the application was made with."""

    settings: Settings
    engine: Engine
    clock: Clock


def install(app: Flask, world: World) -> None:
    """Keep `world` and close each request's session at its end; what was not committed is rolled back."""
    app.extensions["assessment"] = world
    app.teardown_appcontext(_close)


def world() -> World:
    """The running application's settings, engine and clock."""
    return cast(World, current_app.extensions["assessment"])


def db() -> Session:
    """The request's only session.

    For a POST its transaction takes SQLite's write lock from the start (BEGIN IMMEDIATE), so that two writers queue; a
    view that changes something says `db().commit()` itself.
    """
    if "db" not in g:
        writes = request.method not in READING
        g.db = Session(world().engine.execution_options(write=writes), expire_on_commit=False)
    return cast(Session, g.db)


def actor() -> User | None:
    """Who is signed in, None for the public."""
    if "actor" not in g:
        script, by_hand = request.endpoint in FOR_SCRIPTS, request.endpoint not in BY_ITSELF
        g.actor = sessions.user_of_session(db, now(), by_hand=by_hand, named=not script)
    return cast("User | None", g.actor)


def signed_in() -> User:
    """Who is signed in, in a view whose audience excludes the public."""
    user = actor()
    if user is None:
        raise RuntimeError(f"{request.endpoint} was reached by nobody")
    return user


def now() -> datetime:
    """The moment of the request: the same one from its begin to its end."""
    if "now" not in g:
        g.now = world().clock()
    return cast(datetime, g.now)


def language() -> str:
    """ "vi" or "en": what the address asks for, else what was chosen before, else the user's own, else Vietnamese."""
    if "language" not in g:
        user = actor() if sessions.present() else None
        g.language = languages.chosen(request, user.language if user else "vi")
    return cast(str, g.language)


def ministry() -> str:
    """What the ministry is called in the page's language."""
    settings = world().settings
    return settings.ministry_en if language() == "en" else settings.ministry_vi


def forget_database() -> None:
    """For the page that says something broke: whatever broke, nobody is looked up again."""
    g.actor = None


def _close(_error: BaseException | None) -> None:
    session = g.pop("db", None)
    if session is not None:
        session.close()
