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
from assessment.models.engine import LATER
from assessment.services import holding
from assessment.services.errors import NotFoundError
from assessment.services.holding import Held
from assessment.web import language as languages
from assessment.web import sessions

READING = frozenset({"GET", "HEAD", "OPTIONS"})
SAVES = "working.autosave"  # reads without the lock, who it is and which form at once, and takes the lock to write
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
        write = request.method not in READING and (LATER if request.endpoint == SAVES else True)
        g.db = Session(world().engine.execution_options(write=write), expire_on_commit=False)
    return cast(Session, g.db)


def actor() -> User | None:
    """Who is signed in, None for the public."""
    if "actor" not in g:
        g.actor = sessions.user_of_session(_account, now(), by_hand=request.endpoint not in BY_ITSELF)
    return cast("User | None", g.actor)


def _account(number: int) -> User | None:
    if request.endpoint == "working.ping":
        return sessions.bare_account(db(), number)
    if request.endpoint != SAVES:
        return sessions.account(db(), number)
    found = holding.hold_for(db(), number, (request.view_args or {})["round_code"])
    if found is None:
        return sessions.bare_account(db(), number)
    g.held = found[1]
    return found[0]


def held() -> Held:
    """The form that a save in the background is for, read with the person who saves; NotFoundError."""
    if actor() is None or "held" not in g:
        raise NotFoundError(request.path)
    return cast(Held, g.held)


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
