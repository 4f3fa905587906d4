"""Without a mouse: from signing in to the receipt, the focus always visible and never under something."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests.browser.conftest import ADMIN, CERTIFIER, LEAD, OFFICER, REVIEWER, Site
from tests.files import samples
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

MOST_TABS = 120
# The focused element's middle belongs to it, so that no bar lies over it.
UNCOVERED = """() => {
    const focused = document.activeElement, box = focused.getClientRects()[0];  // of a link that wraps: its first line
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 12));
    return focused === top || focused.contains(top) || top?.contains(focused) && top.tagName === 'LABEL';
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until that element has the focus; it must be neither covered nor look as before."""
    for _press in range(MOST_TABS):
        page.keyboard.press("Tab")
        assert page.evaluate(UNCOVERED), f"covered: {page.evaluate('document.activeElement.outerHTML.slice(0, 120)')}"
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            assert looks_focused(page), f"{selector} looks the same with and without focus"
            return
    raise AssertionError(f"{MOST_TABS} × Tab did not reach {selector}")


def follow(page: Page) -> None:
    """Press Enter and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def looks_focused(page: Page) -> bool:
    """Whether the pixels around the focused element change when it loses the focus."""
    x, y, width, height = page.evaluate(
        "(({x, y, width, height}) => [x, y, width, height])(document.activeElement.getBoundingClientRect())"
    )
    around: FloatRect = {"x": max(x - 6, 0), "y": max(y - 6, 0), "width": width + 12, "height": height + 12}
    element = page.evaluate_handle("document.activeElement")
    focused = page.screenshot(clip=around, caret="initial")
    page.evaluate("element => element.blur()", element)
    plain = page.screenshot(clip=around, caret="initial")
    page.evaluate("element => element.focus({focusVisible: true, preventScroll: true})", element)
    return focused != plain


def test_the_first_key_offers_a_way_past_the_header(site: Site) -> None:
    page = site.page(path="/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def sign_in(site: Site, login: str, width: int) -> Page:
    """From the front page to the own work, at a telephone or a desk."""
    page = site.page(path="/", width=width, alone=True)
    tab_to(page, "a[href$='/dang-nhap']")
    follow(page)
    tab_to(page, "#login")
    page.keyboard.type(login)
    tab_to(page, "#password")
    page.keyboard.type(PASSWORD)
    follow(page)
    return page


def go(page: Page, *selectors: str) -> None:
    """Along links and buttons, each reached by Tab and pressed by Enter."""
    for selector in selectors:
        tab_to(page, selector)
        follow(page)


def test_the_whole_way_from_signing_in_to_the_receipt_needs_no_mouse(site: Site, tmp_path: Path) -> None:
    the_officer_answers_and_proves(sign_in(site, OFFICER, width=390), tmp_path)
    the_lead_checks_and_hands_over(sign_in(site, LEAD, width=1280))
    the_certifier_sends(sign_in(site, CERTIFIER, width=1280))


def the_officer_answers_and_proves(page: Page, folder: Path) -> None:
    page.on("filechooser", lambda _chooser: None)  # asked for early: until the browser knows, it opens its own
    go(page, "main a.button", "a.task-name[href$='/KTS']")
    tab_to(page, "#answer__so_hop_tac_xa_cong_nghe_so")
    page.keyboard.type("12")
    go(page, ".save-bar button")
    # Leaving the box saved it in the background; the button waits for that and finds nothing left to save.
    expect(page.locator(".notice")).to_contain_text("Mọi câu trả lời trên trang này đã được lưu")
    expect(page.locator("#answer__so_hop_tac_xa_cong_nghe_so")).to_have_value("12")
    go(page, "button[name=tai-lieu]")
    file = folder / "báo cáo.pdf"
    file.write_bytes(samples.pdf("bàn phím"))
    tab_to(page, "input[type=file]")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
    go(page, "form[enctype] button")
    expect(page.locator("[role=status]:focus")).to_be_visible()
    expect(page.locator(".attached").first).to_contain_text("báo cáo")


def the_lead_checks_and_hands_over(page: Page) -> None:
    go(page, "main a.button", "a.task-name[href$='/KTS']")
    box = page.locator("#answer__so_hop_tac_xa_cong_nghe_so")
    expect(box).to_have_value("12")
    tab_to(page, "#answer__so_hop_tac_xa_cong_nghe_so")
    page.keyboard.press("Control+A")
    page.keyboard.type("11")
    go(page, ".save-bar button")
    expect(page.locator(".notice")).to_contain_text("Mọi câu trả lời trên trang này đã được lưu")
    expect(box).to_have_value("11")
    go(page, ".breadcrumbs li:last-child a", "a[href$='/kiem-tra']", ".breadcrumbs li:last-child a")
    go(page, "form[action$='trinh-ky'] button")
    expect(page.locator(".banner").first).to_contain_text("chưa gửi Bộ")


def the_certifier_sends(page: Page) -> None:
    go(page, "main a.button")
    tab_to(page, "#confirm")
    page.keyboard.press("Space")
    go(page, "main form .button")
    expect(page.get_by_role("heading", level=1)).to_have_text("Biên nhận")


def places(page: Page) -> tuple[float, float]:
    """Where the page stands two frames after a step, and where it comes to rest."""
    soon = page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(window.scrollY))))"
    )
    at_rest = soon
    while True:
        page.wait_for_timeout(100)
        if (now := page.evaluate("window.scrollY")) == at_rest:
            return soon, at_rest
        at_rest = now


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_only_a_clicked_link_scrolls_smoothly_and_never_where_less_motion_is_asked_for(
    site: Site, motion: Literal["no-preference", "reduce"]
) -> None:
    page = site.page(REVIEWER, path="/tham-dinh/dti-2026/can-tho", motion=motion)
    link = page.locator("a.button[href^='#']").first
    link.click()
    soon, at_rest = places(page)
    assert at_rest > 1000
    assert (soon < at_rest) == (motion == "no-preference")
    page.keyboard.press("Tab")  # the page follows the focus at once, also after a click
    soon, at_rest = places(page)
    assert soon == at_rest
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    page.mouse.move(0, 0)
    link.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    soon, at_rest = places(page)
    assert soon == at_rest > 1000


@pytest.mark.parametrize("login", ["", OFFICER, ADMIN])
def test_the_header_of_a_telephone_leaves_room_for_the_page(site: Site, login: str) -> None:
    page = site.page(login, width=390, path="/tro-giup")
    height = page.locator(".site-header").evaluate("header => header.offsetHeight")
    assert height <= 150  # owner, name, tools and at most two rows of places
