"""Documents in a real browser: mixed uploads without scripts, names, focus after removal, a line that breaks."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import Route, expect

from assessment.services.evidence.places import places
from questionnaires import load
from tests.browser.conftest import OFFICER, Site, press
from tests.files import samples
from tests.files.samples import payload

pytestmark = pytest.mark.browser
NAME = "Báo cáo Đắk Lắk.pdf"
FIRST = next(iter(places(load("DTI-2026"))))


def test_without_scripts_good_files_are_kept_and_come_back_under_their_names(site: Site) -> None:
    page = site.page(OFFICER, scripts=False, path="/tai-lieu")
    decomposed = unicodedata.normalize("NFD", NAME)
    page.set_input_files("#files", [payload(decomposed, samples.pdf()), payload("hinh.pdf", samples.SVG)])
    press(page, "Tải lên")
    expect(page.locator(".error-summary")).to_contain_text("hinh.pdf: nội dung khác với đuôi .pdf")
    expect(page.locator(".notice")).to_contain_text("Đã tải lên 1 tài liệu")
    page.locator(".shelf tbody a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name=NAME).click()
    assert download.value.suggested_filename == NAME


def test_after_a_document_is_taken_away_the_focus_is_on_the_words_that_say_so(site: Site) -> None:
    page = site.page(OFFICER, path=f"/phieu/dti-2026/tai-lieu/{FIRST}")
    taken = page.locator(".attached a").first.text_content() or ""
    page.locator(".attached form button").first.click()
    expect(page.locator("[role=status]:focus")).to_contain_text("Đã gỡ")
    page.goto("/tai-lieu?loc=")
    assert taken.partition(" (mở")[0] in page.locator(".shelf").inner_text()  # still in the library


def test_what_is_being_typed_is_saved_on_the_way_to_the_documents(site: Site) -> None:
    page = site.page(OFFICER, path="/phieu/dti-2026/HT")
    page.fill("#answer__tong_so_ho", "9.876")
    page.locator("button[name=tai-lieu]").first.click()
    expect(page.locator("[role=status]:focus")).to_contain_text("Đã lưu 1 câu trả lời")
    page.get_by_role("link", name="Xong, về lại phiếu").click()
    expect(page.locator("#answer__tong_so_ho")).to_have_value("9.876")


def test_a_large_file_goes_on_where_the_line_broke(site: Site) -> None:
    page = site.page(OFFICER, path="/tai-lieu")
    broken: list[str] = []

    def break_once(route: Route) -> None:
        offset = route.request.headers.get("upload-offset")
        if offset == str(512 * 1024) and not broken:
            broken.append(offset)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/tung-phan/*", break_once)
    page.set_input_files("#files", [payload("lon.pdf", samples.pdf() + b"%" * 1_200_000)])
    press(page, "Tải lên")
    expect(page.locator("[data-progress] li")).to_have_text("lon.pdf: mất kết nối, tự gửi tiếp sau 1 giây")
    page.wait_for_url("**/tai-lieu/*")
    expect(page.locator("[role=status]:focus")).to_contain_text("Đã tải lên 1 tài liệu")
    assert broken == [str(512 * 1024)]
    site.complaints[:] = [said for said in site.complaints if "ERR_CONNECTION_RESET" not in said]  # asked for


def test_a_refused_large_file_is_told_apart_from_a_good_one(site: Site) -> None:
    page = site.page(OFFICER, path="/tai-lieu")
    bad, good = samples.HTML + b" " * 1_200_000, samples.pdf("tốt")
    page.set_input_files("#files", [payload("xau.pdf", bad), payload("tot.pdf", good)])
    press(page, "Tải lên")
    expect(page.locator("[data-progress] .field-error")).to_contain_text("xau.pdf: nội dung khác với đuôi .pdf")
    press(page, "Tiếp tục với các tệp đã nhận")
    page.wait_for_url("**/tai-lieu/*")
    expect(page.locator("h1")).to_have_text("tot")
