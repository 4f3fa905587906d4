"""The browser that other tests drive: real, and cut off from the network."""

import pytest
from playwright.sync_api import Error, Page

pytestmark = pytest.mark.browser


def test_the_browser_runs_scripts_and_speaks_vietnamese(page: Page) -> None:
    page.set_content("<h1>Bảng xếp hạng</h1>")
    assert page.evaluate("navigator.language") == "vi-VN"
    assert page.inner_text("h1") == "Bảng xếp hạng"


def test_the_browser_resolves_no_name_beyond_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/")
