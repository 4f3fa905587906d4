"""Pages: time to the first byte, queries, bytes over the wire, and saves per second through the real route."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, StorageState
from sqlalchemy import Engine, event

from assessment.app import create_app
from assessment.config import from_environment
from tests.bench.figure import Figure
from tests.gallery.camera import opened_browser
from tests.served import PASSWORD, current_round, environment, served

OFFICER, LEAD = "chuyenvien", "daumoi"
FORM = f"/phieu/{current_round()}/HT"
TIMES = 30
SAVING = 10.0  # seconds
SAVERS = 2


class Promised(NamedTuple):
    """What is measured of one page; None where nothing is promised."""

    name: str
    path: str
    login: str
    first_byte: float | None = None  # milliseconds
    queries: int | None = None
    kilobytes: float | None = None


PAGES = (
    Promised("form page of 12 items", FORM, OFFICER, 60, 10, 100),
    Promised("ranking page", "/xep-hang/dti-2024", ""),
    Promised("province page", "/tinh/lao-cai", ""),
    Promised("overview", "/", ""),
)


def measure(folder: Path) -> Iterator[Figure]:
    """All figures about pages, on the server with the database in `folder`."""
    with served(folder) as address, opened_browser() as browser:
        states = {login: signed_in(browser, address, login) for login in (OFFICER, LEAD)}
        for page in PAGES:
            headers = {"Cookie": cookie(states[page.login])} if page.login else {}
            yield Figure(
                "Pages",
                f"{page.name}, first byte",
                first_byte(address, page.path, headers),
                "ms",
                page.first_byte,
                f"median of {TIMES}",
            )
            yield Figure("Pages", f"{page.name}, queries", queries(folder, page.path, headers), "", page.queries)
            size, note = over_the_wire(browser, address, page.path, states.get(page.login))
            yield Figure("Pages", f"{page.name}, over the wire", size / 1000, "kB", page.kilobytes, note)
        yield Figure(
            "Pages",
            "saves per second",
            saves_per_second(address, states),
            "/s",
            None,
            f"{SAVERS} people, {SAVING:.0f} s, SQLite",
        )


def signed_in(browser: Browser, address: str, login: str) -> StorageState:
    """The cookies of an account."""
    page = browser.new_page(locale="vi-VN")
    page.goto(f"{address}/dang-nhap")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/viec-cua-toi")
    return page.context.storage_state()


def cookie(state: StorageState) -> str:
    """The Cookie header of those cookies."""
    return "; ".join(f"{kept['name']}={kept['value']}" for kept in state["cookies"])


def first_byte(address: str, path: str, headers: dict[str, str]) -> float:
    """Milliseconds from the request to the first byte of the answer, on a connection of its own."""
    taken = []
    for _again in range(TIMES + 3):
        connection = http.client.HTTPConnection(urlsplit(address).netloc)
        connection.connect()
        started = time.perf_counter()
        connection.request("GET", path, headers=headers | {"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        taken.append(1000 * (time.perf_counter() - started))
        assert answer.status == 200, f"{path}: {answer.status}"
        connection.close()
    return statistics.median(taken[3:])


def queries(folder: Path, path: str, headers: dict[str, str]) -> int:
    """Statements sent to the database for one page, BEGIN not counted."""
    app = create_app(from_environment(environment(folder)))
    engine: Engine = app.extensions["assessment"].engine
    client = app.test_client(use_cookies=False)
    client.get(path, headers=headers)
    with counted(engine) as statements:
        answer = client.get(path, headers=headers)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    engine.dispose()
    return len(statements)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements run in the block."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def over_the_wire(browser: Browser, address: str, path: str, state: StorageState | None) -> tuple[int, str]:
    """Bytes of a first visit as the browser got them, with headers, styles, fonts and icon; and how they came."""
    context = browser.new_context(storage_state=state, locale="vi-VN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    received: list[float] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda answer: received.append(answer["encodedDataLength"]))
    answer = page.goto(f"{address}{path}", wait_until="networkidle")
    assert answer is not None
    compressed = answer.headers.get("content-encoding", "not compressed")
    context.close()
    return int(sum(received)), f"{len(received)} files, {compressed}"


def saves_per_second(address: str, states: dict[str, StorageState]) -> float:
    """How many saves of one figure two people get through in the same form, each on a page of their own."""
    people = list(zip(states.values(), ("AT", "NT"), strict=True))
    with ThreadPoolExecutor(SAVERS) as executor:
        counts = [executor.submit(save_for_a_while, address, cookie(state), section) for state, section in people]
        return sum(count.result() for count in counts) / SAVING


def save_for_a_while(address: str, cookies: str, section: str) -> int:
    """Saves by one person: each opens the page, changes one number and posts it, as a browser does."""
    path, saved, until = f"/phieu/{current_round()}/{section}", 0, time.monotonic() + SAVING
    while time.monotonic() < until:
        source = exchange(address, "GET", path, cookies)[1]
        fields = dict(re.findall(r'<input[^>]*name="((?:csrf_token|seen__)[^"]*)"[^>]*value="([^"]*)"', source))
        box = re.search(
            r'name="(answer__[^"]+)"[^>]*inputmode="decimal"|inputmode="decimal"[^>]*name="(answer__[^"]+)"', source
        )
        assert box is not None
        name = box[1] or box[2]
        only = f"seen__{name.removeprefix('answer__')}"
        status, _page = exchange(
            address,
            "POST",
            path,
            cookies,
            {"csrf_token": fields["csrf_token"], only: fields[only], name: str(saved % 9)},
        )
        assert status == 302, f"{path}: {status}"
        saved += 1
    return saved


def exchange(
    address: str, method: str, path: str, cookies: str, fields: dict[str, str] | None = None
) -> tuple[int, str]:
    """Status and text of one answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urlencode(fields or {}) if fields else None, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text
