"""People who sign in, and what their browser would send."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.pages import Browser, Page
from tests.world import PASSWORD

Fields = dict[str, list[str]]
SignIn = Callable[[str], Browser]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A browser of their own for the account of that login."""

    def signed_in(login: str) -> Browser:
        browser = Browser(app)
        browser.sign_in(login, PASSWORD)
        return browser

    return signed_in


@pytest.fixture
def filled() -> Callable[..., Fields]:
    """What a browser sends for the page's form, with these boxes changed: `filled(page, answer__so_ho="1.200")`."""

    def fields(page: Page, **changed: str) -> Fields:
        sent = {**boxes(page), **areas(page)}
        sent.update({name: [text] for name, text in changed.items()})
        sent.pop("csrf_token", None)  # the browser that sends has its own
        return sent

    return fields


def boxes(page: Page) -> Fields:
    sent: Fields = {}
    for box in page.one("main").iter("input"):
        if box.get("type") in ("radio", "checkbox") and box.get("checked") is None:
            continue
        sent.setdefault(str(box.get("name")), []).append(box.get("value") or "")
    return sent


def areas(page: Page) -> Fields:
    return {str(area.get("name")): [area.text or ""] for area in page.one("main").iter("textarea") if area.get("name")}
