"""A reviewer at a province's sheet: decisions that need no script, and two windows on the same indicator."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import REVIEWER, Site, decide

pytestmark = pytest.mark.browser

SHEET = "/tham-dinh/dti-2026/ca-mau"
REASON = "Quyết định kèm theo đã hết hiệu lực từ tháng 5."


def adjust(page: Page, points: str) -> None:
    decide(page, "NT.1", "Điều chỉnh", REASON, points)


def test_a_decision_is_made_without_scripts(site: Site) -> None:
    page = site.page(REVIEWER, scripts=False, path=SHEET)
    adjust(page, "7,5")
    expect(page.locator("section[id='NT.1']")).to_contain_text("Điều chỉnh còn 7,50 điểm")


def test_a_second_decision_on_a_page_opened_before_the_first_is_refused_and_keeps_its_text(site: Site) -> None:
    first, second = site.page(REVIEWER, path=SHEET), site.page(REVIEWER, path=SHEET)
    adjust(first, "7,5")
    adjust(second, "3")
    expect(second.locator(".error-summary")).to_contain_text("Trần Minh Đức (minh họa) vừa lưu quyết định khác")
    expect(second.locator("section[id='NT.1'] input[name=points]")).to_have_value("3")
    expect(second.locator("section[id='NT.1'] .verdict")).to_contain_text("7,50")
