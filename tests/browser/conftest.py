"""A real Chromium and the real site on loopback, both kept open for the run; every test gets a nation of its own."""

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
from jinja2 import BytecodeCache
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, StorageState, sync_playwright
from sqlalchemy import Engine
from werkzeug.serving import WSGIRequestHandler, make_server

from assessment.app import create_app
from assessment.config import from_environment
from assessment.web.security import limiter
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
        assert self.app is not None
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


@pytest.fixture(scope="session")
def signed_in() -> dict[str, StorageState]:
    """The cookies of whoever signed in before; they fit every copy of the database."""
    return {}


@dataclass
class Clock:
    """The site's clock: it stands until a test moves it."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Site:
    """The site as one test sees it: its own database, and pages of whoever is needed."""

    address: str
    engine: Engine
    browser: Browser
    known: dict[str, StorageState]
    clock: Clock
    complaints: list[str] = field(default_factory=list)
    _open: list[Page] = field(default_factory=list)

    def page(
        self,
        login: str = "",
        *,
        scripts: bool = True,
        width: int = 1280,
        path: str | None = None,
        motion: Literal["reduce", "no-preference"] = "reduce",  # a page still scrolling has its focus somewhere else
    ) -> Page:
        """A page in a context of its own, signed in as `login`, at `path` when given."""
        if login and login not in self.known:
            self._sign_in(login)
        context = self.browser.new_context(
            base_url=self.address,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
            viewport={"width": width, "height": 800},
            reduced_motion=motion,
            storage_state=self.known.get(login),
        )
        context.set_default_timeout(5000)
        page = context.new_page()
        self._listen(page)
        if path is not None:
            page.goto(path)
        return page

    def _sign_in(self, login: str) -> None:
        page = self.page(path="/dang-nhap")
        page.fill("#login", login)
        page.fill("#password", PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/viec-cua-toi")
        self.known[login] = page.context.storage_state()

    def _listen(self, page: Page) -> None:
        self._open.append(page)
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
        """Close every page."""
        for page in self._open:
            page.context.close()


@pytest.fixture
def site(
    server: Server,
    browser: Browser,
    demonstration: Path,
    signed_in: dict[str, StorageState],
    compiled_templates: BytecodeCache,
    tmp_path: Path,
) -> Iterator[Site]:
    """A copy of the demonstration, served; a message in a console or a request to another host fails the test."""
    clock = Clock()
    shutil.copyfile(demonstration, tmp_path / DATABASE)
    app = create_app(from_environment(environment(tmp_path)), clock)
    app.jinja_env.bytecode_cache = compiled_templates
    limiter.reset()
    engine = app.extensions["assessment"].engine
    server.app = app
    opened = Site(server.address, engine, browser, signed_in, clock)
    yield opened
    opened.close()
    server.app = None
    engine.dispose()
    assert opened.complaints == []


def press(page: Page, name: str) -> None:
    """Click the button of exactly that name."""
    page.get_by_role("button", name=name, exact=True).click()
