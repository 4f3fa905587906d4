"""An officer at the form: what is typed is kept, whatever happens."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.models import Answer
from tests.browser.conftest import LEAD, OFFICER, Site, press

pytestmark = pytest.mark.browser

HT = "/phieu/dti-2026/HT"
HOUSEHOLDS, WITH_FIBRE = "#answer__tong_so_ho", "#answer__so_ho_duoc_phu_cap_quang"
NOTE, NAME = "#note__so_ho_duoc_phu_cap_quang", "Đắk Lắk"
USE_A_COMMA = "Viết dấu phẩy cho phần thập phân, ví dụ 12,5"


def test_two_values_are_saved_without_scripts(site: Site) -> None:
    page = site.page(OFFICER, scripts=False, path=HT)
    page.fill(WITH_FIBRE, "1.200")
    page.fill(HOUSEHOLDS, "3.000")
    press(page, "Lưu")
    page.goto(HT)
    expect(page.locator(WITH_FIBRE)).to_have_value("1.200")
    expect(page.locator(HOUSEHOLDS)).to_have_value("3.000")
    expect(page.locator("[id='HT.1']")).to_contain_text("40,0%")  # 1,200 / 3,000


def test_a_decimal_point_is_refused_in_the_same_words_above_and_at_the_box_which_keeps_it(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    page.fill(WITH_FIBRE, "12.5")
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith(HT)) as posted:
        press(page, "Lưu")
    assert posted.value.status == 422
    expect(page).to_have_title("Lỗi: Hạ tầng số – Chuyển đổi số cấp tỉnh")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(f"{WITH_FIBRE}-error")).to_contain_text(USE_A_COMMA)
    expect(page.get_by_text(USE_A_COMMA)).to_have_count(2)
    page.get_by_role("link", name=USE_A_COMMA).click()
    expect(page.locator(WITH_FIBRE)).to_be_focused()
    expect(page.locator(WITH_FIBRE)).to_have_value("12.5")


def test_beside_an_unreadable_number_the_others_are_saved_and_the_form_cannot_be_handed_over(site: Site) -> None:
    page = site.page(OFFICER, path=HT)
    page.fill(WITH_FIBRE, "khoảng 30")
    page.fill(HOUSEHOLDS, "99")
    press(page, "Lưu")
    expect(page.locator(".error-summary li")).to_have_count(1)
    page.goto(HT)
    expect(page.locator(WITH_FIBRE)).to_have_value("khoảng 30")
    expect(page.locator(HOUSEHOLDS)).to_have_value("99")
    lead = site.page(LEAD, path="/phieu/dti-2026")
    press(lead, "Trình ký")
    expect(lead.get_by_role("heading", level=1)).to_have_text("Kiểm tra đầy đủ")
    expect(lead.locator("main")).to_contain_text("Còn ô chưa đọc được")


PASTE = """(box, text) => {
    box.focus();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    if (box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true })))
        document.execCommand("insertText", false, text);
}"""  # what a browser does when nothing on the page hinders it


@pytest.mark.parametrize("scripts", [True, False], ids=["in the background", "by the button"])
def test_text_pasted_in_loose_letters_and_marks_is_stored_composed(site: Site, scripts: bool) -> None:
    page, loose = site.page(OFFICER, scripts=scripts, path=HT), unicodedata.normalize("NFD", NAME)
    page.locator("[id='HT.1'] summary", has_text="Giải trình").click()
    if scripts:
        page.locator(NOTE).evaluate(PASTE, loose)
        assert page.locator(NOTE).input_value() == loose
        page.locator(NOTE).blur()
        expect(page.locator("#save-done")).to_have_text("Đã lưu lúc 09:00")
    else:
        page.fill(NOTE, loose)
        press(page, "Lưu")
    with Session(site.engine) as session:
        notes = set(session.scalars(select(Answer.note).where(Answer.item == "so_ho_duoc_phu_cap_quang")))
    assert NAME in notes
    assert loose not in notes
    page.goto(HT)
    expect(page.locator(NOTE)).to_have_value(NAME)


def test_going_back_shows_what_is_stored_now_and_not_what_the_page_was_opened_with(site: Site) -> None:
    page = site.page(OFFICER, path="/phieu/dti-2026")  # from here on its cookie does not change any more,
    page.goto(HT)  # so that the browser could show this page again without asking
    page.get_by_role("link", name="Phiếu tự đánh giá").click()
    save(site.page(LEAD, path=HT), "4.000")
    page.go_back()
    expect(page.locator(HOUSEHOLDS)).to_have_value("4.000")


@pytest.fixture
def clash(site: Site) -> Page:
    """The officer's page after the lead was faster: opened with 4.000; the lead saved 5.000, then the officer 6.000."""
    lead = site.page(LEAD, path=HT)
    save(lead, "4.000")
    officer = site.page(OFFICER, path=HT)
    save(lead, "5.000")
    save(officer, "6.000")
    return officer


