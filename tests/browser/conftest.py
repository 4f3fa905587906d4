"""A real Chromium and the real site on loopback, both kept open for the run; every test gets a nation of its own.

What costs time is shared: the browser, its contexts with what they have cached, and the cookies of a sign-in, which fit
every copy of the database. Every test begins with these cookies and no others, in tabs of its own.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from assessment.config import from_environment
from assessment.models import make_engine
from assessment.web.request import World
from tests import pages
from tests.conftest import NOW, made_once
from tests.served import CHROMIUM, CHROMIUM_ARGUMENTS, DATABASE, PASSWORD, build_demonstration, environment

OFFICER, LEAD, CERTIFIER, REVIEWER, RANKER, ADMIN = (
    "chuyenvien",
    "daumoi",
    "lanhdaotinh",
    "thamdinh",
    "xephang",
    "quantri",
)
# Chromium reports every page that is not 200 as an error of its own; those are asked for.
REFUSED = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: no cookie of another test, Vietnamese as a browser in Hà Nội asks for it."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    yield context.new_page()
    context.close()


class Quiet(WSGIRequestHandler):
    """Keeps the server's log out of the test report."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the parent's name
        """Nothing."""


@dataclass
class Server:
    """One address for the run; what answers there changes with each test."""

    address: str = ""
    app: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        if self.app is None:  # a page that was closed said goodbye too late
            start_response("503 Service Unavailable", [])
            return []
        return self.app(environ, start_response)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    switch = Server()
    listening = make_server("127.0.0.1", 0, switch, threaded=True, request_handler=Quiet)
    switch.address = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield switch
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of `assessment demo` on 22 November 2026: half a form, four provinces with the ministry."""
    return made_once(tmp_path_factory, "demonstration", lambda folder: build_demonstration(folder, NOW)) / DATABASE


Motion = Literal["reduce", "no-preference"]
Kind = tuple[str, bool, Motion]  # whose, with scripts or without, with or without smooth scrolling


@dataclass
class People:
    """A browser context for everybody who takes part, kept for the run; and the cookies of their sign-in."""

    browser: Browser
    address: str
    contexts: dict[Kind, BrowserContext] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def made(self, kind: Kind) -> BrowserContext:
        """A new context, Vietnamese as a browser in Hà Nội asks for it."""
        _login, scripts, motion = kind
        context = self.browser.new_context(
            base_url=self.address,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
            reduced_motion=motion,
        )
        context.set_default_timeout(5000)
        return context

    def sign_in(self, context: BrowserContext, login: str, app: Flask) -> None:
        """Leave the cookie of a sign-in in the context, and no other."""
        context.clear_cookies()
        if not login:
            return
        if login not in self.sessions:
            signing = pages.Browser(app)
            signing.sign_in(login, PASSWORD)
            cookie = signing.client.get_cookie("session")
            assert cookie is not None
            self.sessions[login] = cookie.value
        context.add_cookies([{"name": "session", "value": self.sessions[login], "url": self.address}])


@pytest.fixture(scope="session")
def people(browser: Browser, server: Server) -> People:
    return People(browser, server.address)


@dataclass
class Clock:
    """The site's clock: it stands until a test moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Site:
    """The site as one test sees it: its own database, and pages of whoever is needed."""

    app: Flask
    people: People
    clock: Clock
    complaints: list[str] = field(default_factory=list)
    _used: dict[Kind, BrowserContext] = field(default_factory=dict)
    _alone: list[BrowserContext] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where it answers."""
        return self.people.address

    @property
    def browser(self) -> Browser:
        """The browser that everybody uses."""
        return self.people.browser

    @property
    def engine(self) -> Engine:
        """Its database."""
        engine: Engine = self.app.extensions["assessment"].engine
        return engine

    def page(
        self,
        login: str = "",
        *,
        scripts: bool = True,
        width: int = 1280,
        path: str | None = None,
        motion: Motion = "reduce",  # a page still scrolling has its focus somewhere else
        alone: bool = False,
    ) -> Page:
        """A tab of `login`, signed in, at `path` when given; `alone`: in a context that ends with the test."""
        page = self._context((login, scripts, motion), alone=alone).new_page()
        page.set_viewport_size({"width": width, "height": 800})
        self._listen(page)
        if path is not None:
            page.goto(path)
        return page

    def _context(self, kind: Kind, *, alone: bool) -> BrowserContext:
        if not alone and kind in self._used:
            return self._used[kind]
        kept = self.people.contexts
        context = self.people.made(kind) if alone or kind not in kept else kept[kind]
        if alone:
            self._alone.append(context)
        else:
            self._used[kind] = kept[kind] = context
        self.people.sign_in(context, kind[0], self.app)
        return context

    def _listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.match(message.text):
            self.complaints.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if urlsplit(request.url).scheme not in ("data", "blob") and not request.url.startswith(self.address):
            self.complaints.append(f"request: {request.url}")

    def close(self) -> None:
        """Close every tab."""
        for context in self._alone:
            context.close()
        for context in self._used.values():
            for page in context.pages:
                page.close()


@pytest.fixture
def site(server: Server, people: People, demonstration: Path, made_app: Flask, tmp_path: Path) -> Iterator[Site]:
    """A copy of the demonstration, served; a message in a console or a request to another host fails the test."""
    shutil.copyfile(demonstration, tmp_path / DATABASE)
    settings, clock = from_environment(environment(tmp_path)), Clock()
    engine = make_engine(settings.database_url)
    made_app.extensions["assessment"] = World(settings, engine, clock)
    server.app = made_app
    opened = Site(made_app, people, clock)
    yield opened
    opened.close()
    server.app = None
    engine.dispose()
    assert opened.complaints == []


def press(page: Page, name: str) -> None:
    """Click the button of exactly that name."""
    page.get_by_role("button", name=name, exact=True).click()


def ready_to_send(site: Site) -> Page:
    """The form handed over by the lead, and the certifier's page with the agreement ticked."""
    press(site.page(LEAD, path="/phieu/dti-2026"), "Trình ký")
    page = site.page(CERTIFIER, path="/phieu/dti-2026/gui")
    page.get_by_label("Tôi đã xem các số liệu trên và đồng ý gửi Bộ").check()
    return page


def decide(page: Page, indicator: str, decision: str, reason: str, points: str = "") -> None:
    """Decide on one indicator of the reviewer's sheet, by the name the decision has there."""
    row = page.locator(f"section[id='{indicator}']")
    row.get_by_label(decision, exact=True).check()
    row.locator("input[name=points]").fill(points)
    row.locator("textarea").fill(reason)
    row.get_by_role("button").click()
