"""A form by Excel in a real browser: downloaded, filled in, uploaded, previewed, confirmed."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.conftest import OFFICER, Site, press
from tests.exchange.filled import cell_of, saved

pytestmark = pytest.mark.browser

SECTION = "/phieu/dti-2026/KTS"  # of which the demonstration has answered nothing


def test_a_downloaded_form_with_three_changed_cells_is_previewed_confirmed_and_there(
    site: Site, tmp_path: Path
) -> None:
    page = site.page(OFFICER, scripts=False, path="/phieu/dti-2026/excel")
    page.get_by_text("Chỉ tải một mục").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Hoạt động kinh tế số").click()
    assert download.value.suggested_filename == "dti-2026-lang-son-KTS-20261122-0900.xlsx"
    book = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = book.worksheets[1]
    items = [str(sheet.cell(row, 1).value) for row in range(4, 7)]
    for item in items:
        cell_of(book, item).value = 12
    changed = tmp_path / "đã nhập.xlsx"
    changed.write_bytes(saved(book))
    page.set_input_files("#workbook", changed)
    press(page, "Tải lên và xem trước")
    expect(page.locator("dl.facts div", has_text="Sẽ ghi")).to_contain_text("3")
    press(page, "Ghi 3 số liệu")
    expect(page.get_by_role("status")).to_contain_text("Đã ghi 3 số liệu từ tệp.")
    page.goto(SECTION)
    for item in items:
        expect(page.locator(f"[id='answer__{item}']")).to_have_value("12")