def save(page: Page, households: str) -> None:
    page.fill(HOUSEHOLDS, households)
    with page.expect_navigation():  # a save in the background may hold the button's up
        press(page, "Lưu")


def test_the_second_of_two_who_save_the_same_figure_is_shown_every_value_and_who_was_faster(clash: Page) -> None:
    expect(clash.get_by_role("heading", level=1)).to_have_text("Đã có người sửa trước")
    expect(clash.locator(HOUSEHOLDS)).to_have_value("6.000")
    expect(clash.locator(".versus dt")).to_have_text(["Giá trị hiện có", "Giá trị khi bạn mở trang"])
    expect(clash.locator(".versus dd")).to_have_text(["5.000", "4.000"])
    expect(clash.locator(".clash")).to_contain_text("Hoàng Văn Nam (minh họa) lưu lúc 09:00 ngày 22/11/2026")
    assert clash.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 409


def test_keeping_mine_writes_my_value_as_it_was_changed_after_the_refusal(clash: Page) -> None:
    clash.fill(HOUSEHOLDS, "6.001")
    clash.get_by_role("button", name="Giữ của tôi").click()
    clash.goto(HT)
    expect(clash.locator(HOUSEHOLDS)).to_have_value("6.001")


def test_taking_theirs_leaves_their_value(clash: Page) -> None:
    clash.get_by_role("button", name="Lấy giá trị hiện có").click()
    expect(clash.get_by_role("heading", level=1)).to_have_text("Hạ tầng số")
    clash.goto(HT)
    expect(clash.locator(HOUSEHOLDS)).to_have_value("5.000")


def test_editing_again_returns_to_the_box_with_my_text_and_a_later_save_wins(clash: Page) -> None:
    press(clash, "Sửa lại")
    expect(clash.locator(HOUSEHOLDS)).to_have_value("6.000")
    clash.fill(HOUSEHOLDS, "6.500")
    press(clash, "Lưu")
    clash.goto(HT)
    expect(clash.locator(HOUSEHOLDS)).to_have_value("6.500")


def test_two_who_change_different_figures_of_one_page_do_not_meet(site: Site) -> None:
    officer, lead = site.page(OFFICER, path=HT), site.page(LEAD, path=HT)
    lead.fill(WITH_FIBRE, "99")
    press(lead, "Lưu")
    officer.fill(HOUSEHOLDS, "3.000")
    press(officer, "Lưu")
    expect(officer.locator(WITH_FIBRE)).to_have_value("99")
    expect(officer.locator(HOUSEHOLDS)).to_have_value("3.000")
    expect(officer.locator(".error-summary, .clash, #save-failed p")).to_have_count(0)


def test_saving_after_the_form_went_on_writes_nothing_and_gives_the_text_back(site: Site) -> None:
    officer, lead = site.page(OFFICER, path=HT), site.page(LEAD, path="/phieu/dti-2026")
    press(lead, "Trình ký")
    officer.fill(HOUSEHOLDS, "7.777")
    press(officer, "Lưu")
    expect(officer.get_by_role("heading", level=1)).to_have_text("Chưa lưu được: phiếu đã chuyển bước")
    assert "7.777" in officer.get_by_label("Nội dung bạn đã nhập, chưa lưu").input_value()
    officer.goto(HT)
    expect(officer.locator("main")).not_to_contain_text("7.777")
