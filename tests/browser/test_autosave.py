"""Saving in the background in a real browser: slow and failing servers, input methods, two people, time-outs."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.conftest import LEAD, OFFICER, Site, press
from tests.conftest import NOW
from tests.served import PASSWORD

pytestmark = pytest.mark.browser

HT = "/phieu/dti-2026/HT"
SAVE = f"**{HT}/luu"
HOUSEHOLDS, NOTE = "#answer__tong_so_ho", "#note__so_ho_duoc_phu_cap_quang"
DONE, FAILED = "#save-done", "#save-failed"


def saves(page: Page) -> list[str]:
    """The bodies of the saves that the page sends from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/luu"):
            sent.append(request.post_data or "")

    page.on("request", note)
    return sent


def test_what_is_typed_is_saved_once_after_a_pause_and_points_and_words_follow(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    sent = saves(page)
    page.locator(HOUSEHOLDS).select_text()
    page.locator(HOUSEHOLDS).press_sequentially("1234567", delay=30)
    expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    assert len(sent) == 1
    assert "tong_so_dich_vu" not in sent[0]  # only what changed
    assert "answer__so_ho_duoc" not in sent[0]
    line = page.locator(HOUSEHOLDS).locator("xpath=..")
    expect(line).to_contain_text("một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy")
    expect(page.locator(HOUSEHOLDS)).to_be_focused()
    page.reload()
    expect(page.locator(HOUSEHOLDS)).to_have_value("1.234.567")


def test_beside_a_text_that_was_not_saved_stands_nothing_of_what_another_saved(site: Site) -> None:
    first, second = site.page(OFFICER, path=HT), site.page(LEAD, path=HT)
    for page, typed in ((first, "210.000"), (second, "220.000")):
        page.fill(HOUSEHOLDS, typed)
        page.locator(HOUSEHOLDS).blur()
        if page is first:
            expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    expect(second.locator(FAILED)).to_contain_text("đã lưu giá trị khác lúc 09:00")
    expect(second.locator(HOUSEHOLDS)).to_have_value("220.000")
    expect(second.locator(HOUSEHOLDS).locator("xpath=..")).not_to_contain_text("Hệ thống hiểu")
    expect(first.locator(HOUSEHOLDS).locator("xpath=..")).to_contain_text("Hệ thống hiểu: 210.000")


def test_a_second_save_waits_for_a_slow_first_one_and_the_last_text_wins(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    under_way = held(page)
    page.fill(HOUSEHOLDS, "100")
    page.locator(HOUSEHOLDS).blur()
    expect(page.locator(DONE)).to_be_empty()
    wait_for(page, lambda: len(under_way) == 1)
    page.fill(HOUSEHOLDS, "200")
    page.locator(HOUSEHOLDS).blur()
    page.wait_for_timeout(300)
    assert len(under_way) == 1
    under_way[0].continue_()
    page.unroute(SAVE)
    expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    with page.expect_response(SAVE):
        pass
    page.reload()
    expect(page.locator(HOUSEHOLDS)).to_have_value("200")


def held(page: Page) -> list[Route]:
    """The saves that the page sends from now on, none of which arrives by itself."""
    under_way: list[Route] = []

    def hold(route: Route) -> None:
        under_way.append(route)

    page.route(SAVE, hold)
    return under_way


def wait_for(page: Page, ready: object) -> None:
    until = time.monotonic() + 5
    while not ready():  # type: ignore[operator]
        assert time.monotonic() < until
        page.wait_for_timeout(50)


def test_a_failure_is_told_by_its_cause_keeps_the_text_and_can_be_tried_again(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    page.route(SAVE, lambda route: route.fulfill(status=500))
    page.fill(HOUSEHOLDS, "321")
    page.locator(HOUSEHOLDS).blur()
    expect(page.locator(FAILED)).to_contain_text("máy chủ gặp lỗi")
    page.unroute(SAVE)
    page.route(SAVE, lambda route: route.abort())
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator(FAILED)).to_contain_text("mất kết nối mạng")
    page.unroute(SAVE)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    expect(page.locator(FAILED)).to_be_empty()
    expect(page.locator(HOUSEHOLDS)).to_have_value("321")
    site.complaints.clear()  # Chromium reports the failures that were made for it


def test_after_a_session_ended_the_text_comes_back_when_signed_in_again(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    page.context.clear_cookies()
    page.fill(HOUSEHOLDS, "654")
    page.locator(HOUSEHOLDS).blur()
    expect(page.locator(FAILED)).to_contain_text("phiên làm việc đã hết")
    page.get_by_role("link", name="Đăng nhập lại").click()
    page.fill("#login", OFFICER)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{HT}")
    expect(page.locator(".kept")).to_contain_text("654")
    page.get_by_role("button", name="Điền lại").click()
    expect(page.locator(HOUSEHOLDS)).to_have_value("654")
    expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    page.reload()
    expect(page.locator(HOUSEHOLDS)).to_have_value("654")
    expect(page.locator(".kept")).to_have_count(0)


def test_telex_typed_through_a_save_gives_the_text_exactly_and_leaves_the_caret(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    sent = saves(page)
    page.locator("[id='HT.1'] summary", has_text="Giải trình").click()
    note = page.locator(NOTE)
    note.press_sequentially("Xa", delay=30)
    under_way = held(page)
    page.locator(HOUSEHOLDS).fill("5")  # leaving the box saves
    note.press("End")
    wait_for(page, lambda: len(under_way) == 1)
    unikey(page, "~ã", " ", "D", "~Đ")
    with page.expect_response(SAVE):  # the answer to "Xa" comes in the middle of a word
        under_way[0].continue_()
    page.unroute(SAVE)
    typed = "Xã Đắk"
    # Until the second save is answered: the words that it was saved stand there from the first one.
    with page.expect_response(lambda answer: quote_plus(typed) in (answer.request.post_data or "")):
        unikey(page, "a", "~ă", "k", "~", "~ắk")
        assert note.input_value() == typed
    assert any(quote_plus(typed) in body for body in sent)
    expect(page.locator(DONE)).to_have_text("Đã lưu lúc 09:00")
    assert note.input_value() == typed
    assert note.evaluate("box => box.selectionStart") == len(typed)
    expect(note).to_be_focused()
    page.reload()
    expect(page.locator(NOTE)).to_have_value(typed.strip())


def unikey(page: Page, *keys: str) -> None:
    """What an input method makes of keys: "~" is a backspace, then come new letters."""
    for each in keys:
        if each.startswith("~"):
            page.keyboard.press("Backspace")
        if each.lstrip("~"):
            page.keyboard.insert_text(each.lstrip("~"))
        page.wait_for_timeout(30)


def test_the_other_sees_who_is_at_which_indicator_and_that_they_left(site: Site) -> None:
    officer = site.page(OFFICER, path=HT)
    with officer.expect_response(lambda answer: "indicator=HT.1" in (answer.request.post_data or "")):
        officer.locator(HOUSEHOLDS).focus()
    lead = site.page(LEAD, path=HT)
    expect(lead.locator("#presence")).to_contain_text("Nguyễn Thị Hoa (minh họa) đang sửa chỉ tiêu HT.1 (vừa xong)")
    officer.goto("/viec-cua-toi")
    with lead.expect_response("**/dang-sua"):
        lead.reload()
    expect(lead.locator("#presence li")).to_have_count(0)


def test_who_edits_is_seen_within_35_seconds_and_forgotten_within_90_of_a_page_that_said_no_goodbye(
    site: Site,
) -> None:
    lead = site.page(LEAD, alone=True)  # its clock is the context's
    lead.clock.install(time=NOW)
    lead.goto(HT)
    there = lead.locator("#presence li")
    expect(there).to_have_count(0)
    officer = site.page(OFFICER, path=HT, alone=True)
    with officer.expect_response(lambda answer: "indicator=HT.1" in (answer.request.post_data or "")):
        officer.locator(HOUSEHOLDS).focus()
    site.clock.at = NOW + timedelta(seconds=35)
    lead.clock.fast_forward("00:35")
    expect(there).to_contain_text("Nguyễn Thị Hoa (minh họa) đang sửa chỉ tiêu HT.1")
    officer.evaluate("navigator.sendBeacon = () => false")  # the line is gone: no goodbye arrives
    officer.close()
    for seconds in (65, 90):  # since the page was closed; the lead's page asks at least every half minute
        site.clock.at = NOW + timedelta(seconds=35 + seconds)
        lead.clock.fast_forward("00:30")
    expect(there).to_have_count(0)


def test_a_save_in_the_background_after_the_form_went_on_is_refused_and_the_text_stays(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    press(site.page(LEAD, path="/phieu/dti-2026"), "Trình ký")
    page.fill(HOUSEHOLDS, "7.777")
    page.locator(HOUSEHOLDS).blur()
    expect(page.locator(FAILED)).to_contain_text("Phiếu không nhận câu trả lời nữa")
    expect(page.locator(HOUSEHOLDS)).to_have_value("7.777")
    expect(site.page(LEAD, path=HT).locator("main")).not_to_contain_text("7.777")


def test_five_minutes_before_its_end_a_session_can_be_prolonged(site: Site) -> None:
    page = site.page(OFFICER, alone=True)  # its clock is the context's
    page.clock.install(time=NOW)
    page.goto(HT)
    site.clock.at = NOW + timedelta(minutes=56)
    page.clock.fast_forward("56:00")
    warning = page.get_by_role("alertdialog")
    expect(warning).to_contain_text("Phiên làm việc còn 4 phút")
    warning.get_by_role("button", name="Làm việc tiếp").click()
    expect(warning).to_have_count(0)
    site.clock.at = NOW + timedelta(minutes=100)
    page.goto(HT)
    expect(page.get_by_role("heading", level=1)).to_have_text("Hạ tầng số")
