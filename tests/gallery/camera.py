"""A browser that walks the site as several people at once and photographs what it sees at two widths."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from tests.served import CHROMIUM, CHROMIUM_ARGUMENTS, PASSWORD

WIDTHS = (1280, 390)
HEIGHT = 900
# A bar that floats over a page of full height hides what is there; the site's own policy forbids injected styles.
LAY_DOWN = "for (const bar of document.querySelectorAll('.save-bar')) bar.style.position = 'static'"
TALLEST = 4500  # a review sheet on a telephone is ten times longer, and says nothing new after this


class Picture(NamedTuple):
    """One state of one page; its files are called by name, language and width."""

    group: str
    name: str
    title: str


@dataclass
class Camera:
    """Takes pictures into a folder, in one language; remembers what it took."""

    browser: Browser
    address: str
    folder: Path
    language: str
    taken: list[Picture] = field(default_factory=list)
    group: str = ""
    _people: dict[str, Page] = field(default_factory=dict)

    def page(self, login: str = "") -> Page:
        """The open page of somebody ("" for the public); signed in when first asked for."""
        if login not in self._people:
            self._people[login] = self.another_page(login)
        return self._people[login]

    def another_page(self, login: str = "") -> Page:
        """A window of its own on the same account."""
        context = self.browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.goto(f"{self.address}/tro-giup?lang={self.language}")
        if login:
            self.sign_in(page, login, PASSWORD)
            page.wait_for_url("**/viec-cua-toi")
        return page

    def sign_in(self, page: Page, login: str, password: str) -> None:
        """Fill and send the sign-in form."""
        page.goto(f"{self.address}/dang-nhap")
        page.fill("#login", login)
        page.fill("#password", password)
        page.click("main button[type=submit]")

    def visit(self, name: str, title: str, path: str, login: str = "") -> Page:
        """Open an address and take its picture."""
        page = self.page(login)
        page.goto(f"{self.address}{path}")
        self.take(name, title, page)
        return page

    def take(self, name: str, title: str, page: Page) -> None:
        """The page as it is now, at both widths."""
        page.evaluate(LAY_DOWN)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
            page.screenshot(
                path=self.folder / f"{name}-{self.language}-{width}.png",
                full_page=True,
                clip={"x": 0, "y": 0, "width": width, "height": height},
            )
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        self.taken.append(Picture(self.group, name, title))

    def remember(self) -> None:
        """Write down what was taken, for the index."""
        (self.folder / f"{self.language}.json").write_text(json.dumps(self.taken, ensure_ascii=False), encoding="utf-8")


def save(page: Page) -> None:
    """Press the page's own "Lưu" and wait for the answer, which a save in the background may hold up."""
    with page.expect_navigation():
        page.click(".save-bar button >> nth=0")


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """Debian's Chromium without a network."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
