"""The working pages in a real browser: by keyboard on a small screen, and without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OFFICER, REVIEWER, Site

pytestmark = pytest.mark.browser

COVERED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    if (at.closest('.save-bar') || !at.closest('main form')) return null;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
    return at === top || at.contains(top) ? null : at.id || at.outerHTML.slice(0, 60);
}"""


def test_the_save_bar_never_hides_what_has_the_focus(site: Site) -> None:
    page = site.page(OFFICER, width=390, path="/phieu/dti-2026/NT")
    page.emulate_media(reduced_motion="reduce")  # a smooth scroll would still be on its way when it is measured
    reached, hidden = set(), []
    for _press in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id"))
        hidden.append(page.evaluate(COVERED))
    assert "evidence__truong_ban_chi_dao" in reached
    assert [found for found in hidden if found] == []


def test_a_decision_is_made_without_scripts(site: Site) -> None:
    page = site.page(REVIEWER, scripts=False, path="/tham-dinh/dti-2026/ca-mau")
    row = page.locator("section[id='NT.1']")
    row.get_by_label("Điều chỉnh", exact=True).check()
    row.locator("input[name=points]").fill("7,5")
    row.locator("textarea").fill("Quyết định kèm theo đã hết hiệu lực từ tháng 5.")
    row.get_by_role("button").click()
    expect(page.locator("section[id='NT.1']")).to_contain_text("Điều chỉnh còn 7,50 điểm")
